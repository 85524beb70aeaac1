"""How often a consistency check is right; `make simulate-checks` is the long form."""

import pytest
from simulate_checks import KINDS, rate

# of 300 checks of a kind that just keeps its limit, this many more or fewer are luck
LUCK = {0.01: 0.02, 0.1: 0.05, 0.9: 0.03}


@pytest.mark.parametrize("people", range(2, 9))
@pytest.mark.parametrize("kind", KINDS)
def test_a_group_becomes_consistent_as_often_as_it_should(kind, people):
    _answer, sign, limit = KINDS[kind]
    found = rate(kind, people, checks=300)
    if sign == "≤":
        assert found <= limit + LUCK[limit]
    else:
        assert found >= limit - LUCK[limit]


@pytest.mark.parametrize("people", (2, 8))
def test_asked_twice_changes_nothing_for_who_is_right(people):
    assert rate("95 % right", people, checks=300, rounds=2) >= 0.87


def test_the_same_error_of_eight_people_is_not_eight_right_answers():
    assert rate("80 % right", 8, checks=300, copied=True) <= 0.15
    assert rate("at random", 8, checks=300, copied=True) <= 0.01


def test_one_person_asked_twice_is_judged_like_two():
    assert rate("at random", 1, checks=300, rounds=2) == 0
    assert rate("80 % right", 1, checks=300, rounds=2) <= 0.15
    assert rate("95 % right", 1, checks=300, rounds=2) >= 0.87
    assert rate("95 % right", 1, checks=50) == 0, "not without a second round"
