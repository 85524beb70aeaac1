"""Figures of one goal that contradict each other.

In the goal's direction, a figure that reaches the stretch level also reaches the
target, and a figure that reaches the target also reaches the committed level.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .progress import band

UP, DOWN = 1, -1
TINY = 1e-9


@dataclass(frozen=True)
class Figures:
    """The figures of a goal; None where one is not known.

    :param comparator: of the target, as ``progress.band`` takes it
    :param direction: of the metric: ``higher``, ``lower`` or ``none``
    :param interims: dates with figures, oldest first
    """

    comparator: str
    direction: str = "none"
    baseline: float | None = None
    target: float | None = None
    upper: float | None = None
    committed: float | None = None
    stretch: float | None = None
    interims: Sequence[tuple[date, float]] = ()
    target_date: date | None = None


@dataclass(frozen=True)
class Contradiction:
    """``code`` says what is wrong; ``figure`` (of ``day``) is the one to mend."""

    code: str
    figure: float | None = None
    day: date | None = None


def heading(comparator: str, direction: str = "none") -> int:
    """Return the direction of “more”: UP or DOWN; 0 if one figure is to be met.

    >>> heading("<"), heading("range", "higher"), heading("~")
    (-1, 1, 0)
    """
    if comparator in (">=", ">"):
        return UP
    if comparator in ("<=", "<"):
        return DOWN
    return {"higher": UP, "lower": DOWN}.get(direction, 0)


def wrong_way(comparator: str, direction: str) -> bool:
    """Whether the target asks for more of what there should be less of.

    >>> wrong_way(">=", "lower"), wrong_way(">=", "none"), wrong_way("=", "lower")
    (True, False, False)
    """
    opposed = heading(comparator, direction) != heading("=", direction)
    return direction != "none" and opposed


def find(figures: Figures) -> list[Contradiction]:
    """All contradictions, the levels first, then interim targets by date.

    >>> find(Figures("<=", target=0.3, committed=0.2))
    [Contradiction(code='committed', figure=0.2, day=None)]
    >>> find(Figures("<=", target=0.3, committed=0.4, stretch=0.2))
    []
    """
    return [*_of_levels(figures), *_of_interims(figures)]


def _of_levels(figures):
    direction_sign = heading(figures.comparator, figures.direction)
    committed, stretch = figures.committed, figures.stretch
    if not direction_sign:
        # the target is one figure to be met, so no level can be easier than the target
        if committed is not None:
            yield Contradiction("committed_to_meet", committed)
        if None not in (stretch, figures.target):
            if _band(figures).distance(stretch) > TINY:
                yield Contradiction("stretch", stretch)
    elif figures.target is None:
        if _asks_more(direction_sign, committed, stretch):
            yield Contradiction("committed_stretch", committed)
    else:
        entry = figures.target if direction_sign == UP else _upper(figures)
        if _asks_more(direction_sign, committed, entry):
            yield Contradiction("committed", committed)
        if _asks_more(direction_sign, entry, stretch):
            yield Contradiction("stretch", stretch)


def _of_interims(figures):
    if figures.target is None:
        return
    goal = _band(figures)
    previous = figures.baseline
    for day, value in figures.interims:
        if figures.target_date and day > figures.target_date:
            yield Contradiction("interim_late", value, day)
        elif _beyond(figures, value):
            yield Contradiction("interim", value, day)
        elif previous is not None:
            if goal.distance(value) > goal.distance(previous) + TINY:
                yield Contradiction("interim_back", value, day)
        previous = value


def _beyond(figures, value):
    """Whether an interim target asks for more than the target itself."""
    direction_sign = heading(figures.comparator, figures.direction)
    start = figures.baseline
    if not direction_sign and start is not None and _band(figures).distance(start):
        # beyond one figure to be met is its side that is away from the baseline
        direction_sign = UP if start < figures.target else DOWN
    limit = _upper(figures) if direction_sign == UP else figures.target
    return _asks_more(direction_sign, value, limit)


def _band(figures):
    return band(figures.comparator, figures.target, figures.upper, figures.direction)


def _upper(figures):
    """The upper end of a range; the target elsewhere."""
    if figures.comparator == "range" and figures.upper is not None:
        return figures.upper
    return figures.target


def _asks_more(sign, figure, reference):
    """Tell whether a figure asks for more than another; False if one is None."""
    return None not in (figure, reference) and sign * (figure - reference) > TINY
