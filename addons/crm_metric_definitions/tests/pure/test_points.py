import doctest
from datetime import date

from crm_metric_definitions_lib import points as module
from crm_metric_definitions_lib.counted import Counted
from crm_metric_definitions_lib.periods import periods
from crm_metric_definitions_lib.points import Formula, Series
from hypothesis import given
from hypothesis import strategies as st

MONTHS = periods(date(2026, 1, 1), date(2026, 4, 1), "month")
cells = st.none() | st.tuples(st.integers(0, 50).map(float), st.integers(1, 50))
units = st.none() | st.floats(0, 100)


def test_docstrings():
    assert doctest.testmod(module).failed == 0


@given(cells, cells, units, st.booleans(), st.booleans(), st.booleans())
def test_a_value_has_its_parts(above, below, divisor, ratio, average, average_below):
    formula = Formula(ratio, average, average_below)
    sides = *(above or (None, 0)), *(below or (None, 0))
    numerator, denominator, value, status = formula.figure(*sides, divisor)
    if status == "ok":
        assert value == numerator / (1 if denominator is None else denominator)
    else:
        assert value is None
        assert status == ("no_data" if numerator is None else "zero_denominator")
    if ratio and below is None:
        assert status == "no_data"


def series(**more):
    keys = [period.key for period in MONTHS]
    given = {
        "formula": Formula(is_ratio=True),
        "above": Counted({keys[0]: {1: (2.0, 2)}}),
        "below": Counted({keys[0]: {1: (4.0, 4), 2: (3.0, 3)}, keys[1]: {1: (5.0, 5)}}),
        "labels": {1: "Ann", 2: "Bob"},
        "first": date(2026, 1, 1),
        "today": date(2026, 2, 10),
        "official": True,
    }
    return Series(**{**given, **more})


def shown(points):
    return [(p["label"], p["value"], p["population"], p["status"]) for p in points]


def test_every_period_and_group_is_there():
    assert shown(series().points(MONTHS)) == [
        ("Ann", 0.5, 4, "ok"),
        ("Bob", 0.0, 3, "ok"),
        ("Ann", 0.0, 5, "ok"),
        ("Bob", None, 0, "no_data"),
        ("Ann", None, 0, "no_data"),
        ("Bob", None, 0, "no_data"),
    ]


def test_hidden_groups_say_so_and_show_nothing():
    hidden = {MONTHS[0].key: frozenset({1})}
    points = series(hidden=hidden, hidden_note="One person.").points(MONTHS)
    assert shown(points)[0] == ("Ann", None, 0, "not_measurable")
    assert [p["note"] for p in points[:3]] == ["One person.", None, None]


def test_before_the_first_day_nothing_is_known():
    points = series(first=date(2026, 2, 1)).points(MONTHS)
    assert shown(points)[:2] == [
        ("Ann", None, 4, "no_data"),
        ("Bob", None, 3, "no_data"),
    ]
    assert points[2]["value"] == 0.0


def test_the_period_that_holds_the_first_day_is_known():
    points = series(first=date(2026, 1, 31)).points(MONTHS)
    assert points == series().points(MONTHS)


counts = st.dictionaries(
    st.sampled_from(MONTHS).map(lambda period: period.key),
    st.dictionaries(
        st.sampled_from((1, 2, None)), st.integers(0, 5).map(lambda n: (n, n))
    ),
)


@given(counts, counts, st.booleans())
def test_mere_counts_come_out_the_same_in_their_shorter_way(above, below, is_ratio):
    found = [
        series(
            formula=Formula(is_ratio, of_counts=shorter),
            above=Counted(above),
            below=Counted(below),
            labels={1: "Ann", 2: "Bob", None: "Not assigned"},
        ).points(MONTHS)
        for shorter in (True, False)
    ]
    assert found[0] == found[1]
    assert [list(point) for point in found[0]] == [list(point) for point in found[1]]
