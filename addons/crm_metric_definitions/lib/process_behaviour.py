"""Process behaviour chart for individual values (XmR chart).

Source: NIST/SEMATECH e-Handbook of Statistical Methods, section 6.3.2.2
(individuals control charts); Wheeler, *Understanding Variation* (the three signals).

The natural process limits are ``mean ± 3 / 1.128 · mean moving range``: 1.128 is d2 for
two observations, so the factor is usually printed as 2.66.

Decisions that the sources leave open:

* ``None`` is a gap. It is no point, and no moving range is taken across it, because the
  step over a gap is not variation between neighbours. Runs go on across a gap, because
  a run counts points.
* Limits and signals come from the points after the last break; there is never an
  automatic new baseline. Limits that are locked at a point come from the points of its
  phase before it: so a change does not pull its own limits along. A lock after fewer
  points than limits need does nothing yet.
* Three of four points near a limit are a signal as soon as there are three.
* Under six points (or five moving ranges) there are no limits, under twelve points they
  are provisional.
* Limits are not cut at zero or one: where a rate's lower limit is negative, there is no
  lower limit in practice, and whoever draws it decides how to show that.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import fsum, isfinite

D2 = 1.128
MIN_POINTS = 6
FIRM_POINTS = 12
RUN_LENGTH = 8

OUTSIDE = "outside_limit"
RUN = "eight_on_one_side"
NEAR_LIMIT = "three_of_four_near_limit"


@dataclass(frozen=True)
class Signal:
    """One rule that fired at one point.

    ``index`` is the position in the series given by the caller (gaps and points before
    a break are counted); it is the point that completes the pattern. ``indexes`` are
    the points that form it. ``side`` is ``above`` or ``below`` the mean.
    """

    rule: str
    index: int
    side: str
    indexes: tuple[int, ...]


@dataclass(frozen=True)
class ProcessBehaviour:
    """Limits in the unit of the values, of one phase of the series.

    ``start`` is the first index they rest on, ``end`` the first one that no longer
    belongs to the phase, ``locked`` the index at which they were locked or None.
    """

    mean: float
    lower: float
    upper: float
    moving_range: float
    start: int
    provisional: bool
    signals: tuple[Signal, ...]
    end: int
    locked: int | None


def process_behaviour(
    values: Sequence[float | None],
    breaks: Iterable[int] = (),
    locks: Iterable[int] = (),
) -> ProcessBehaviour | None:
    """Natural process limits and signals of the newest phase of a series.

    :param values: one value per period, ``None`` where it is not known
    :param breaks: indexes at which a new, documented process begins (the point at the
        index belongs to the new process)
    :param locks: indexes from which on points are compared with those before
    :return: ``None`` when there are too few points for limits
    :raises ValueError: on a break outside the series or a value that is not finite

    >>> flow = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
    >>> behaviour = process_behaviour(flow)
    >>> round(behaviour.mean, 2), round(behaviour.lower, 4), round(behaviour.upper, 4)
    (50.81, 45.8159, 55.8041)
    >>> round(behaviour.moving_range, 4), behaviour.provisional, behaviour.signals
    (1.8778, True, ())
    >>> process_behaviour(flow[:5]) is None
    True
    """
    return phases(values, breaks, locks)[-1]


def phases(
    values: Sequence[float | None],
    breaks: Iterable[int] = (),
    locks: Iterable[int] = (),
) -> list[ProcessBehaviour | None]:
    """Return limits and signals of each phase, oldest first, parameters as above.

    >>> [phase and phase.start for phase in phases([1, 2] * 8, [3])]
    [None, 3]
    >>> phases([1, 2, 1, 2, 1, 2, 9], locks=[6])[0].signals[0].index
    6
    """
    breaks, locks = tuple(breaks), tuple(locks)
    if any(not 0 <= index < len(values) for index in (*breaks, *locks)):
        raise ValueError(f"A break or lock of {breaks + locks} is not in the series.")
    if not all(isfinite(value) for value in values if value is not None):
        raise ValueError("A process behaviour chart needs finite values.")
    edges = [*sorted({0, *breaks}), len(values)]
    return [
        _phase(
            values, start, end, max((i for i in locks if start < i < end), default=0)
        )
        for start, end in pairwise(edges)
    ]


def _phase(
    values: Sequence[float | None], start: int, end: int, lock: int
) -> ProcessBehaviour | None:
    """Return the limits of ``start`` ≤ index < ``end``; ``lock`` 0 is none."""
    points = [
        (index, float(value))
        for index, value in enumerate(values[start:end], start)
        if value is not None
    ]
    base = [(index, value) for index, value in points if index < lock]
    if len(base) < MIN_POINTS or len(_steps(base)) < MIN_POINTS - 1:
        base, lock = points, 0
    ranges = _steps(base)
    if len(base) < MIN_POINTS or len(ranges) < MIN_POINTS - 1:
        return None
    mean = fsum(value for _index, value in base) / len(base)
    moving_range = fsum(ranges) / len(ranges)
    reach = 3 / D2 * moving_range
    return ProcessBehaviour(
        mean=mean,
        lower=mean - reach,
        upper=mean + reach,
        moving_range=moving_range,
        start=start,
        provisional=len(base) < FIRM_POINTS,
        signals=_signals(points, mean, reach),
        end=end,
        locked=lock or None,
    )


def _steps(points: Sequence[tuple[int, float]]) -> list[float]:
    return [
        abs(after - before)
        for (i, before), (j, after) in pairwise(points)
        if j == i + 1
    ]


def _signals(
    points: Sequence[tuple[int, float]], mean: float, reach: float
) -> tuple[Signal, ...]:
    """The three rules, in the order of the points.

    A run of nine or more is reported once, at its eighth point, with all its points;
    each window of four (three at the start) once, at the point that completes it.
    """
    # Rounding in the mean must not turn a constant series into signals.
    tolerance = 1e-12 * max(1.0, abs(mean))
    offsets = [
        (index, 0.0 if abs(value - mean) <= tolerance else value - mean)
        for index, value in points
    ]
    outside = [
        Signal(OUTSIDE, index, _side(offset), (index,))
        for index, offset in offsets
        if abs(offset) > reach + tolerance
    ]
    near = _near_limit(offsets, reach, tolerance)
    signals = [*outside, *_runs(offsets), *near]
    return tuple(sorted(signals, key=lambda signal: (signal.index, signal.rule)))


def _side(offset: float) -> str | None:
    if not offset:
        return None
    return "above" if offset > 0 else "below"


def _runs(offsets: Sequence[tuple[int, float]]) -> list[Signal]:
    signals = []
    # the builtin: runs of neighbours are wanted, and lib/ imports no Odoo
    # pylint: disable-next=bad-builtin-groupby
    for side, run in groupby(offsets, key=lambda point: _side(point[1])):
        indexes = tuple(index for index, _offset in run)
        if side and len(indexes) >= RUN_LENGTH:
            signals.append(Signal(RUN, indexes[RUN_LENGTH - 1], side, indexes))
    return signals


def _near_limit(
    offsets: Sequence[tuple[int, float]], reach: float, tolerance: float
) -> list[Signal]:
    signals = []
    for end in range(3, len(offsets) + 1):
        window = offsets[max(end - 4, 0) : end]
        for side in ("above", "below"):
            near = tuple(
                index
                for index, offset in window
                if abs(offset) > reach / 2 + tolerance and _side(offset) == side
            )
            if len(near) >= 3 and near[-1] == window[-1][0]:
                signals.append(Signal(NEAR_LIMIT, near[-1], side, near))
    return signals
