from dataclasses import dataclass
from datetime import date

from odoo import fields
from odoo.exceptions import UserError

from ..lib.periods import GRANULARITIES, periods

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 1, 1)


@dataclass(frozen=True)
class Span:
    """The days from ``start`` (included) to ``end`` (excluded), cut into periods."""

    start: date
    end: date
    granularity: str = "total"

    @classmethod
    def parse(cls, env, date_from, date_to, granularity="total"):
        """Return the span of two dates or ISO strings; raise UserError for others."""
        if granularity not in GRANULARITIES:
            raise UserError(
                env._(
                    "“%(given)s” is not a granularity: use one of %(known)s.",
                    given=granularity,
                    known=", ".join(GRANULARITIES),
                )
            )
        try:
            start, end = map(fields.Date.to_date, (date_from, date_to))
        except (ValueError, TypeError):
            start = end = None
        if not start or not end or start >= end:
            raise UserError(
                env._(
                    "A figure needs a first day and a later last day, not"
                    " “%(start)s” and “%(end)s”.",
                    start=date_from,
                    end=date_to,
                )
            )
        if start < FIRST_DAY or end > LAST_DAY:
            raise UserError(
                env._("Figures are computed for days between 1900 and 2200.")
            )
        return cls(start, end, granularity)

    def periods(self, week_start):
        return periods(self.start, self.end, self.granularity, week_start)
