import doctest
from dataclasses import replace

import pytest
from crm_metric_definitions_lib import consistency as module
from crm_metric_definitions_lib.consistency import (
    Evidence,
    Thresholds,
    stands_out,
    verdict,
)

LIMITS = Thresholds()
GOOD = Evidence(
    producers=3,
    records=50,
    missing=0.02,
    late=0.1,
    people=3,
    subjects=12,
    agreement=0.95,
    kappa=0.8,
    reference=0.95,
    repeat=1.0,
)


def judged(**changes):
    found = verdict(replace(GOOD, **changes), LIMITS)
    return (found.result, *found.reasons)


def test_doctests():
    assert doctest.testmod(module).failed == 0


def test_good_evidence_is_consistent():
    assert judged() == ("consistent",)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("agreement", 0.89),
        ("kappa", 0.59),
        ("reference", 0.5),
        ("repeat", 0.8),
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
        ("subjects", 9, "few_answers"),
        ("records", 9, "few_records"),
    ],
)
def test_little_evidence_is_no_verdict(name, value, reason):
    assert judged(**{name: value}) == ("insufficient", reason)
    assert judged(**{name: value}, agreement=0.1)[0] == "insufficient"


def test_on_the_threshold_is_good_enough():
    limits = {"agreement": 0.9, "kappa": 0.6, "missing": 0.1, "late": 0.25}
    assert judged(**limits, subjects=10, records=10) == ("consistent",)


def test_undefined_kappa_leaves_it_to_the_percent_agreements():
    assert judged(kappa=None, agreement=1.0) == ("consistent",)
    # everybody says yes to everything: perfect agreement, and all wrong together
    assert judged(kappa=None, agreement=1.0, reference=0.5)[0] == "inconsistent"


def test_bad_data_needs_no_answers():
    assert judged(people=0, subjects=0, missing=0.5) == ("inconsistent", "missing")


@pytest.mark.parametrize("producers", [0, 1])
def test_one_person_or_a_machine_needs_no_agreement(producers):
    changes = {"producers": producers, "people": 0, "subjects": 0, "agreement": None}
    assert judged(**changes) == ("consistent",)
    assert judged(**changes, records=3) == ("insufficient", "few_records")


def test_unknown_producers_need_agreement():
    changes = {"producers": None, "people": 0, "subjects": 0, "agreement": None}
    assert judged(**changes)[0] == "insufficient"
    assert judged(producers=None) == ("consistent",)


def test_nobody_stands_out_among_equals():
    assert stands_out({"Ann": (5, 50), "Ben": (7, 50)}) == frozenset()
    assert stands_out({"Ann": (50, 50)}) == frozenset()
    assert stands_out({}) == frozenset()
    assert stands_out({"Ann": (0, 0), "Ben": (0, 0)}) == frozenset()
