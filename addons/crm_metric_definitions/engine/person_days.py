from datetime import date, timedelta

from odoo import models

from ..lib.periods import Period


class CrmMetricEngine(models.AbstractModel):
    """Counting people, for figures per salesperson."""

    _inherit = "crm.metric.engine"

    def _person_days(self, company, periods, today):
        """Count the days of membership of salespeople in the company's teams.

        The time of a deleted user or team remains, as that of nobody ("None"). Nothing
        tells that two periods were those of one deleted user: he counts in each.

        :return: {(period key, kind, id): days}; kind is ``None`` (people counted
            once whatever their teams), ``"user"`` or ``"team"``
        """
        days = {}
        Membership = self.env["crm.salesperson.period"].sudo()
        rows = Membership.search_fetch(
            [("company_id", "in", [company.id, False])],
            ["user_id", "team_id", "date_from", "date_to"],
        )
        spans = {}
        for row in rows:
            person = row.user_id.id or f"deleted {row.id}"
            span = (row.date_from or date.min, row.date_to or date.max)
            spans.setdefault((person, row.team_id.id or None), []).append(span)
        by_user = {}
        for (user, _team), found in spans.items():
            by_user.setdefault(user, []).extend(found)
        for period in periods:
            whole = Period(
                period.key, period.start, min(period.end, today + timedelta(days=1))
            )
            for user, found in by_user.items():
                count = _days_within(found, whole)
                for kind, id_ in (
                    (("user", _known(user)), (None, None)) if count else ()
                ):
                    place = (period.key, kind, id_)
                    days[place] = days.get(place, 0) + count
            for (_user, team), found in spans.items():
                count = _days_within(found, whole)
                if count:
                    place = (period.key, "team", team)
                    days[place] = days.get(place, 0) + count
        return days


def _known(person):
    return person if isinstance(person, int) else None


def _days_within(spans, period):
    """Count the days of a period covered by at least one of the spans."""
    if period.end <= period.start:
        return 0
    total, reached = 0, period.start
    for start, end in sorted(spans):
        start, end = max(start, reached), min(end, period.end)
        if end > start:
            total += (end - start).days
            reached = end
    return total
