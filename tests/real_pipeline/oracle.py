"""Figures counted from the files by plain Python: what Odoo's must equal."""

from collections import Counter, defaultdict
from datetime import date, timedelta


def stages(source) -> Counter:
    return Counter(deal.stage for deal in source.deals)


def undated(source) -> int:
    return sum(deal.engaged is None for deal in source.deals)


def without_account(source) -> int:
    return sum(not deal.account for deal in source.deals)


def not_closed(source) -> int:
    return sum(deal.closed is None for deal in source.deals)


def unknown_products(source) -> Counter:
    known = set(source.products)
    return Counter(d.product for d in source.deals if d.product not in known)


def won_value(source) -> float:
    return sum(deal.value or 0.0 for deal in source.deals if deal.stage == "Won")


def period(source) -> "tuple[date, date]":
    """First of the month of the first date and of the month after the last one."""
    days = [d for deal in source.deals for d in (deal.engaged, deal.closed) if d]
    first, last = min(days).replace(day=1), max(days).replace(day=28)
    return first, (last + timedelta(days=4)).replace(day=1)


def win_rate(source) -> "tuple[int, int]":
    """Won and decided, over everything."""
    decided = [deal for deal in source.deals if deal.is_decided]
    return sum(deal.stage == "Won" for deal in decided), len(decided)


def win_rate_by_month(source) -> "dict[date, tuple[int, int]]":
    return _won_of(source, lambda deal: deal.closed.replace(day=1))


def win_rate_by_agent(source) -> "dict[str, tuple[int, int]]":
    return _won_of(source, lambda deal: deal.agent)


def _won_of(source, key):
    groups = defaultdict(lambda: [0, 0])
    for deal in source.deals:
        if deal.is_decided:
            groups[key(deal)][0] += deal.stage == "Won"
            groups[key(deal)][1] += 1
    return {name: tuple(pair) for name, pair in sorted(groups.items())}


def new_by_week(source) -> "dict[date, int]":
    """New opportunities by week, weeks named by their Monday."""
    weeks = Counter(
        deal.engaged - timedelta(days=deal.engaged.weekday())
        for deal in source.deals
        if deal.engaged
    )
    return dict(sorted(weeks.items()))
