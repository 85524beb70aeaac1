"""Samples that anyone can draw again from the stored seed.

Records are ordered by a hash of seed and id instead of Python's random generator: the
order does not depend on the Python version, nor on the order in which the database
returned the records, and a record that joins or leaves the population moves no other.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple


class Strata(NamedTuple):
    """The two halves of a sample: ids that are counted, and ids that are not."""

    counted: tuple[int, ...]
    left_out: tuple[int, ...]


def draw(ids: Iterable[int], size: int, seed: int | str) -> tuple[int, ...]:
    """A sample without replacement, in the order in which it is asked.

    :return: ``size`` ids, or all of them where there are fewer
    :raises ValueError: on a negative size

    >>> draw([1, 2, 3, 4, 5], 3, seed=7) == draw([5, 4, 3, 2, 1], 3, seed="7")
    True
    >>> len(draw([1, 2], 10, seed=7))
    2
    """
    if size < 0:
        raise ValueError("A sample cannot have a negative size.")
    ordered = sorted(set(ids), key=lambda record_id: _key(record_id, seed))
    return tuple(ordered[:size])


def draw_strata(
    counted: Iterable[int], left_out: Iterable[int], size: int, seed: int | str
) -> Strata:
    """Half counted, half left out; where one half is short, the other fills up.

    The odd one goes to the counted records. A balanced sample is what makes an
    agreement informative: with nine of ten records counted, "yes" to everything agrees
    to 90 %.

    >>> sample = draw_strata(range(100), [1000, 1001], 10, seed=1)
    >>> len(sample.counted), len(sample.left_out)
    (8, 2)
    """
    inside, outside = set(counted), set(left_out)
    outside -= inside
    from_outside = min(len(outside), size // 2)
    from_inside = min(len(inside), size - from_outside)
    from_outside = min(len(outside), size - from_inside)
    return Strata(draw(inside, from_inside, seed), draw(outside, from_outside, seed))


def shuffled(ids: Iterable[int], *seed: int | str) -> tuple[int, ...]:
    """All ids in an order of their own for each seed (for instance per person).

    >>> sorted(shuffled([3, 1, 2], 7, "Ann"))
    [1, 2, 3]
    """
    ids = tuple(ids)
    return draw(ids, len(ids), "/".join(str(part) for part in seed))


def _key(record_id: int, seed: int | str) -> bytes:
    return sha256(f"{seed}:{record_id}".encode()).digest()
