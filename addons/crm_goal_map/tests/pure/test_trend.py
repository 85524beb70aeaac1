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


NOISE = [5, 9, 4, 8, 5, 9, 6]
RISING = [0.4, 0.5, 0.6, 0.7, 0.8, 0.9]


def test_what_is_steady_is_not_drawn_out():
    assert lib.trend(NOISE) == "steady"
    assert lib.forecast(NOISE, 12, current=7) == 7
    assert lib.forecast(NOISE, 12) == pytest.approx(sum(NOISE) / 7)


def test_forecast_of_a_share_stays_one():
    assert lib.forecast(RISING, 12) == pytest.approx(2.1)
    assert lib.forecast(RISING, 12, bounds=(0, 1)) == 1
    assert lib.forecast(RISING, 12, 0.65, (0, 1)) == 1
    assert lib.forecast(RISING[::-1], 12, 0.65, (0, 1)) == 0
    assert lib.forecast(RISING, 0, 0.65, (0, 1)) == pytest.approx(0.65)


def test_bounds_that_were_left_do_not_bind():
    assert lib.forecast([*RISING, 1.1], 10, bounds=(0, 1)) > 2
    assert lib.forecast(RISING, 10, 1.1, (0, 1)) > 2
