import doctest

import pytest
from crm_metric_definitions_lib import agreement as module
from crm_metric_definitions_lib.agreement import (
    against_reference,
    cohen,
    fleiss,
    overall,
    repeatability,
)
from hypothesis import given
from hypothesis import strategies as st


def expand(table):
    """Two lists of answers from a contingency table {(first, second): count}."""
    pairs = [pair for pair, count in table.items() for _ in range(count)]
    return [a for a, _b in pairs], [b for _a, b in pairs]


# Fleiss' kappa, worked example of Wikipedia (10 subjects, 14 raters, 5 categories)
FLEISS = [
    (0, 0, 0, 0, 14),
    (0, 2, 6, 4, 2),
    (0, 0, 3, 5, 6),
    (0, 3, 9, 2, 0),
    (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0),
    (3, 2, 6, 3, 0),
    (2, 5, 3, 2, 2),
    (6, 5, 2, 1, 0),
    (0, 2, 2, 3, 7),
]


def test_doctests():
    assert doctest.testmod(module).failed == 0


def test_cohen_fifty_grant_proposals():
    # Worked example of Wikipedia, "Cohen's kappa": 50 proposals, two readers
    table = {("y", "y"): 20, ("y", "n"): 5, ("n", "y"): 10, ("n", "n"): 15}
    found = cohen(*expand(table))
    assert found.agreement == pytest.approx(0.7)
    assert found.expected == pytest.approx(0.5)
    assert found.kappa == pytest.approx(0.4)
    assert found.subjects == 50


def test_cohen_same_agreement_different_kappa():
    # The same article: 60 of 100 agree in both, with unlike margins
    like = {("y", "y"): 45, ("y", "n"): 15, ("n", "y"): 25, ("n", "n"): 15}
    unlike = {("y", "y"): 25, ("y", "n"): 35, ("n", "y"): 5, ("n", "n"): 35}
    assert cohen(*expand(like)).kappa == pytest.approx(0.1304, abs=5e-5)
    assert cohen(*expand(unlike)).kappa == pytest.approx(0.2593, abs=5e-5)


def test_cohen_three_categories():
    # Fleiss, Levin & Paik, Statistical Methods for Rates and Proportions, table 18.1
    table = {
        ("p", "p"): 75, ("p", "n"): 1, ("p", "o"): 4,
        ("n", "p"): 5, ("n", "n"): 4, ("n", "o"): 1,
        ("o", "o"): 10,
    }  # fmt: skip
    found = cohen(*expand(table))
    assert found.agreement == pytest.approx(0.89)
    assert round(found.expected, 2) == 0.66
    assert found.kappa == pytest.approx(0.68, abs=0.005)


def test_fleiss_published_example():
    rows = [
        [category for category, count in enumerate(row) for _ in range(count)]
        for row in FLEISS
    ]
    found = fleiss(rows)
    assert round(found.agreement, 3) == 0.378
    assert round(found.expected, 3) == 0.213
    assert round(found.kappa, 3) == 0.210
    assert found.subjects == 10


# computed by irrCAC 0.4.4 (`CAC(…).fleiss()`), which rounds to five digits; a row of
# letters per record, "-" is no answer. `tests/oracle_kappa.py` compares hundreds.
IRRCAC = [
    ("yyy nyn y-n n-n nny nnn -yy n--", 0.30309),
    ("nn-- nn-n n--y ---n yn-y n-yy yyyy nn-- ynnn", 0.21374),
    ("yy--- n-n-- yyy-y n--n- yyyyn nn-n- ---yy", 0.88487),
    ("yy-y-yy- ---yn-nn yyyyy-ny -n-n-n-n nyyy-ny- n--nnnny", 0.44899),
    ("yy- -nn yu- --- n-n u-y yyy nn- ---", 0.53333),
    ("----yy n--n-n y-yun- ------ ---nn- un-uu-", 0.56989),
]


@pytest.mark.parametrize(("table", "kappa"), IRRCAC)
def test_fleiss_with_missing_answers_is_gwets_generalisation(table, kappa):
    rows = [[None if a == "-" else a for a in row] for row in table.split()]
    assert fleiss(rows).kappa == pytest.approx(kappa, abs=6e-6)


def test_a_single_answer_about_a_record_shows_how_often_people_say_so():
    # by hand: agreement (1 + 0) / 2; "y" is (1 + 1/2 + 1) / 3 of the records' answers
    found = fleiss([["y", "y", None], ["y", "n", None], ["y", None, None]])
    assert (found.agreement, found.subjects) == (0.5, 2)
    assert found.expected == pytest.approx((5 / 6) ** 2 + (1 / 6) ** 2)


@pytest.mark.parametrize("answer", ["y", "n"])
def test_everybody_gives_one_answer(answer):
    for found in (cohen([answer] * 9, [answer] * 9), fleiss([[answer] * 3] * 9)):
        assert found.agreement == 1.0
        assert found.kappa is None
        assert found.reason == "one_category"
        assert found.subjects == 9


def test_perfect_agreement_over_two_categories():
    assert cohen("ynyn", "ynyn").kappa == 1.0
    assert fleiss(["yyy", "nnn"]).kappa == 1.0


def test_complete_disagreement():
    found = cohen("yyyy", "nnnn")
    assert found.agreement == 0.0
    assert found.kappa == 0.0
    assert cohen("ynyn", "nyny").kappa == -1.0


def test_nothing_answered():
    assert cohen([], []).reason == "no_data"
    assert cohen(["y", None], [None, "y"]).reason == "no_data"
    assert fleiss([]).reason == "no_data"
    assert fleiss([[None, "y"]]).agreement is None


def test_lengths_must_match():
    with pytest.raises(ValueError, match="one answer"):
        cohen("yy", "y")


def test_missing_answers_are_left_out():
    assert cohen(["y", "n", None], ["y", "n", "y"]).subjects == 2
    assert fleiss([["y", "y", None], ["n", None, "n"], ["y", None, None]]).subjects == 2


def test_overall_chooses_by_number_of_people():
    ann, ben = {1: "y", 2: "n", 3: "y"}, {1: "y", 2: "n", 3: "n", 4: "y"}
    two = overall({"Ann": ann, "Ben": ben})
    assert two == cohen("yny", "ynn")
    three = overall({"Ann": ann, "Ben": ben, "Cem": {}})
    assert three.kappa == fleiss(["yy", "nn", "yn", ["y"]]).kappa
    assert overall({}).reason == "no_data"


def test_against_reference_names_who_differs():
    reference = dict(enumerate("yyyynnnn"))
    answers = {
        "Ann": dict(enumerate("yyyynnnn")),
        "Ben": dict(enumerate("yyyyyyyy")),
        "Cem": {},
    }
    ann, ben, cem = against_reference(answers, reference)
    assert (ann.agreeing, ann.answered, ann.kappa) == (8, 8, 1.0)
    assert (ben.agreeing, ben.agreement, ben.kappa) == (4, 0.5, 0.0)
    assert (cem.answered, cem.agreement) == (0, None)


def test_repeatability_needs_both_rounds():
    first = {"Ann": dict(enumerate("yyn")), "Ben": dict(enumerate("yyn"))}
    second = {"Ann": dict(enumerate("yyy"))}
    (ann,) = repeatability(first, second)
    assert (ann.person, ann.answered, ann.agreeing) == ("Ann", 3, 2)


@given(st.lists(st.tuples(*[st.sampled_from("yn")] * 3), min_size=1, max_size=30))
def test_kappa_is_at_most_one_and_ignores_the_order(rows):
    found = fleiss(rows)
    assert found.kappa is None or found.kappa <= 1.0 + 1e-12
    again = fleiss([row[::-1] for row in reversed(rows)])
    assert again.kappa == pytest.approx(found.kappa)
    assert 0 <= found.agreement <= 1
