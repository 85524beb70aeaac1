import doctest
from datetime import date
from decimal import Decimal

from crm_metric_definitions_lib import measure_counts as module
from crm_metric_definitions_lib.measure_counts import MeasureCounts, by_period, running

JANUARY, FEBRUARY, MARCH = (date(2026, month, 1) for month in (1, 2, 3))
KEYS = (JANUARY, FEBRUARY, MARCH)


def test_docstrings():
    assert doctest.testmod(module).failed == 0


def test_measures_share_rows_and_see_their_own():
    rows = by_period([(2, "Ann", 5, 2, 0), (1, "Bob", 0, 0, 1)], KEYS)
    first, second = MeasureCounts(rows, 2, 3), MeasureCounts(rows, 4, 4)
    assert (first.groups, first.first()) == ({"Ann"}, FEBRUARY)
    assert (second.groups, second.first()) == ({"Bob"}, JANUARY)
    assert MeasureCounts().first() is None


def test_a_state_is_carried_on():
    steps = by_period([(1, None, 2, 2), (3, None, -2, -2)], KEYS)
    found = running(MeasureCounts(steps, 2, 3), KEYS)
    assert found.rows == {
        JANUARY: {None: (2.0, 2)},
        FEBRUARY: {None: (2.0, 2)},
        MARCH: {},
    }


def test_cents_are_added_exactly():
    steps = by_period([(1, None, Decimal("0.1"), 1), (2, None, 0.2, 1)], KEYS)
    assert running(MeasureCounts(steps, 2, 3), KEYS).rows[FEBRUARY] == {None: (0.3, 2)}


def test_a_sum_is_unknown_while_no_value_is_in_it():
    # records enter without a value, one with a value enters and leaves again
    steps = by_period(
        [(1, 7, None, 2, 0), (2, 7, 9.5, 1, 1), (3, 7, -9.5, -1, -1)], KEYS
    )
    found = running(MeasureCounts(steps, 2, 3, 4), KEYS)
    assert [found.rows[key][7] for key in KEYS] == [(None, 2), (9.5, 3), (None, 2)]
