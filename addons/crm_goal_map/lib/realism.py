"""Compares a target with what the process does anyway: its natural limits."""

from collections.abc import Sequence
from dataclasses import dataclass

from .progress import Band

MIN_POINTS = 6


@dataclass(frozen=True)
class Verdict:
    """``code`` is one of

    - ``unknown``: fewer than six figures, or no target
    - ``routine``: reached in at least two of three periods
    - ``chance``: reached now and then, without anything having changed
    - ``possible``: never reached, but within the natural limits
    - ``different``: never reached and outside the limits: needs another process

    ``reached`` of ``periods`` periods met the target; ``every`` says "every nth".
    """

    code: str
    reached: int = 0
    periods: int = 0

    @property
    def every(self) -> int:
        return round(self.periods / self.reached) if self.reached else 0


def verdict(
    goal: Band | None,
    values: Sequence[float | None],
    lower: float | None,
    upper: float | None,
) -> Verdict:
    """Compare a target with the figures and limits of a process.

    >>> from .progress import band
    >>> verdict(band(">=", 5), [1, 2, 3, 5, 2, 1, 6, 2, 3], -1, 8)
    Verdict(code='chance', reached=2, periods=9)
    >>> verdict(band(">=", 20), [1, 2, 3, 5, 2, 1, 6, 2, 3], -1, 8).code
    'different'
    >>> verdict(band(">=", 7), [1, 2, 3, 5, 2, 1, 6, 2, 3], -1, 8).code
    'possible'
    """
    known = [value for value in values if value is not None]
    if goal is None or len(known) < MIN_POINTS:
        return Verdict("unknown", periods=len(known))
    reached = sum(goal.contains(value) for value in known)
    if 3 * reached >= 2 * len(known):
        code = "routine"
    elif reached:
        code = "chance"
    elif lower is None or upper is None:
        code = "unknown"
    else:
        inside = goal.low <= upper and goal.high >= lower
        code = "possible" if inside else "different"
    return Verdict(code, reached, len(known))
