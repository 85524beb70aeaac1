"""Do several people, asked about the same records, give the same answer?

Percent agreement, Cohen's kappa (two raters), Fleiss' kappa (more), agreement with a
reference answer, and repeatability (the same person asked twice).

Sources: Cohen, *A coefficient of agreement for nominal scales*, 1960; Fleiss,
*Measuring nominal scale agreement among many raters*, 1971; AIAG, *Measurement Systems
Analysis*, chapter on attribute studies (appraiser against standard, within appraiser).

An answer is any hashable value; ``None`` is "not answered" and never an answer.

Degenerate cases: where every answer given is the same, chance agreement is 1 and kappa
is 0 / 0. It is reported as unknown with the reason ``one_category``, next to the
percent agreement of 1.0: nobody disagreed, and nothing could show whether that was
chance.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

NO_DATA = "no_data"
ONE_CATEGORY = "one_category"

Answer = Hashable | None
Answers = Mapping[Hashable, Answer]


@dataclass(frozen=True)
class Agreement:
    """``agreement`` (0 … 1), ``expected`` by chance (0 … 1) and ``kappa`` (≤ 1).

    ``subjects`` is the number of records that the figures rest on. ``kappa`` is
    ``None`` with a ``reason`` (``no_data``, ``one_category``) where it is not defined.
    """

    agreement: float | None
    expected: float | None
    kappa: float | None
    subjects: int
    reason: str | None = None


@dataclass(frozen=True)
class PersonAgreement:
    """How one person's answers compare with a reference, or with the second answers."""

    person: Hashable
    answered: int
    agreeing: int
    agreement: float | None
    kappa: float | None


def _result(agreement: float, expected: float, subjects: int) -> Agreement:
    if 1.0 - expected < 1e-12:
        return Agreement(agreement, 1.0, None, subjects, ONE_CATEGORY)
    kappa = (agreement - expected) / (1.0 - expected)
    return Agreement(agreement, expected, kappa, subjects)


def cohen(first: Sequence[Answer], second: Sequence[Answer]) -> Agreement:
    """Agreement of two raters; the i-th answers belong to the same record.

    Records that one of them did not answer are left out.

    :raises ValueError: when the sequences differ in length

    >>> result = cohen("yyyynnnnny", "yyyynnnnyn")
    >>> result.agreement, result.expected, round(result.kappa, 3)
    (0.8, 0.5, 0.6)
    >>> result = cohen("yyy", "yyy")
    >>> result.agreement, result.kappa, result.reason
    (1.0, None, 'one_category')
    """
    if len(first) != len(second):
        raise ValueError("Both raters need one answer (or None) per record.")
    pairs = [
        (a, b)
        for a, b in zip(first, second, strict=True)
        if a is not None and b is not None
    ]
    if not pairs:
        return Agreement(None, None, None, 0, NO_DATA)
    total = len(pairs)
    left = Counter(a for a, _b in pairs)
    right = Counter(b for _a, b in pairs)
    agreeing = sum(a == b for a, b in pairs)
    expected = sum(left[key] * right[key] for key in left) / total**2
    return _result(agreeing / total, expected, total)


def fleiss(rows: Sequence[Sequence[Answer]]) -> Agreement:
    """Agreement of any number of raters; one row of answers per record.

    The variant with missing answers is Gwet's generalisation (*Handbook of Inter-Rater
    Reliability*, 4th edition 2014, chapter 2; the package irrCAC computes the same):
    agreement is the share of agreeing pairs of answers, averaged over the records with
    at least two answers; chance comes from each answer's share of a record, averaged
    over all records with an answer. With equal numbers this is Fleiss' formula.

    >>> round(fleiss(["yyy", "nnn", "yyn", "ynn"]).kappa, 3)
    0.333
    >>> fleiss(["y", ["y", None]]).reason
    'no_data'
    """
    counts = [Counter(a for a in row if a is not None) for row in rows]
    counts = [count for count in counts if count]
    shares = []
    common: dict[Answer, float] = defaultdict(float)
    for count in counts:
        given = count.total()
        if given >= 2:
            pairs = sum(n * (n - 1) for n in count.values())
            shares.append(pairs / (given * (given - 1)))
        for answer, n in count.items():
            common[answer] += n / given / len(counts)
    if not shares:
        return Agreement(None, None, None, 0, NO_DATA)
    expected = sum(share**2 for share in common.values())
    return _result(sum(shares) / len(shares), expected, len(shares))


def overall(answers: Mapping[Hashable, Answers]) -> Agreement:
    """Agreement between people: Cohen for two, Fleiss for more.

    :param answers: {person: {record: answer}}

    >>> overall({"Ann": {1: "y", 2: "n"}, "Ben": {1: "y", 2: "n"}}).kappa
    1.0
    >>> overall({"Ann": {1: "y"}}).reason
    'no_data'
    """
    people = list(answers)
    records = list(dict.fromkeys(r for given in answers.values() for r in given))
    if len(people) == 2:
        first, second = (
            [answers[person].get(record) for record in records] for person in people
        )
        return cohen(first, second)
    return fleiss([[answers[p].get(record) for p in people] for record in records])


def against_reference(
    answers: Mapping[Hashable, Answers], reference: Answers
) -> tuple[PersonAgreement, ...]:
    """Each person's agreement with the reference answer (Cohen's kappa), as given.

    >>> against_reference({"Ann": {1: "y", 2: "n"}}, {1: "y", 2: "y"})[0].agreement
    0.5
    """
    return tuple(_person(person, given, reference) for person, given in answers.items())


def repeatability(
    first: Mapping[Hashable, Answers], second: Mapping[Hashable, Answers]
) -> tuple[PersonAgreement, ...]:
    """How far each person's answers agree between two rounds.

    Only people who answered at least one record in both rounds are listed.

    >>> repeatability({"Ann": {1: "y", 2: "n"}}, {"Ann": {1: "y"}})[0].answered
    1
    """
    result = (
        _person(person, given, second.get(person, {}))
        for person, given in first.items()
    )
    return tuple(row for row in result if row.answered)


def _person(person: Hashable, given: Answers, reference: Answers) -> PersonAgreement:
    records = list(given)
    result = cohen(
        [given[record] for record in records],
        [reference.get(record) for record in records],
    )
    agreeing = round((result.agreement or 0.0) * result.subjects)
    return PersonAgreement(
        person, result.subjects, agreeing, result.agreement, result.kappa
    )
