"""Where a row of figures is heading: trend and forecast.

None stands for "not known", in and out: a missing figure is never 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass

MIN_TREND_POINTS = 3
MIN_FORECAST_POINTS = 6


@dataclass(frozen=True)
class Line:
    """A straight line through the known points; ``x`` counts periods from 0."""

    slope: float
    intercept: float
    noise: float
    length: int

    def at(self, x: float) -> float:
        return self.intercept + self.slope * x


def fit(values: Sequence[float | None]) -> Line | None:
    """Least squares through the known figures; None with fewer than three.

    ``noise`` is the mean moving range, the usual step from one period to the next.
    """
    known = [(x, y) for x, y in enumerate(values) if y is not None]
    if len(known) < MIN_TREND_POINTS:
        return None
    mean_x = sum(x for x, _y in known) / len(known)
    mean_y = sum(y for _x, y in known) / len(known)
    square = sum((x - mean_x) ** 2 for x, _y in known)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in known) / square
    steps = [abs(b - a) for (_x, a), (_z, b) in zip(known, known[1:], strict=False)]
    return Line(slope, mean_y - slope * mean_x, sum(steps) / len(steps), len(values))


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
    drift = line.slope * (line.length - 1)
    if abs(drift) <= line.noise or not drift:
        return "steady"
    if direction == "none":
        return "up" if drift > 0 else "down"
    return "better" if (drift > 0) == (direction == "higher") else "worse"


def forecast(
    values: Sequence[float | None],
    periods_ahead: float,
    current: float | None = None,
) -> float | None:
    """Where the figure stands ``periods_ahead`` periods after the last one.

    :param current: today's figure, where it was measured over more than one period
        (a year's total beside monthly points): the line is then scaled to it

    >>> round(forecast([1, 2, 3, 4, 5, 6], 2), 6)
    8.0
    >>> round(forecast([10, 10, 10, 10, 10, 10], 2, current=120), 6)
    120.0
    >>> forecast([1, 2, 3], 2) is None
    True
    """
    known = [value for value in values if value is not None]
    line = fit(values)
    if line is None or len(known) < MIN_FORECAST_POINTS:
        return None
    if current is None:
        return line.at(line.length - 1 + periods_ahead)
    mean = sum(known) / len(known)
    scale = current / mean if mean else 1.0
    return current + line.slope * periods_ahead * scale
