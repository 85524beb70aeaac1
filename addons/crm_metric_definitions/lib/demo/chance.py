"""Chance with a seed: draws that several parts of the demo company share."""

import math
from datetime import date, datetime, time, timedelta
from random import Random


def months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, 28))


def moment(rng: Random, day: date) -> datetime:
    return datetime.combine(day, time(8)) + timedelta(minutes=rng.randrange(450))


def workday(rng: Random, first: date, before: date) -> date:
    """A working day in ``[first, before)``; the last day before if there is none."""
    for _attempt in range(20):
        day = first + timedelta(days=rng.randrange(max((before - first).days, 1)))
        if day.weekday() < 5:
            return day
    return max(first, before - timedelta(days=1))


def poisson(rng: Random, mean: float) -> int:
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count
