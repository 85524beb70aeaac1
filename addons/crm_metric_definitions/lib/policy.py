"""The policy of checks: what an agreement has to reach, and which value is stricter.

A policy is ``{name: number}``. Names that begin with ``min_`` are stricter when they
are higher, all others when they are lower.
"""

from collections.abc import Mapping

from .consistency import Thresholds

_LIMITS = Thresholds()

#: as shipped: a company holds this without anybody's approval
SHIPPED: dict[str, float] = {
    "min_sample": _LIMITS.sample,
    "min_agreement": _LIMITS.agreement,
    "min_kappa": _LIMITS.kappa,
    "min_reference": _LIMITS.reference,
    "min_coverage": _LIMITS.coverage,
    "max_missing": _LIMITS.missing,
    "max_late": _LIMITS.late,
    "late_days": 7,
    "validity_months": 12,
}
#: whole numbers; the others are shares or a kappa
COUNTS = ("min_sample", "late_days", "validity_months")


def stricter(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    """Return of each value the stricter one; what ``one`` lacks is as in ``other``.

    >>> stricter({"min_kappa": 0.5, "late_days": 3}, {"min_kappa": 0.6, "late_days": 7})
    {'min_kappa': 0.6, 'late_days': 3}
    """
    return {
        name: (max if name.startswith("min_") else min)(value, one.get(name, value))
        for name, value in other.items()
    }


def laxer(values: Mapping[str, float], in_force: Mapping[str, float]) -> list[str]:
    """Return the names of the values that are below what is in force.

    >>> laxer({"min_kappa": 0.5, "late_days": 3}, {"min_kappa": 0.6, "late_days": 7})
    ['min_kappa']
    """
    strict = stricter(values, in_force)
    return [name for name in in_force if abs(strict[name] - values[name]) > 1e-9]


def thresholds(values: Mapping[str, float], sample: int | None = None) -> Thresholds:
    """Return what a verdict needs of a policy; ``sample`` replaces the policy's.

    >>> thresholds(SHIPPED) == Thresholds()
    True
    """
    return Thresholds(
        agreement=values["min_agreement"],
        kappa=values["min_kappa"],
        reference=values["min_reference"],
        sample=sample or int(values["min_sample"]),
        coverage=values["min_coverage"],
        missing=values["max_missing"],
        late=values["max_late"],
    )
