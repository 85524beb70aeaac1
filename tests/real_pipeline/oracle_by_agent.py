"""The library's metrics by month and agent, counted from the files by plain Python.

Each side of a metric is {(first of the month, agent or None): (total, records)};
``None`` is everybody together. A day of the files is noon of that day in Odoo.
"""

from collections import defaultdict
from datetime import date, timedelta

OLD = timedelta(days=90)


def figures(source, span):
    """{code: (numerator, denominator or None)} for the months of ``span``."""
    deals = source.deals
    won = [deal for deal in deals if deal.stage == "Won"]
    lost = [deal for deal in deals if deal.stage == "Lost"]
    dated = [deal for deal in won if deal.engaged and deal.closed >= deal.engaged]
    new = _during(deals, "engaged")
    won_value, closed_value = (
        _during(group, "closed", _value) for group in (won, won + lost)
    )
    return {
        "new_opportunities_per_salesperson_week": (new, None),
        "decision_maker_rate": ({}, new),
        "data_completeness": ({}, new),
        "win_rate": (_during(won, "closed"), _during(won + lost, "closed")),
        "win_rate_cohort": (_during(won, "engaged"), new),
        "win_rate_value": (won_value, closed_value),
        "lost_without_reason": ({}, _during(lost, "closed")),
        "archived_without_result": ({}, _during(won + lost, "closed")),
        "margin_declared_rate": ({}, _during(won, "closed")),
        "average_deal_size": (won_value, None),
        "sales_cycle": (_during(dated, "closed", _days), None),
        "open_pipeline": (_at_the_end(deals, span, timedelta(), _value), None),
        "pipeline_age": (
            _at_the_end(deals, span, OLD),
            _at_the_end(deals, span, timedelta()),
        ),
    }


def months(span):
    month, end = span
    while month < end:
        following = _next(month)
        yield month, following
        month = following


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _value(deal):
    return deal.value or 0.0


def _days(deal):
    return float((deal.closed - deal.engaged).days)


def _during(deals, name, worth=lambda deal: 1.0):
    """Deals by the month of a date; without one they are in no month."""
    cells = defaultdict(lambda: (0.0, 0))
    for deal in deals:
        day = getattr(deal, name)
        if day:
            _add(cells, day.replace(day=1), deal, worth)
    return dict(cells)


def _at_the_end(deals, span, age, worth=lambda deal: 1.0):
    """Deals that were this old and not yet closed when the month ended."""
    cells = defaultdict(lambda: (0.0, 0))
    for month, following in months(span):
        for deal in deals:
            if deal.engaged and deal.engaged + age < following:
                if not deal.closed or deal.closed >= following:
                    _add(cells, month, deal, worth)
    return dict(cells)


def _add(cells, month, deal, worth):
    for agent in (deal.agent, None):
        total, records = cells[month, agent]
        cells[month, agent] = (total + worth(deal), records + 1)
