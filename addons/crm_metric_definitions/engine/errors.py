from odoo.exceptions import AccessError, UserError


class MeasureError(UserError):
    """A measure cannot be computed; the message says what is wrong with it."""


class NotMeasurable(UserError):
    """A metric has no figure; the message is one sentence saying why."""


class TooManyPoints(NotMeasurable):
    """A metric would have more than ``MAX_POINTS`` points."""


class NotShown(NotMeasurable, AccessError):
    """A metric has a figure, but not for this reader."""
