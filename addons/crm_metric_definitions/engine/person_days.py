"""Counting people, for figures per salesperson."""

from collections import defaultdict
from datetime import date, timedelta

from ..lib.periods import Period


def person_days(env, company_id, periods, today):
    """Count the days of membership of salespeople in the company's teams.

    The days of a deleted user or team are kept under ``None``. Two periods of deleted
    users count as two people, because nothing shows whether they were one.

    :param periods: iterable of lib.periods.Period, each with a key of its own
    :return: {(period key, kind, id): days}; kind is ``None`` (people counted
        once whatever their teams), ``"user"`` or ``"team"``
    """
    rows = env["crm.salesperson.period"].sudo()
    rows = rows.search_fetch(
        [("company_id", "in", [company_id, False])],
        ["user_id", "team_id", "date_from", "date_to"],
    )
    # by person over all teams; each period of a deleted user counts as one person
    spans_of_person, spans_of_member = {}, {}
    for row in rows:
        person = row.user_id.id or f"deleted {row.id}"
        span = (row.date_from or date.min, row.date_to or date.max)
        spans_of_person.setdefault(person, []).append(span)
        spans_of_member.setdefault((person, row.team_id.id or None), []).append(span)
    days = defaultdict(int)
    for period in periods:
        end = min(period.end, today + timedelta(days=1))
        elapsed = Period(period.key, period.start, end)
        for person, spans in spans_of_person.items():
            user = person if isinstance(person, int) else None
            count = _days_within(spans, elapsed)
            days[period.key, "user", user] += count
            days[period.key, None, None] += count
        for (_person, team), spans in spans_of_member.items():
            days[period.key, "team", team] += _days_within(spans, elapsed)
    return {key: count for key, count in days.items() if count}


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
