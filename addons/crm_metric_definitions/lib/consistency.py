"""The verdict of a consistency check, from its evidence and its stated thresholds.

A check has two halves: agreement of people about the same records, and signals from the
data they produced. Where at most one person produces the data, there is nobody to agree
with, and the signals suffice; where it is not known who produces it, they do not.

Source of the test behind "stands out": NIST/SEMATECH e-Handbook, section 7.3.3 (two
proportions, normal approximation), one-sided, with three standard errors.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from math import sqrt

CONSISTENT = "consistent"
INCONSISTENT = "inconsistent"
INSUFFICIENT = "insufficient"

#: a person with fewer records than this never stands out
MIN_RECORDS = 5


@dataclass(frozen=True)
class Thresholds:
    """All but ``sample`` (a number of records) are shares or kappas, 0 … 1."""

    agreement: float = 0.9
    kappa: float = 0.6
    sample: int = 10
    missing: float = 0.1
    late: float = 0.25


@dataclass(frozen=True)
class Evidence:
    """What was found. ``None`` is unknown, never zero.

    ``producers``: number of people who produce the data; ``records``: records looked at
    for the signals; ``people`` and ``subjects``: participants with answers, and sampled
    records answered by at least two of them; ``agreement``, ``kappa``: between people;
    ``reference``: with the computed answer; ``repeat``: lowest of the people's
    agreements with themselves; ``missing``, ``late``: shares of records.
    """

    producers: int | None
    records: int
    missing: float | None = None
    late: float | None = None
    people: int = 0
    subjects: int = 0
    agreement: float | None = None
    kappa: float | None = None
    reference: float | None = None
    repeat: float | None = None


@dataclass(frozen=True)
class Verdict:
    """``result`` and codes of what speaks against "consistent", in a fixed order."""

    result: str
    reasons: tuple[str, ...] = ()


def verdict(evidence: Evidence, limits: Thresholds) -> Verdict:
    """Judge the evidence.

    Bad data is decisive even without answers; too little evidence comes before bad
    agreement, because a disagreement over three records says nothing. An undefined
    kappa (everybody gave one and the same answer) leaves the decision to the percent
    agreements, the one with the computed answer included.

    >>> verdict(Evidence(producers=1, records=40, missing=0.0, late=0.0), Thresholds())
    Verdict(result='consistent', reasons=())
    >>> verdict(Evidence(producers=3, records=40, missing=0.0), Thresholds()).reasons
    ('few_people', 'few_answers')
    """
    bad_data = _smaller(
        missing=(limits.missing, evidence.missing), late=(limits.late, evidence.late)
    )
    enough = evidence.records >= limits.sample
    if bad_data and enough:
        return Verdict(INCONSISTENT, bad_data)
    lacking = () if enough else ("few_records",)
    if evidence.producers is not None and evidence.producers <= 1:
        return Verdict(INSUFFICIENT, lacking) if lacking else Verdict(CONSISTENT)
    if evidence.people < 2:
        lacking += ("few_people",)
    if evidence.subjects < limits.sample:
        lacking += ("few_answers",)
    if lacking:
        return Verdict(INSUFFICIENT, lacking)
    bad = _smaller(
        agreement=(evidence.agreement, limits.agreement),
        kappa=(evidence.kappa, limits.kappa),
        reference=(evidence.reference, limits.agreement),
        repeat=(evidence.repeat, limits.agreement),
    )
    return Verdict(INCONSISTENT, bad) if bad else Verdict(CONSISTENT)


def _smaller(**pairs: tuple[float | None, float | None]) -> tuple[str, ...]:
    """Names of the pairs whose first number is smaller; unknown is not smaller."""
    return tuple(
        name
        for name, (first, second) in pairs.items()
        if first is not None and second is not None and first < second - 1e-12
    )


def share(hits: int, total: int) -> float | None:
    """A share, unknown where there is nothing to take it of.

    >>> share(1, 4), share(0, 0)
    (0.25, None)
    """
    return hits / total if total else None


def stands_out(counts: Mapping[Hashable, tuple[int, int]]) -> frozenset[Hashable]:
    """Who has more hits than chance explains, compared with all others together.

    :param counts: {person: (hits, records)}
    :return: those whose share exceeds the others' by more than three standard errors

    >>> sorted(stands_out({"Ann": (2, 40), "Ben": (1, 40), "Cem": (20, 40)}))
    ['Cem']
    >>> stands_out({"Ann": (3, 4), "Ben": (0, 100)})
    frozenset()
    """
    hits = sum(hit for hit, _total in counts.values())
    records = sum(total for _hit, total in counts.values())
    outstanding = set()
    for person, (hit, total) in counts.items():
        others = records - total
        if total < MIN_RECORDS or others < MIN_RECORDS:
            continue
        common = hits / records
        error = sqrt(common * (1 - common) * (1 / total + 1 / others))
        if hit / total - (hits - hit) / others > 3 * error:
            outstanding.add(person)
    return frozenset(outstanding)
