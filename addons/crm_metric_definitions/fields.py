# the signatures are those of the fields that are overridden
# pylint: disable=unused-argument
from odoo import fields


class _Nullable:
    """A number that can be unknown: NULL in the database, None in Python.

    A plain Float reads NULL as 0.0, and unknown is not zero.
    """

    falsy_value = None

    def convert_to_column(self, value, record, values=None, validate=True):
        if value is None or value is False:
            return None
        return super().convert_to_column(value, record, values, validate)

    def convert_to_column_insert(self, value, record, values=None, validate=True):
        if value is None or value is False:
            return None
        return super().convert_to_column_insert(value, record, values, validate)

    def convert_to_cache(self, value, record, validate=True):
        if value is None or value is False:
            return None
        return super().convert_to_cache(value, record, validate)

    def convert_to_record(self, value, record):
        return value

    def convert_to_read(self, value, record, use_display_name=True):
        return False if value is None else value

    def convert_to_export(self, value, record):
        return "" if value is None else value


class NullableFloat(_Nullable, fields.Float):
    """A number that can be unknown."""


class NullableMonetary(_Nullable, fields.Monetary):
    """An amount that can be unknown."""
