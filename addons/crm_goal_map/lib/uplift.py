"""Blanket uplift: "+20 % in every area", found before it is approved.

A list of goals that all change by the same relative amount was not derived from
the reasons behind each figure; somebody wrote one number over all of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

TOLERANCE = 0.005  # half a percentage point, either side
MIN_GOALS = 3
_EPSILON = 1e-9  # 1.205 / 1.0 - 1 is not exactly 0.205


@dataclass(frozen=True)
class Change:
    """One goal's step: ``baseline`` and ``target`` in the metric's unit or None.

    ``stated`` is a relative change that was agreed as such ("+20 %" is 0.2); it
    counts even where the baseline is not known.
    """

    key: int
    baseline: float | None
    target: float | None
    lower_is_better: bool = False
    stated: float | None = None


@dataclass(frozen=True)
class Uplift:
    """Tells whether the same change was found for most goals.

    ``keys`` are the goals that share ``change`` (a fraction; positive is an
    improvement), ``quantified`` is the number of goals with baseline and target.
    ``blanket`` refuses, ``warning`` only warns; never both.
    """

    blanket: bool
    warning: bool
    keys: tuple[int, ...]
    change: float | None
    quantified: int


def improvement(change: Change) -> float | None:
    """Relative improvement as a fraction, or None where it is not defined.

    >>> improvement(Change(1, 10, 12))
    0.2
    >>> improvement(Change(1, 10, 8, lower_is_better=True))
    0.2
    >>> improvement(Change(1, -10, -8))
    0.2
    >>> improvement(Change(1, 0, 5)) is None
    True
    """
    if change.stated is not None:
        relative = change.stated
    elif change.baseline is None or change.target is None or not change.baseline:
        return None
    else:
        relative = (change.target - change.baseline) / abs(change.baseline)
    return -relative if change.lower_is_better else relative


def detect(changes: Iterable[Change], tolerance: float = TOLERANCE) -> Uplift:
    """Find the largest group of goals that change by the same relative amount.

    "The same" means within ``tolerance`` of the amount of one goal of the group.
    It is blanket when the group has at least three goals and more than half of
    all quantified ones. A goal with a zero baseline is quantified, but has no
    relative change and so joins no group; a goal that keeps its baseline changes
    nothing and joins none either. Two goals that agree, or three of many, warn.

    >>> uplift = detect([Change(i, 10 * i, 12 * i) for i in (1, 2, 3)])
    >>> uplift.blanket, uplift.keys, round(uplift.change, 4)
    (True, (1, 2, 3), 0.2)
    >>> detect([Change(1, 10, 12), Change(2, 5, 6)]).warning
    True
    """
    quantified = [
        change
        for change in changes
        if None not in (change.baseline, change.target) or change.stated is not None
    ]
    amounts = [(improvement(change) or 0.0, change.key) for change in quantified]
    amounts = [(amount, key) for amount, key in amounts if abs(amount) > _EPSILON]
    best: list[tuple[float, int]] = []
    best_spread = 0.0
    for centre, _key in amounts:
        group = [x for x in amounts if abs(x[0] - centre) <= tolerance + _EPSILON]
        spread = sum(abs(amount - centre) for amount, _k in group)
        if len(group) > len(best) or (len(group) == len(best) and spread < best_spread):
            best, best_spread = group, spread
    if len(best) < 2:
        return Uplift(False, False, (), None, len(quantified))
    blanket = len(best) >= MIN_GOALS and 2 * len(best) > len(quantified)
    middle = sorted(amount for amount, _key in best)[len(best) // 2]
    keys = tuple(sorted(key for _amount, key in best))
    return Uplift(blanket, not blanket, keys, middle, len(quantified))
