from datetime import date, timedelta

from odoo import models

from ..lib.periods import Period


class CrmMetricEngine(models.AbstractModel):
    """Counting people, for figures per salesperson."""

    _inherit = "crm.metric.engine"

    def _person_days(self, company, periods, today):
        """Count the days of membership of salespeople in the company's teams.

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
            user, team = row.user_id.id, row.team_id.id
            if user:
                span = (row.date_from or date.min, row.date_to or date.max)
                spans.setdefault((user, team), []).append(span)
        by_user = {}
        for (user, _team), found in spans.items():
            by_user.setdefault(user, []).extend(found)
        for period in periods:
            whole = Period(
                period.key, period.start, min(period.end, today + timedelta(days=1))
            )
            for user, found in by_user.items():
                count = _days_within(found, whole)
                if count:
                    days[period.key, "user", user] = count
                    days[period.key, None, None] = (
                        days.get((period.key, None, None), 0) + count
                    )
            for (_user, team), found in spans.items():
                count = _days_within(found, whole)
                if count:
                    place = (period.key, "team", team)
                    days[place] = days.get(place, 0) + count
        return days


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
