import doctest
from datetime import date, timedelta

import pytest
from crm_goal_map_lib import progress as lib
from crm_goal_map_lib.progress import band, progress
from hypothesis import given
from hypothesis import strategies as st

figures = st.floats(-1e6, 1e6)


def test_docstrings():
    assert doctest.testmod(lib).failed == 0


@pytest.mark.parametrize(
    ("comparator", "baseline", "target", "current", "expected"),
    [
        (">=", 2, 4, 3, 0.5),
        (">=", 2, 4, 2, 0.0),
        (">=", 2, 4, 5, 1.0),
        (">=", 2, 4, 1, -0.5),
        ("<=", 10, 8, 9, 0.5),
        ("<=", 10, 8, 7, 1.0),
        ("<=", 10, 8, 11, -0.5),
        (">=", 0, 4, 1, 0.25),
        ("<=", 4, 0, 1, 0.75),
        (">=", 5, 5, 5, 1.0),
        (">=", 5, 5, 4, 0.0),
        ("<=", 5, 5, 6, 0.0),
        (">=", None, 4, 3, None),
        (">=", 2, 4, None, None),
    ],
)
def test_progress(comparator, baseline, target, current, expected):
    assert progress(baseline, current, band(comparator, target)) == expected


def test_range_from_both_sides():
    goal = band("range", 8, 10)
    assert progress(6, 7, goal) == 0.5
    assert progress(14, 12, goal) == 0.5
    assert progress(6, 9, goal) == 1.0
    assert progress(9, 9.5, goal) == 1.0
    assert progress(9, 11, goal) == 0.0
    assert band("range", 10, 8) == goal


def test_no_target_is_no_progress():
    assert progress(1, 2, None) is None


def test_border_of_a_strict_target():
    assert band("<=", 2).contains(2) and not band("<", 2).contains(2)
    assert band(">=", 2).contains(2) and not band(">", 2).contains(2)


@pytest.mark.parametrize("current", [2, 2.00001, 2.005])
def test_nearly_there_is_not_there(current):
    assert progress(4, current, band("<", 2)) == 0.99
    assert progress(-4, -current, band(">", -2)) == 0.99
    assert progress(4, 1.999, band("<", 2)) == 1.0


def test_equal_reads_the_direction():
    assert band("=", 4, direction="higher").contains(5)
    assert band("=", 4, direction="lower").contains(3)
    assert not band("=", 4).contains(5)


START, END = date(2026, 1, 1), date(2026, 12, 31)
PATH = [(START, 2.0), (END, 4.0)]


BETTER = lib.Change(6, "better", 3.0)


@pytest.mark.parametrize(
    ("current", "change", "day", "expected"),
    [
        (None, BETTER, date(2026, 3, 1), "not_known"),
        (4, BETTER, date(2026, 3, 1), "reached"),
        (4, lib.Change(), date(2026, 3, 1), "reached"),
        (4, lib.Change(6), date(2026, 7, 1), "no_evidence"),
        (4, lib.Change(2), date(2026, 3, 1), "just_begun"),
        (2, lib.Change(0), START, "just_begun"),
        (2.9, lib.Change(2), date(2026, 3, 1), "just_begun"),
        (3.1, lib.Change(6), date(2026, 7, 1), "no_evidence"),
        (3.1, BETTER, date(2026, 7, 1), "on_track"),
        (2.5, lib.Change(6, "better", 4.2), date(2026, 7, 1), "on_track"),
        (2.5, BETTER, date(2026, 7, 1), "at_risk"),
        (3.1, lib.Change(6, "worse", 5.0), date(2026, 7, 1), "off_track"),
        (3.9, BETTER, date(2027, 1, 1), "off_track"),
        (3.1, lib.Change(), date(2026, 7, 1), "on_track"),
        (2.0, lib.Change(), START, "no_evidence"),
    ],
)
def test_status(current, change, day, expected):
    assert lib.status(band(">=", 4), PATH, current, change, day) == expected


def test_a_target_that_is_only_held_is_reached_without_a_change():
    path = [(START, 5.0), (END, 4.0)]
    assert lib.status(band(">=", 4), path, 4.5, lib.Change(2), START) == "reached"


def test_status_without_target():
    assert lib.status(None, PATH, 3, BETTER, START) == "not_known"
    assert lib.status(band(">=", 4), PATH[:1], 3, BETTER, START) == "not_known"


def test_interim_targets_bend_the_way():
    path = [PATH[0], (date(2026, 7, 1), 2.2), PATH[1]]
    day = date(2026, 7, 1)
    assert lib.status(band(">=", 4), path, 2.2, BETTER, day) == "on_track"
    assert lib.status(band(">=", 4), PATH, 2.2, BETTER, day) == "at_risk"


@given(figures, figures, st.sampled_from([">=", "<="]))
def test_baseline_is_zero_and_target_is_one(baseline, target, comparator):
    goal = band(comparator, target)
    assert progress(baseline, target, goal) == 1.0
    expected = 1.0 if goal.contains(baseline) else 0.0
    assert progress(baseline, baseline, goal) == expected


@given(figures, figures, figures, st.sampled_from([">=", "<=", ">", "<", "=", "~"]))
def test_all_of_the_way_is_reached(baseline, target, current, comparator):
    goal = band(comparator, target)
    assert (progress(baseline, current, goal) == 1.0) == goal.contains(current)


@given(figures, figures, figures, st.integers(0, 800))
def test_mirror_image(baseline, target, current, days):
    """Lower-is-better is higher-is-better seen in a mirror."""
    up, down = band(">=", target), band("<=", -target)
    assert progress(baseline, current, up) == progress(-baseline, -current, down)
    day = START + timedelta(days)
    path = [(START, baseline), (END, target)]
    mirrored = [(when, -figure) for when, figure in path]
    change = lib.Change(6, "better")
    assert lib.status(up, path, current, change, day) == lib.status(
        down, mirrored, -current, change, day
    )
