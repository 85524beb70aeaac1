"""When records end: what has ended without a date was open at no moment.

A model with the date END says by ``_metric_ended_domain`` which of its records have
ended. The states of other models end on whatever date a measure names.
"""

from odoo.fields import Domain

END = "date_ended"


def ended_domain(model, date):
    """Return the Domain of the records that have ended, or None: ``date`` is no end."""
    known = date == END and hasattr(model, "_metric_ended_domain")
    return model._metric_ended_domain() if known else None


def known_end(model, until):
    """Return the Domain of records that are open or ended on a known date, or None."""
    ended = ended_domain(model, until)
    return ended and (~ended | Domain(until, "!=", False))
