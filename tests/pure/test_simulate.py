"""The short form of `make simulate`, with a fixed seed."""

import pytest
import simulate

LOOKS = 1500
SLACK = 0.012  # two standard errors of a share of 5 % in that many looks


@pytest.mark.parametrize("rate", simulate.RATES)
def test_an_unchanged_process_is_called_unchanged(rate):
    for decided, months in ((100, 9), (100, 24), (1600, 12)):
        assert simulate.mistakes(rate, decided, months, LOOKS) <= 0.05 + SLACK
    for after in (3, 6, 12):
        assert simulate.on_track(rate, 250, after, LOOKS) <= 0.05


@pytest.mark.parametrize("rate", simulate.RATES)
def test_a_change_by_a_third_is_seen(rate):
    assert simulate.seen(rate, simulate.ENOUGH[rate], LOOKS) >= simulate.SEEN


def test_six_months_alone_say_nothing():
    assert simulate.mistakes(0.15, 250, 6, 50) == 0
