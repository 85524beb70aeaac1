"""Counting people, for figures per salesperson."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta

from odoo.fields import Domain
from odoo.tools import SQL

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


def with_members(measure, company_id, tz):
    """Return a MeasureSpec that counts what belongs to those who are divided by.

    That is records of people who were in a team of the company on the day of the
    record; of a state, at any time.
    """
    if not measure.user:
        return measure
    members = Domain.custom(
        to_sql=lambda model, alias, query: SQL(
            """EXISTS (SELECT FROM crm_salesperson_period AS member
                WHERE member.user_id = %s AND %s
                  AND (member.company_id IS NULL OR member.company_id = %s))""",
            model._field_to_sql(alias, measure.user, query),
            _was_member(measure, model, alias, query, tz),
            company_id,
        )
    )
    added = f"members of {company_id} in {tz} by {measure.user} and {measure.date}"
    return replace(
        measure,
        condition=f"{measure.condition}{added}",
        members=members,
    )


def _was_member(measure, model, alias, query, tz):
    if measure.timing == "level":
        return SQL("TRUE")
    day = model._field_to_sql(alias, measure.date, query)
    if measure.date not in measure.date_only:
        day = SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", day, tz)
    return SQL(
        "(member.date_from IS NULL OR member.date_from <= %s)"
        " AND (member.date_to IS NULL OR member.date_to > %s)",
        *(day, day),
    )
