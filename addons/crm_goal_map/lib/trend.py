"""Trend and forecast of a series of figures.

None stands for "not known", in and out: a missing figure is never 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

MIN_TREND_POINTS = 3
MIN_FORECAST_POINTS = 6


@dataclass(frozen=True)
class Line:
    """A straight line through the known points; ``last`` is its end.

    It is ``steady`` where the drift over the whole window is no more than noise.
    """

    slope: float
    last: float
    steady: bool


def fit(values: Sequence[float | None]) -> Line | None:
    """Least squares through the known figures; None with fewer than three."""
    known = [(x, y) for x, y in enumerate(values) if y is not None]
    if len(known) < MIN_TREND_POINTS:
        return None
    mean_x = sum(x for x, _y in known) / len(known)
    mean_y = sum(y for _x, y in known) / len(known)
    square = sum((x - mean_x) ** 2 for x, _y in known)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in known) / square
    # noise is the mean moving range, the usual step from one period to the next
    steps = [abs(b - a) for (_x, a), (_z, b) in zip(known, known[1:], strict=False)]
    noise, drift = sum(steps) / len(steps), slope * (len(values) - 1)
    last = mean_y - slope * mean_x + drift
    return Line(slope, last, abs(drift) <= noise or not drift)


def trend(values: Sequence[float | None], direction: str = "none") -> str | None:
    """``better``, ``worse``, ``steady``; ``up``/``down`` without a direction.

    A drift over the whole window that is no larger than the usual step from one
    period to the next is noise: steady.

    >>> trend([1, 2, 3, 4], "higher"), trend([1, 2, 3, 4], "lower")
    ('better', 'worse')
    >>> trend([2, 3, 2, 3, 2], "higher")
    'steady'
    >>> trend([1, None, 2]) is None
    True
    """
    line = fit(values)
    if line is None:
        return None
    if line.steady:
        return "steady"
    if direction == "none":
        return "up" if line.slope > 0 else "down"
    return "better" if (line.slope > 0) == (direction == "higher") else "worse"


def forecast(
    values: Sequence[float | None],
    periods_ahead: float,
    current: float | None = None,
    bounds: tuple[float, float] | None = None,
) -> float | None:
    """Return the expected figure ``periods_ahead`` periods after the last one.

    A steady series is not extrapolated: the forecast is ``current``, or the mean if
    that is None.

    :param current: today's figure, where it was measured over more than one period
        (a year's total beside monthly points): the line is then scaled to it
    :param bounds: smallest and largest possible figure, (0, 1) for a share; ignored if
        a known figure lies outside

    >>> round(forecast([1, 2, 3, 4, 5, 6], 2), 6)
    8.0
    >>> forecast([10, 10, 10, 10, 10, 10], 2, current=120.0)
    120.0
    >>> forecast([0.4, 0.5, 0.6, 0.7, 0.8, 0.9], 12, bounds=(0, 1))
    1.0
    >>> forecast([1, 2, 3], 2) is None
    True
    """
    known = [value for value in values if value is not None]
    line = fit(values)
    if line is None or len(known) < MIN_FORECAST_POINTS:
        return None
    mean = sum(known) / len(known)
    if line.steady:
        return mean if current is None else current
    if current is None:
        ahead = line.last + line.slope * periods_ahead
    else:
        known.append(current)
        scale = current / mean if mean else 1.0
        ahead = current + line.slope * periods_ahead * scale
    low, high = map(float, bounds or (-inf, inf))
    if min(known) < low or max(known) > high:
        return ahead
    return min(max(ahead, low), high)
