import doctest

import pytest
from crm_goal_map_lib import trend as lib


def test_docstrings():
    assert doctest.testmod(lib).failed == 0


def test_gaps_do_not_bend_the_trend():
    assert lib.trend([1, None, 3, None, 5, None, 7], "higher") == "better"


def test_noise_is_steady():
    assert lib.trend([5, 9, 4, 8, 5, 9, 6], "higher") == "steady"
    assert lib.trend([7, 7, 7, 7], "lower") == "steady"


def test_forecast_needs_six_points():
    assert lib.forecast([1, 2, 3, 4, 5], 1) is None
    assert lib.forecast([1, None, 3, 4, 5, 6, 7], 3) == pytest.approx(10)
