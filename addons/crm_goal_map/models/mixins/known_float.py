from odoo import fields


class KnownFloat(fields.Float):
    """A figure that means something only while a field beside it says so.

    What leaves the database – a list, an export, an answer over RPC – is empty then,
    and not 0.

    :param known: name of the boolean field
    """

    known = None

    def convert_to_read(self, value, record, use_display_name=True):
        value = super().convert_to_read(value, record, use_display_name)
        return value if record[self.known] else False

    def convert_to_export(self, value, record):
        value = super().convert_to_export(value, record)
        return value if record[self.known] else ""
