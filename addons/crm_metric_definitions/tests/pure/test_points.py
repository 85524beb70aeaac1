import doctest
from datetime import date

from crm_metric_definitions_lib import points as module
from crm_metric_definitions_lib.measure_counts import MeasureCounts
from crm_metric_definitions_lib.periods import periods
from crm_metric_definitions_lib.points import Formula, Series, make_point
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
    counted = *(above or (None, 0)), *(below or (None, 0))
    numerator, denominator, value, status = formula.figure(*counted, divisor)
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
        "numerator": MeasureCounts({keys[0]: {1: (2.0, 2)}}),
        "denominator": MeasureCounts(
            {keys[0]: {1: (4.0, 4), 2: (3.0, 3)}, keys[1]: {1: (5.0, 5)}}
        ),
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


def test_suppressed_groups_say_so_and_show_nothing():
    hidden = {MONTHS[0].key: frozenset({1})}
    points = series(suppressed=hidden, suppressed_note="One person.").points(MONTHS)
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
def test_counts_by_hand(above, below, is_ratio):
    labels = {1: "Ann", 2: "Bob", None: "Not assigned"}
    points = series(
        formula=Formula(is_ratio),
        numerator=MeasureCounts(above),
        denominator=MeasureCounts(below),
        labels=labels,
    ).points(MONTHS[:2])
    by_hand = []
    for month in MONTHS[:2]:
        for group in labels:
            counted, _records = above.get(month.key, {}).get(group, (0, 0))
            divisor, _records = below.get(month.key, {}).get(group, (0, 0))
            if not is_ratio:
                by_hand.append((counted, None, counted, counted, "ok"))
            elif divisor:
                value = counted / divisor
                by_hand.append((counted, divisor, value, divisor, "ok"))
            else:
                by_hand.append((None, None, None, 0, "no_data"))
    keys = ("numerator", "denominator", "value", "population", "status")
    assert [tuple(point[key] for key in keys) for point in points] == by_hand


def test_a_point_that_says_nothing():
    assert make_point(MONTHS[0].iso) == {
        "period_start": "2026-01-01",
        "period_end": "2026-02-01",
        "breakdown": None,
        "label": None,
        "numerator": None,
        "denominator": None,
        "value": None,
        "population": 0,
        "status": "no_data",
        "official": False,
        "running": False,
        "note": None,
    }


def test_a_period_is_official_when_its_last_day_is_over():
    expected = {date(2026, 1, 31): [0, 0, 0], date(2026, 2, 1): [1, 0, 0]}
    expected[date(2026, 3, 31)], expected[date(2026, 4, 1)] = [1, 1, 0], [1, 1, 1]
    for today, official in expected.items():
        points = series(today=today).points(MONTHS)[::2]
        assert [point["official"] for point in points] == official
        assert [point["running"] for point in points] == [not o for o in official]
    points = series(today=date(2026, 4, 1), official=False).points(MONTHS)
    assert not any(point["official"] or point["running"] for point in points)
