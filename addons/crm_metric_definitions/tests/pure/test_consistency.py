import doctest
from dataclasses import replace

import pytest
from crm_metric_definitions_lib import consistency as module
from crm_metric_definitions_lib.consistency import (
    Answered,
    Evidence,
    Thresholds,
    answered,
    stands_out,
    verdict,
)

LIMITS = Thresholds()
ANSWERS = Answered(
    people=3,
    answering=3,
    subjects=20,
    agreement=0.95,
    kappa=0.8,
    reference=0.95,
    reference_low=0.9,
    reference_chance=0.5,
    repeat=1.0,
    repeating=3,
)
GOOD = Evidence(
    producers=3, counting=3, coverage=1.0, records=50, missing=0.02, late=0.1
)
NOBODY = Answered()
TRUTH = {record: record % 2 == 0 for record in range(20)}


def judged(answers=ANSWERS, **changes):
    of_answers = {k: v for k, v in changes.items() if k in Answered.__annotations__}
    others = {k: v for k, v in changes.items() if k not in of_answers}
    evidence = replace(GOOD, answers=replace(answers, **of_answers), **others)
    found = verdict(evidence, LIMITS)
    return (found.result, *found.reasons)


def asked(*people, again=()):
    """Judge what people answered: each is a set of records with a wrong answer."""
    rounds = [
        {
            number: {record: TRUTH[record] != (record in wrong) for record in TRUTH}
            for number, wrong in enumerate(group)
        }
        for group in (people, again)
    ]
    count = len(people)
    answers = answered(*rounds, TRUTH, LIMITS.sample)
    return judged(answers, producers=max(count, 2), counting=count)


def test_doctests():
    assert doctest.testmod(module).failed == 0


def test_good_evidence_is_consistent():
    assert judged() == ("consistent",)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("agreement", 0.79),
        ("kappa", 0.59),
        ("reference", 0.84),
        ("repeat", 0.79),
        ("missing", 0.11),
        ("late", 0.26),
    ],
)
def test_each_threshold_alone_makes_it_inconsistent(name, value):
    assert judged(**{name: value}) == ("inconsistent", name)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("people", 1, "few_people"),
        ("subjects", 15, "few_answers"),
        ("records", 15, "few_records"),
        ("coverage", 0.49, "few_covered"),
        ("kappa", None, "one_category"),
        ("reference_low", 0.49, "by_chance"),
    ],
)
def test_little_evidence_is_no_verdict(name, value, reason):
    assert judged(**{name: value}) == ("insufficient", reason)
    # nor does a disagreement say anything then
    assert judged(**{name: value}, agreement=0.1)[0] == "insufficient"


def test_right_often_enough_but_perhaps_by_luck_is_no_verdict():
    assert judged(reference_low=0.79) == ("insufficient", "unsure")


def test_on_the_threshold_is_good_enough():
    limits = {"agreement": 0.8, "kappa": 0.6, "missing": 0.1, "late": 0.25}
    more = {"reference": 0.85, "reference_low": 0.8, "coverage": 0.5}
    assert judged(**limits, **more, subjects=16, records=16) == ("consistent",)


def test_everybody_says_yes_or_no_to_everything():
    wrong = [{r for r in TRUTH if TRUTH[r] != answer} for answer in (True, False)]
    for said in wrong:
        for people in (2, 3, 8):
            assert asked(*[said] * people) == ("insufficient", "one_category")
    assert asked(*wrong)[0] == "insufficient", "one only yes, the other only no"


def test_the_opposite_of_everything_is_no_better_than_chance():
    assert asked(set(TRUTH), set(TRUTH)) == ("insufficient", "by_chance")


def test_one_counts_where_two_produce_and_is_asked_twice():
    assert asked({3}) == ("insufficient", "few_people", "few_answers")
    assert asked({3}, again=[{4}]) == ("consistent",)
    assert asked({3, 5, 8}, again=[{4, 9}])[0] == "inconsistent"
    answers = answered({1: TRUTH}, {1: TRUTH}, TRUTH, 16)
    assert judged(answers, counting=3)[0] == "insufficient", "three produce the data"
    assert judged(answers, counting=None)[0] == "insufficient", "nobody knows how many"


def test_who_answered_a_few_records_is_not_one_of_the_people():
    few = {record: TRUTH[record] for record in range(5)}
    found = answered({1: TRUTH, 2: few, 3: {}}, {}, TRUTH, 16)
    assert (found.people, found.answering, found.subjects) == (1, 2, 5)


def test_what_a_person_answers_twice_is_judged_over_all_people():
    same = [set(), set(), set()]
    assert asked(*same, again=[{1, 2, 3, 4, 5}, set(), set()]) == ("consistent",)
    assert asked(*same, again=[{*range(9)}, {*range(9)}, set()])[0] == "inconsistent"


def test_the_same_errors_of_many_are_as_few_records_as_those_of_one():
    own = [{1}, {2}, {3}, {4}, {5}, {6}, {7}, {8}]
    assert asked(*own) == ("consistent",)
    assert asked(*[{1, 2, 3}] * 8) == ("insufficient", "unsure")


def test_bad_data_needs_no_answers():
    assert judged(NOBODY, missing=0.5) == ("inconsistent", "missing")


@pytest.mark.parametrize("producers", [0, 1])
def test_one_person_or_a_machine_needs_no_agreement(producers):
    assert judged(NOBODY, producers=producers) == ("consistent",)
    few = judged(NOBODY, producers=producers, records=3)
    assert few == ("insufficient", "few_records")


def test_unknown_producers_need_agreement():
    unknown = {"producers": None, "counting": None, "coverage": None}
    assert judged(NOBODY, **unknown)[0] == "insufficient"
    assert judged(**unknown) == ("consistent",)


def test_nobody_stands_out_among_equals():
    assert stands_out({"Ann": (5, 50), "Ben": (7, 50)}) == frozenset()
    assert stands_out({"Ann": (50, 50)}) == frozenset()
    assert stands_out({}) == frozenset()
    assert stands_out({"Ann": (0, 0), "Ben": (0, 0)}) == frozenset()
