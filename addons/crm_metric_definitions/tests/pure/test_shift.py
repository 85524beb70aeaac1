import doctest

import pytest
from crm_metric_definitions_lib import shift


def test_docstrings():
    assert doctest.testmod(shift).failed == 0


@pytest.mark.parametrize(
    "freedom, expected",
    [(6, 2.612), (10, 2.359), (16, 2.235), (22, 2.183), (30, 2.147)],
)
def test_quantiles_are_those_of_the_tables(freedom, expected):
    assert shift.student(0.98, freedom) == pytest.approx(expected, abs=0.003)


def test_too_few_figures_say_nothing():
    assert shift.last_six([1.0] * 7) is None
    assert shift.last_six([None] * 20) is None
    assert shift.compare([1, 2, 3, 4, 5, 6], [9, 9]) is None


def test_gaps_are_no_figures():
    values = [2, None, 3, 2, 4, None, 3, 2, 6, 7, None, 6, 8, 7, 6]
    found = shift.last_six(values)
    assert (found.periods_before, found.periods_recent, found.side) == (6, 6, "up")


def test_a_figure_that_never_moved_has_changed_by_any_step():
    assert shift.compare([5] * 6, [6] * 3).side == "up"
    assert shift.compare([0.1 + 0.2] * 6, [0.3] * 3).side is None


def test_direction_decides_what_is_better():
    found = shift.compare([5, 6, 5, 6, 5, 6], [1, 2, 1, 2])
    assert found.word("lower") == "better"
    assert found.word("higher") == "worse"
    assert found.word("none") == "down"


def test_what_would_be_found_is_larger_than_the_noise():
    found = shift.last_six([2, 3, 2, 4, 3, 2, 3, 3, 2, 4, 3, 2])
    assert found.side is None and found.detectable > 1
