"""Has a figure changed? The last six periods against those before, or two named phases.

The words on screen (better, worse, on track) rest on this one test alone. The chart's
signals are for looking: they fire by chance in one of five unchanged processes within a
year, so they are no ground for a word.

The test is Student's t for two means with pooled variance (NIST/SEMATECH e-Handbook of
Statistical Methods, section 7.3.1), two-sided at ``ALPHA``. ``make simulate`` shows how
often it speaks by mistake and how often it finds a change.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from statistics import NormalDist

ALPHA = 0.04  # leaves room below the promised 5 %, since shares are not quite normal
RECENT = 6  # periods that are compared with those before
MIN_RECENT = 3  # fewer periods after a start: just begun
MIN_BEFORE = 2
MIN_KNOWN = 8  # together; the approximation below is exact enough from here on
POWER = 0.9


@dataclass(frozen=True)
class Shift:
    """The means of two phases; ``side`` is ``up``, ``down`` or None: no evidence.

    ``detectable`` is the smallest change of the mean, in the unit of the figure, that
    would be found nine times out of ten; None where the figure never moves.
    """

    before: float
    recent: float
    side: str | None
    detectable: float | None
    periods_before: int
    periods_recent: int

    def word(self, direction: str) -> str:
        """Return ``better``, ``worse``, ``steady``, or ``up`` and ``down``.

        :param direction: which way is better: ``higher``, ``lower`` or ``none``
        """
        if not self.side or direction not in ("higher", "lower"):
            return self.side or "steady"
        return "better" if (self.side == "up") == (direction == "higher") else "worse"


def last_six(values: Sequence[float | None]) -> Shift | None:
    """Compare the last six known figures with those before; None where too few.

    :param values: one figure per closed period in time order, None where not known

    >>> last_six([2, 3, 2, 4, 3, 2, 3, 3, 2, 4, 3, 2]).side is None
    True
    >>> last_six([2, 3, 2, 4, 3, 2, 6, 7, 6, 8, 7, 6]).word("higher")
    'better'
    >>> last_six([1, 2, 3]) is None
    True
    """
    known = [value for value in values if value is not None]
    return compare(known[:-RECENT], known[-RECENT:])


def compare(
    before: Sequence[float | None], recent: Sequence[float | None]
) -> Shift | None:
    """Compare two phases; None where there are too few known figures to say anything.

    >>> compare([5, 5, 5, 5, 5], [5, 5, 5]).detectable is None
    True
    """
    before = [value for value in before if value is not None]
    recent = [value for value in recent if value is not None]
    count = len(before) + len(recent)
    few = len(before) < MIN_BEFORE or len(recent) < MIN_RECENT
    if few or count < MIN_KNOWN:
        return None
    old, new = fsum(before) / len(before), fsum(recent) / len(recent)
    squares = fsum((x - old) ** 2 for x in before) + fsum(
        (x - new) ** 2 for x in recent
    )
    error = sqrt(squares / (count - 2) * (1 / len(before) + 1 / len(recent)))
    limit = student(1 - ALPHA / 2, count - 2) * error
    found = abs(new - old) > max(limit, 1e-9 * abs(old))
    side = ("up" if new > old else "down") if found else None
    reach = limit + NormalDist().inv_cdf(POWER) * error
    return Shift(old, new, side, reach or None, len(before), len(recent))


def student(share: float, freedom: int) -> float:
    """Return the quantile of Student's t.

    The expansion of Abramowitz and Stegun, 26.7.5, is good to 0.002 from six degrees
    of freedom on.

    >>> round(student(0.975, 10), 3), round(student(0.975, 30), 3)
    (2.228, 2.042)
    """
    z = NormalDist().inv_cdf(share)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return z + sum(term / freedom**n for n, term in enumerate(terms, start=1))
