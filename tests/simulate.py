"""`make simulate`: how often the words on screen are wrong, and how often right.

Made-up processes decide a number of opportunities a month and win each with the same
probability; what is said of them comes from `lib/shift.py` as in the product.
"""

from __future__ import annotations

import importlib.util
import sys
from bisect import bisect_left
from itertools import accumulate
from math import exp, lgamma, log
from random import Random

from tools.common import ADDONS

RATES = (0.026, 0.15, 0.3)
VOLUMES = (100, 250, 400, 1600)
MONTHS = (6, 9, 12, 18, 24)
#: decided a month from which on +30 % has to be seen after six months
ENOUGH = {0.026: 1600, 0.15: 250, 0.3: 100}
BEFORE = 12  # months before a change
MISTAKES, SEEN = 0.05, 0.9


def _load(name: str):
    path = ADDONS / "crm_metric_definitions" / "lib" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"simulated_{name}", path)
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


shift = _load("shift")


class Process:
    """Draws the share won of `decided` opportunities a month (a binomial number)."""

    def __init__(self, rate: float, decided: int, random: Random):
        self.decided, self.random = decided, random
        chances = (
            exp(
                lgamma(decided + 1)
                - lgamma(won + 1)
                - lgamma(decided - won + 1)
                + won * log(rate)
                + (decided - won) * log(1 - rate)
            )
            for won in range(decided + 1)
        )
        self.shares = list(accumulate(chances))

    def months(self, number: int) -> list[float]:
        draw = self.random.random
        return [
            min(bisect_left(self.shares, draw()), self.decided) / self.decided
            for _month in range(number)
        ]


def _random(*case) -> Random:
    """Return the same numbers for the same case, others for another one."""
    return Random(repr(case))


def mistakes(rate: float, decided: int, months: int, looks: int):
    """Return how often "better" or "worse" is said of a process that never changes."""
    process = Process(rate, decided, _random(rate, decided, months))
    found = (shift.last_six(process.months(months)) for _look in range(looks))
    return sum(bool(each and each.side) for each in found) / looks


def on_track(rate: float, decided: int, after: int, looks: int):
    """Return how often an unchanged process seems on its way to +20 %.

    :param after: months since the baseline, which is the twelve months before
    """
    process, wrong = Process(rate, decided, _random(rate, decided, -after)), 0
    for _look in range(looks):
        recent = process.months(after)[-shift.RECENT :]
        found = shift.compare(process.months(BEFORE), recent)
        wrong += bool(found and found.side == "up")
    return wrong / looks


def seen(rate: float, decided: int, looks: int, change: float = 1.3):
    """Return how often a change is said to be one six months after it happened."""
    random = _random(rate, decided, change)
    old, new = (Process(r, decided, random) for r in (rate, rate * change))
    found = (
        shift.last_six(old.months(BEFORE) + new.months(shift.RECENT))
        for _look in range(looks)
    )
    return sum(bool(each and each.side == "up") for each in found) / looks


def main(looks: str = "4000") -> int:
    looks, worst, failed = int(looks), {}, False
    print("Nothing changes: share of looks that say better or worse")
    print("  rate  decided " + "".join(f"{months:>4} months" for months in MONTHS))
    for rate in RATES:
        for decided in VOLUMES:
            row = [mistakes(rate, decided, months, looks) for months in MONTHS]
            worst["better or worse"] = max(worst.get("better or worse", 0), *row)
            print(f"{rate:6.1%} {decided:>8} " + "".join(f"{r:>11.1%}" for r in row))
    print("Nothing changes: on track towards +20 %, months since the baseline")
    for rate in RATES:
        for decided in VOLUMES:
            row = [on_track(rate, decided, after, looks) for after in (3, 4, 6, 12)]
            worst["on track"] = max(worst.get("on track", 0), *row)
            print(f"{rate:6.1%} {decided:>8} " + "".join(f"{r:>11.1%}" for r in row))
    print("+30 % six months ago: seen in")
    for rate in RATES:
        for decided in VOLUMES:
            share = seen(rate, decided, looks)
            failed |= decided >= ENOUGH[rate] and share < SEEN
            print(f"{rate:6.1%} {decided:>8} {share:>11.1%}")
    for what, share in worst.items():
        print(f"At most {share:.1%} {what} by mistake ({looks} looks each).")
        failed |= share > MISTAKES
    return int(failed)
