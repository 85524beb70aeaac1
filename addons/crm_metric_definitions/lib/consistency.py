"""The verdict of a consistency check, from its evidence and its stated thresholds.

A check has two halves: agreement of people about the same records, and signals from the
data they produced. Where at most one person produces the data, there is nobody to agree
with, and the signals suffice; where it is not known who produces it, they do not.

Sources: NIST/SEMATECH e-Handbook, section 7.3.3, for "stands out" (two proportions,
normal approximation, one-sided, three standard errors); Wilson, *Probable inference*,
1927, for the lower end of an agreement, with the effective number of answers of a
cluster sample (Kish, *Survey Sampling*, 1965): several people who share one error about
a record are not several errors. What the verdict lets through is simulated, see
``docs/decisions/20-thresholds-of-a-check.md``.
"""

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from math import sqrt

from .agreement import Answers, cohen, overall, repeatability

CONSISTENT = "consistent"
INCONSISTENT = "inconsistent"
INSUFFICIENT = "insufficient"

#: a person with fewer records than this never stands out
MIN_RECORDS = 5
#: standard errors of a one-sided range of 90 %
SURE = 1.2816
#: who is right this much less often than is needed passes in at most one of ten checks
MARGIN = 0.05


@dataclass(frozen=True)
class Thresholds:
    """All but ``sample`` (a number of records) are shares or kappas, 0 … 1."""

    agreement: float = 0.8
    kappa: float = 0.6
    reference: float = 0.85
    sample: int = 16
    coverage: float = 0.5
    missing: float = 0.1
    late: float = 0.25


@dataclass(frozen=True)
class Answered:
    """What people's answers say. ``None`` is unknown, never zero.

    ``people``: those who answered enough records; ``answering``: those with any answer,
    on whom the figures rest; ``subjects``: records answered at least twice;
    ``agreement``, ``kappa``: between people, or between the two rounds of a single one;
    ``reference``: with the computed answer; ``reference_low``: the lower end of its
    range of 90 %; ``reference_chance``: what it would be by chance; ``repeat``:
    agreement of people with themselves, ``repeating``: how many of them.
    """

    people: int = 0
    answering: int = 0
    subjects: int = 0
    agreement: float | None = None
    kappa: float | None = None
    reference: float | None = None
    reference_low: float | None = None
    reference_chance: float | None = None
    repeat: float | None = None
    repeating: int = 0


@dataclass(frozen=True)
class Evidence:
    """What was found. ``None`` is unknown, never zero.

    ``producers``: number of people who produce the data; ``counting``: those of them
    whose answers count, because they have not written the definition; ``coverage``:
    share of those with records in the period who answered; ``records``: records looked
    at for the signals; ``missing``, ``late``: shares of them.
    """

    producers: int | None
    records: int
    missing: float | None = None
    late: float | None = None
    counting: int | None = None
    coverage: float | None = None
    answers: Answered = Answered()


@dataclass(frozen=True)
class Verdict:
    """``result`` and codes of what speaks against "consistent", in a fixed order."""

    result: str
    reasons: tuple[str, ...] = ()


def answered(
    first: Mapping[Hashable, Answers],
    second: Mapping[Hashable, Answers],
    reference: Answers,
    sample: int,
) -> Answered:
    """Sum up the answers of the people who count.

    :param first: {person: {record: answer}} of the first round, ``second`` likewise
    :param reference: {record: computed answer}
    :param sample: number of records that somebody has to answer to be one of ``people``

    >>> truth = {record: record % 2 == 0 for record in range(16)}
    >>> found = answered({"Ann": truth, "Ben": truth}, {}, truth, 16)
    >>> found.people, found.subjects, found.kappa, found.reference
    (2, 16, 1.0, 1.0)
    """
    first = {person: given for person, given in first.items() if given}
    repeated = repeatability(first, second)
    rounds = list(first.values())
    between = overall(first)
    if len(first) == 1 and repeated:
        rounds += [second[person] for person in first]
        between = overall(dict(enumerate(rounds)))
    pairs = [(r, a, reference[r]) for given in rounds for r, a in given.items()]
    against = cohen([a for _r, a, _c in pairs], [c for _r, _a, c in pairs])
    return Answered(
        people=sum(len(given) >= sample for given in first.values()),
        answering=len(first),
        subjects=between.subjects,
        agreement=between.agreement,
        kappa=between.kappa,
        reference=against.agreement,
        reference_low=_lowest([(record, a == c) for record, a, c in pairs]),
        reference_chance=against.expected,
        repeat=share(
            sum(row.agreeing for row in repeated), sum(row.answered for row in repeated)
        ),
        repeating=len(repeated),
    )


def _lowest(answers: list[tuple[Hashable, bool]]) -> float | None:
    """Lower end of the share of right answers; some are about the same record.

    >>> one_each = [(record, record > 0) for record in range(20)]
    >>> round(_lowest(one_each), 2), round(_lowest(one_each * 8), 2)
    (0.85, 0.85)
    >>> own = [(record, person != record) for record in range(20) for person in (1, 2)]
    >>> round(_lowest(own), 2)
    0.89
    """
    total = len(answers)
    if not total:
        return None
    right = sum(is_right for _record, is_right in answers) / total
    excess: Counter = Counter()
    for record, is_right in answers:
        excess[record] += is_right - right
    records = effective = len(excess)
    spread = sum(value**2 for value in excess.values())
    if spread > 1e-12 and records > 1:
        error = spread / total**2 * records / (records - 1)
        effective = min(max(right * (1 - right) / error, records), total)
    low = right + SURE**2 / (2 * effective)
    low -= SURE * sqrt(right * (1 - right) / effective + (SURE / (2 * effective)) ** 2)
    return low / (1 + SURE**2 / effective)


def verdict(evidence: Evidence, limits: Thresholds) -> Verdict:
    """Judge the evidence.

    Bad data is decisive even without answers. Too little evidence comes before bad
    agreement, because a disagreement over three records says nothing: so do answers of
    one kind only, and answers that meet the computed ones no better than chance.

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
    lacking += _lacking_answers(evidence, limits)
    if lacking:
        return Verdict(INSUFFICIENT, lacking)
    found = evidence.answers
    bad = _smaller(
        agreement=(found.agreement, limits.agreement),
        kappa=(found.kappa, limits.kappa),
        reference=(found.reference, limits.reference),
        repeat=(found.repeat, limits.agreement),
    )
    if bad:
        return Verdict(INCONSISTENT, bad)
    if _smaller(unsure=(found.reference_low, limits.reference - MARGIN)):
        return Verdict(INSUFFICIENT, ("unsure",))
    return Verdict(CONSISTENT)


def _lacking_answers(evidence: Evidence, limits: Thresholds) -> tuple[str, ...]:
    """Codes of what is missing before people's answers say anything."""
    found = evidence.answers
    few_produce = evidence.counting is not None and evidence.counting <= 2
    lacking: tuple[str, ...] = ()
    if found.people < 2 and not (few_produce and found.people and found.repeating):
        lacking += ("few_people",)
    lacking += _smaller(few_covered=(evidence.coverage, limits.coverage))
    if found.subjects < limits.sample:
        lacking += ("few_answers",)
    if lacking:
        return lacking
    if found.kappa is None:
        return ("one_category",)
    return _smaller(by_chance=(found.reference_low, found.reference_chance))


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
