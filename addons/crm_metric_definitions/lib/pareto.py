"""Pareto: shares of a total by falling size."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate


@dataclass(frozen=True)
class Share:
    """``value`` in its own unit; ``share`` and ``cumulative`` are fractions of 1."""

    key: Hashable
    value: float
    share: float
    cumulative: float


def pareto(values: Mapping[Hashable, float | None]) -> tuple[Share, ...]:
    """Categories by falling value with their running share of the total.

    Unknown values (``None``) are left out: they are not zero. Where nothing has been
    counted (total 0) there are no shares and the result is empty. Equal values keep the
    order in which they were given. The last cumulative share is exactly 1.0.

    :raises ValueError: on a negative value, for which shares have no meaning

    >>> [(s.key, s.share, s.cumulative) for s in pareto({"b": 1, "a": 3, "c": None})]
    [('a', 0.75, 0.75), ('b', 0.25, 1.0)]
    """
    known = [(key, value) for key, value in values.items() if value is not None]
    if any(value < 0 for _key, value in known):
        raise ValueError("Shares of negative values have no meaning.")
    known.sort(key=lambda item: -item[1])
    exact = [Fraction(value) for _key, value in known]
    total = sum(exact, Fraction(0))
    if not total:
        return ()
    return tuple(
        Share(key, value, float(amount / total), float(running / total))
        for (key, value), amount, running in zip(
            known, exact, accumulate(exact), strict=True
        )
    )
