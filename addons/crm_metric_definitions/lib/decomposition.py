"""Why did a ratio change: because the parts changed, or because their mix did?

A ratio ``R = N / D`` over categories is ``Σ wᵢ · rᵢ`` with the weight ``wᵢ = dᵢ / D``
and the category's rate ``rᵢ = nᵢ / dᵢ``. Between two periods, with averages of both
periods written with a bar (the symmetric, order-free split),

* rate: ``w̄ᵢ · Δrᵢ``: the category became better or worse;
* mix: ``(r̄ᵢ − R̄) · Δwᵢ``: a category better than the average gained weight, or a
  worse one lost it. Subtracting ``R̄`` moves nothing in total, because the weights'
  changes sum to zero, and makes each category's own part readable.

A category that is new or vanished has one rate only; it has not changed, so its whole
part is mix. A numerator without a denominator (two different sources) has no rate; its
contribution is counted as rate.

All arithmetic is done in fractions: the parts sum to the change exactly, not nearly.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

Number = int | float | Decimal | Fraction
Parts = Mapping[Hashable, tuple[Number, Number]]


@dataclass(frozen=True)
class Contribution:
    """One category's share in the change; exact, in the unit of the ratio.

    ``presence`` is ``both``, ``new`` or ``vanished``.
    """

    key: Hashable
    rate: Fraction
    mix: Fraction
    presence: str
    weight_before: Fraction
    weight_after: Fraction
    rate_before: Fraction | None
    rate_after: Fraction | None


@dataclass(frozen=True)
class Decomposition:
    """``before + rate + mix == after``, exactly."""

    before: Fraction
    after: Fraction
    parts: tuple[Contribution, ...]

    @property
    def change(self) -> Fraction:
        return self.after - self.before

    @property
    def rate(self) -> Fraction:
        return sum((part.rate for part in self.parts), Fraction(0))

    @property
    def mix(self) -> Fraction:
        return sum((part.mix for part in self.parts), Fraction(0))

    def as_floats(self) -> dict:
        """Plain numbers: each is rounded once, so they may miss the change by a step.

        ``rounding`` names that remainder, ``fsum(parts) + rounding == change``.
        """
        parts = [
            {
                name: float(value) if isinstance(value, Fraction) else value
                for name, value in vars(part).items()
            }
            for part in self.parts
        ]
        total = sum(Fraction(part["rate"]) + Fraction(part["mix"]) for part in parts)
        names = ("before", "after", "change", "rate", "mix")
        return {
            **{name: float(getattr(self, name)) for name in names},
            "rounding": float(Fraction(float(self.change)) - total),
            "parts": parts,
        }


def decompose(before: Parts, after: Parts) -> Decomposition | None:
    """Split the change of a ratio between two periods by category.

    :param before: {category: (numerator, denominator)} of the earlier period
    :param after: the same of the later period
    :return: ``None`` when one of the ratios is not defined (no denominator in total)
    :raises ValueError: on a negative denominator or a number that is not finite

    >>> split = decompose({"a": (8, 10), "b": (1, 10)}, {"a": (4, 5), "b": (2, 20)})
    >>> str(split.change), str(split.rate), str(split.mix)
    ('-21/100', '0', '-21/100')
    """
    before, after = _exact(before), _exact(after)
    old_total = sum(d for _n, d in before.values())
    new_total = sum(d for _n, d in after.values())
    if not old_total or not new_total:
        return None
    old_ratio = sum(n for n, _d in before.values()) / old_total
    new_ratio = sum(n for n, _d in after.values()) / new_total
    middle = (old_ratio + new_ratio) / 2
    nothing = (Fraction(0), Fraction(0))
    parts = []
    for key in dict.fromkeys([*before, *after]):
        old_n, old_d = before.get(key, nothing)
        new_n, new_d = after.get(key, nothing)
        old_rate = old_n / old_d if old_d else None
        new_rate = new_n / new_d if new_d else None
        moved = new_d / new_total - old_d / old_total
        known = [rate for rate in (old_rate, new_rate) if rate is not None]
        rate_level = sum(known) / len(known) if known else middle
        one_side = "new" if new_d else "vanished"
        contribution = new_n / new_total - old_n / old_total
        parts.append(
            Contribution(
                key=key,
                rate=contribution - rate_level * moved,
                mix=(rate_level - middle) * moved,
                presence="both" if bool(old_d) == bool(new_d) else one_side,
                weight_before=old_d / old_total,
                weight_after=new_d / new_total,
                rate_before=old_rate,
                rate_after=new_rate,
            )
        )
    return Decomposition(old_ratio, new_ratio, tuple(parts))


def _exact(parts: Parts) -> dict[Hashable, tuple[Fraction, Fraction]]:
    exact = {}
    for key, (numerator, denominator) in parts.items():
        try:
            pair = (Fraction(numerator), Fraction(denominator))
        except (OverflowError, ValueError) as error:
            raise ValueError("A decomposition needs finite numbers.") from error
        if pair[1] < 0:
            raise ValueError("A denominator cannot be negative.")
        exact[key] = pair
    return exact
