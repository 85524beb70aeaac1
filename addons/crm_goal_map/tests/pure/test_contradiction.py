import doctest
from datetime import date

import pytest
from crm_goal_map_lib import contradiction as lib
from crm_goal_map_lib.contradiction import Figures, find
from crm_goal_map_lib.progress import band, level
from hypothesis import given
from hypothesis import strategies as st

MARCH, JUNE, DECEMBER = date(2027, 3, 31), date(2027, 6, 30), date(2027, 12, 31)
figures = st.integers(-50, 50).map(lambda n: n / 10)


def codes(*args, **kwargs):
    return [(c.code, c.figure) for c in find(Figures(*args, **kwargs))]


def test_docstrings():
    assert doctest.testmod(lib).failed == 0


@pytest.mark.parametrize(
    ("comparator", "direction", "committed", "stretch", "expected"),
    [
        (">=", "higher", 4, 6, []),
        (">=", "higher", 5, 5, []),
        (">=", "higher", None, None, []),
        (">=", "higher", 6, 7, [("committed", 6)]),
        (">", "none", 4, 4, [("stretch", 4)]),
        ("<=", "lower", 6, 4, []),
        ("<=", "lower", 4, 6, [("committed", 4), ("stretch", 6)]),
        ("<", "none", 6, None, []),
        ("=", "higher", 4, 6, []),
        ("~", "lower", 4, None, [("committed", 4)]),
        ("=", "none", None, 5, []),
        ("=", "none", 4, 6, [("committed_to_meet", 4), ("stretch", 6)]),
    ],
)
def test_levels_around_five(comparator, direction, committed, stretch, expected):
    found = codes(comparator, direction, target=5, committed=committed, stretch=stretch)
    assert found == expected


@pytest.mark.parametrize(
    ("direction", "committed", "stretch", "expected"),
    [
        ("higher", 4, 8, []),
        ("higher", 5, 6, []),
        ("higher", 6, 4, [("committed", 6), ("stretch", 4)]),
        ("lower", 8, 4, []),
        ("lower", 6, 8, [("committed", 6), ("stretch", 8)]),
        ("none", None, 6, []),
        ("none", None, 8, [("stretch", 8)]),
        ("none", 6, None, [("committed_to_meet", 6)]),
    ],
)
def test_levels_around_a_range(direction, committed, stretch, expected):
    found = codes(
        "range", direction, target=5, upper=7, committed=committed, stretch=stretch
    )
    assert found == expected


def test_levels_without_a_target():
    assert codes(">=", committed=3, stretch=2) == [("committed_stretch", 3)]
    assert codes("<=", committed=3, stretch=2) == []
    assert codes("<=", committed=3) == []


@pytest.mark.parametrize(
    ("comparator", "baseline", "interims", "expected"),
    [
        (">=", 2, [3, 4], []),
        (">=", 2, [5, 5], []),
        (">=", 2, [6, 5], [("interim", 6)]),
        (">=", 2, [1, 4], [("interim_back", 1)]),
        (">=", 2, [4, 3], [("interim_back", 3)]),
        (">=", None, [1, 4], []),
        (">=", 7, [6, 5], [("interim", 6)]),
        ("<=", 9, [8, 6], []),
        ("<=", 9, [4, 5], [("interim", 4)]),
        ("<=", 9, [10, 6], [("interim_back", 10)]),
        ("=", 2, [3, 6], [("interim", 6)]),
        ("=", 9, [7, 4], [("interim", 4)]),
        ("=", None, [7, 6], []),
        ("=", None, [6, 7], [("interim_back", 7)]),
    ],
)
def test_interims_on_the_way_to_five(comparator, baseline, interims, expected):
    days = list(zip((MARCH, JUNE), interims, strict=True))
    assert codes(comparator, "none", baseline, 5, interims=days) == expected


def test_interims_in_time():
    late = Figures(">=", target=5, interims=[(DECEMBER, 4)], target_date=JUNE)
    assert find(late) == [lib.Contradiction("interim_late", 4, DECEMBER)]
    on_the_day = Figures(">=", target=5, interims=[(JUNE, 4)], target_date=JUNE)
    assert not find(on_the_day)
    assert not find(Figures(">=", interims=[(JUNE, 4), (DECEMBER, 3)]))


@given(st.sampled_from([">=", ">", "<=", "<"]), figures, figures, figures, figures)
def test_what_passes_is_reached_in_order(
    comparator, committed, target, stretch, current
):
    """Levels without contradiction: a higher one is never reached before a lower."""
    if find(Figures(comparator, target=target, committed=committed, stretch=stretch)):
        return
    bands = [band(comparator, x) for x in (target, committed, stretch)]
    reached = level(current, *bands)
    if reached in ("stretch", "target"):
        assert bands[0].contains(current)
    if reached != "none":
        assert bands[1].contains(current)
