from odoo.exceptions import UserError


class MeasureError(UserError):
    """A measure cannot be computed; the message is one sentence saying why."""
