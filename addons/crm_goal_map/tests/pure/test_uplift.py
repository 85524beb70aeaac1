import doctest

import pytest
from crm_goal_map_lib import uplift
from crm_goal_map_lib.uplift import Change, detect
from hypothesis import given
from hypothesis import strategies as st


def changes(*steps, lower=()):
    """Goals from (baseline, target) pairs, keyed 0, 1, 2 …"""
    return [Change(key, *step, key in lower) for key, step in enumerate(steps)]


def test_docstrings():
    assert doctest.testmod(uplift).failed == 0


def test_the_golden_head_nut():
    found = detect(changes((2, 2.4), (0.15, 0.18), (0.03, 0.036), (10, 11)))
    assert found.blanket and not found.warning
    assert found.keys == (0, 1, 2)
    assert found.change == pytest.approx(0.2)


def test_lower_is_better_minus_twenty_equals_plus_twenty():
    found = detect(changes((2, 2.4), (10, 8), (50, 60), lower={1}))
    assert found.keys == (0, 1, 2) and found.change == pytest.approx(0.2)
    assert not detect(changes((2, 2.4), (10, 8), (50, 60))).blanket


@pytest.mark.parametrize(
    ("third", "blanket"), [(120.5, True), (120.6, False), (119.5, True), (119.4, False)]
)
def test_half_a_percentage_point(third, blanket):
    assert detect(changes((10, 12), (5, 6), (100, third))).blanket is blanket


def test_more_than_half_is_needed():
    same = [(10, 12), (20, 24), (30, 36)]
    assert detect(changes(*same, (1, 2), (1, 3))).blanket
    half = detect(changes(*same, (1, 2), (1, 3), (1, 4)))
    assert not half.blanket and half.warning and half.keys == (0, 1, 2)


def test_two_goals_only_warn():
    found = detect(changes((10, 12), (20, 24)))
    assert (found.blanket, found.warning) == (False, True)


def test_zero_baseline_is_quantified_but_never_alike():
    found = detect(changes((0, 5), (0, 5), (0, 5)))
    assert not found.blanket and not found.warning and found.quantified == 3
    assert detect(changes((10, 12), (20, 24), (30, 36), (0, 5))).blanket


def test_unknown_is_not_quantified():
    found = detect(changes((10, 12), (20, 24), (30, 36), (None, 5), (5, None)))
    assert found.blanket and found.quantified == 3


def test_plus_twenty_percent_of_nobody_knows_what():
    stated = [Change(key, None, None, stated=0.2) for key in range(3)]
    assert detect(stated).keys == (0, 1, 2) and detect(stated).blanket


def test_keeping_three_levels_is_no_uplift():
    assert detect(changes((10, 10), (5, 5), (7, 7))).keys == ()


def test_no_goals():
    assert detect([]) == uplift.Uplift(False, False, (), None, 0)


baselines = st.floats(0.01, 1e6).flatmap(lambda x: st.sampled_from([x, -x]))


@given(st.lists(st.tuples(baselines, st.booleans()), min_size=3, max_size=20))
def test_the_same_uplift_is_always_found(goals):
    made = [
        Change(key, base, base + abs(base) * (-0.2 if lower else 0.2), lower)
        for key, (base, lower) in enumerate(goals)
    ]
    found = detect(made)
    assert found.blanket and len(found.keys) == len(goals)


@given(st.lists(st.tuples(baselines, baselines), max_size=12), st.randoms())
def test_order_does_not_matter(steps, random):
    made = changes(*steps)
    shuffled = made[:]
    random.shuffle(shuffled)
    one, other = detect(made), detect(shuffled)
    assert (one.blanket, len(one.keys)) == (other.blanket, len(other.keys))
    assert not (one.blanket and len(one.keys) * 2 <= one.quantified)
