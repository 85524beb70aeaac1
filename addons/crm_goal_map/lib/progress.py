"""How far a goal has come, where it is heading, and when nothing can be said.

Every function answers None for "not known": a missing figure is never 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import inf

ABOUT = 0.05  # "about 8 %" is met from 7.6 % to 8.4 %
NEARLY = 0.99  # the most that is shown of a goal that is not reached
MIN_PERIODS = 3  # closed ones since the baseline, before anything is said


@dataclass(frozen=True)
class Band:
    """The figures that count as "reached": ``low`` ≤ x ≤ ``high``.

    ``strict`` leaves the border itself out ("under 2" is not reached at 2).
    """

    low: float = -inf
    high: float = inf
    strict: bool = False

    def distance(self, value: float) -> float:
        """How far a figure lies outside; 0 inside and on the border."""
        return max(self.low - value, value - self.high, 0.0)

    def contains(self, value: float) -> bool:
        if self.strict:
            return self.low < value < self.high
        return self.low <= value <= self.high


def band(
    comparator: str,
    target: float,
    upper: float | None = None,
    direction: str = "none",
    least: float = 0.0,
) -> Band:
    """Turn a target into the figures that reach it.

    :param comparator: ``>=``, ``>``, ``<=``, ``<``, ``=``, ``~`` or ``range``
    :param upper: upper end of a ``range``
    :param direction: ``higher``, ``lower`` or ``none``; for ``=`` and ``~`` being
        better than the target also reaches it
    :param least: how far "about" reaches at the least: about 0 has no other width

    >>> band(">=", 4).contains(4), band("<", 2).contains(2)
    (True, False)
    >>> band("~", 8).contains(8.3), band("~", 8, direction="higher").contains(20)
    (True, True)
    >>> band("~", 0, least=0.05).contains(0.04)
    True
    """
    if comparator in (">=", ">"):
        return Band(low=target, strict=comparator == ">")
    if comparator in ("<=", "<"):
        return Band(high=target, strict=comparator == "<")
    if comparator == "range":
        ends = (target, target if upper is None else upper)
        return Band(min(ends), max(ends))
    slack = abs(target) * 1e-9
    if comparator == "~":
        slack = max(abs(target) * ABOUT, least)
    return Band(
        -inf if direction == "lower" else target - slack,
        inf if direction == "higher" else target + slack,
    )


def progress(
    baseline: float | None, current: float | None, goal: Band | None
) -> float | None:
    """Share of the way from the baseline to the goal, as a fraction.

    1 means reached, or better. A figure of exactly 2 does not reach "under 2", so its
    progress stays below 1. 0 is the baseline; a figure below 0 is further from the
    target than the baseline. Where the baseline already meets the goal (baseline =
    target: "hold it"), it is 1 while held and 0 when lost. A zero baseline needs no
    exception: progress is a share of a difference, not of a ratio.

    >>> progress(2, 3, band(">=", 4))
    0.5
    >>> progress(10, 9, band("<=", 8))
    0.5
    >>> progress(0, 1, band(">=", 4))
    0.25
    >>> progress(2, 1, band(">=", 4))
    -0.5
    >>> progress(5, 4, band(">=", 5)), progress(5, 6, band(">=", 5))
    (0.0, 1.0)
    >>> progress(4, 2, band("<", 2))
    0.99
    >>> progress(None, 3, band(">=", 4)) is None
    True
    """
    if baseline is None or current is None or goal is None:
        return None
    distance_ahead = goal.distance(baseline)
    if not distance_ahead:
        return 1.0 if goal.contains(current) else 0.0
    if goal.contains(current):
        return 1.0
    return min(1.0 - goal.distance(current) / distance_ahead, NEARLY)


def expected(path: Sequence[tuple[date, float]], day: date) -> float | None:
    """Return the figure of the line through baseline, interims and target on a day.

    :param path: dates with figures, oldest first; None with fewer than two

    >>> expected([(date(2026, 1, 1), 2.0), (date(2026, 1, 11), 4.0)], date(2026, 1, 6))
    3.0
    """
    if len(path) < 2:
        return None
    if day <= path[0][0]:
        return path[0][1]
    for (start, low), (end, high) in zip(path, path[1:], strict=False):
        if start <= day <= end:
            share = (day - start).days / (end - start).days if end > start else 1.0
            return low + (high - low) * share
    return path[-1][1]


@dataclass(frozen=True)
class Change:
    """What the closed periods since the baseline say, compared with those up to it.

    ``periods`` have passed since; ``side`` is ``better``, ``worse`` or None: no
    evidence of a change. ``forecast`` is the figure to be expected if things stay as
    they are now. Where a figure has no series of periods, ``periods`` is None.
    """

    periods: int | None = None
    side: str | None = None
    forecast: float | None = None


def status(
    goal: Band | None,
    path: Sequence[tuple[date, float]],
    current: float | None,
    change: Change,
    day: date,
) -> str:
    """One word for a goal. It takes more than noise to say something.

    :param path: baseline, interim targets and target with their dates
    :param day: end of the period that ``current`` was measured over
    :return: ``not_known``, ``reached``, ``just_begun``, ``no_evidence``, ``on_track``,
        ``at_risk``, ``off_track``

    - reached: the figure meets the target, and that is more than noise: it has become
      better, or already was so at the baseline, or has no series to tell;
    - off track: the target's date has passed, or the figure has become worse;
    - just begun: fewer than three closed periods since the baseline;
    - no evidence: nothing beyond noise has changed;
    - on track: it has become better, and is at least at the straight line on that day
      or will reach the target as things are now; at risk: it has, but will not.
    """
    if goal is None or current is None or len(path) < 2:
        return "not_known"
    (_start, baseline), (end, _target) = path[0], path[-1]
    there = goal.contains(current)
    proven = change.periods is None or change.side == "better"
    if there and (proven or goal.contains(baseline)):
        return "reached"
    if day > end or change.side == "worse":
        return "off_track"
    if change.periods is None:
        # a figure from outside: there is nothing but the line to compare it with
        ahead = goal.distance(current) <= goal.distance(expected(path, day)) + 1e-12
        return "on_track" if ahead and current != baseline else "no_evidence"
    if change.periods < MIN_PERIODS:
        return "just_begun"
    if change.side is None:
        return "no_evidence"
    if goal.distance(current) <= goal.distance(expected(path, day)) + 1e-12:
        return "on_track"
    reaches = change.forecast is not None and goal.contains(change.forecast)
    return "on_track" if reaches else "at_risk"


def level(
    current: float | None,
    target: Band | None,
    committed: Band | None = None,
    stretch: Band | None = None,
) -> str | None:
    """The highest level reached: ``stretch``, ``target``, ``committed`` or ``none``.

    >>> level(3.2, band(">=", 4), band(">=", 3), band(">=", 5))
    'committed'
    >>> level(2, band(">=", 4)), level(None, band(">=", 4)) is None
    ('none', True)
    """
    if current is None or target is None:
        return None
    bands = {"stretch": stretch, "target": target, "committed": committed}
    for name, figures in bands.items():
        if figures and figures.contains(current):
            return name
    return "none"
