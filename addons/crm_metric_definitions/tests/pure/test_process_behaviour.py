import doctest

import pytest
from crm_metric_definitions_lib import process_behaviour as module
from crm_metric_definitions_lib.process_behaviour import (
    NEAR_LIMIT,
    OUTSIDE,
    RUN,
    phases,
    process_behaviour,
)
from hypothesis import given
from hypothesis import strategies as st

# NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2, flow rate of 10 batches
FLOW = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
# 12 points, mean 10, moving range 2: limits 10 ± 5.3191, a limit's half at 12.66 / 7.34
CALM = [9, 11] * 6


def rules(values, breaks=()):
    found = process_behaviour(values, breaks)
    return [(signal.rule, signal.index, signal.side) for signal in found.signals]


def test_doctests():
    assert doctest.testmod(module).failed == 0


def test_nist_flow_rate():
    found = process_behaviour(FLOW)
    assert round(found.mean, 2) == 50.81
    assert round(found.moving_range, 4) == 1.8778
    assert round(found.upper, 4) == 55.8041
    assert round(found.lower, 4) == 45.8159
    assert found.signals == ()
    assert not found.signals


def test_number_of_points_decides_what_is_said():
    assert process_behaviour([]) is None
    assert process_behaviour(CALM[:5]) is None
    assert process_behaviour(CALM[:6]).provisional
    assert process_behaviour(CALM[:11]).provisional
    assert not process_behaviour(CALM).provisional


def test_a_point_outside_a_limit():
    assert rules([*CALM, *CALM, 30]) == [(OUTSIDE, 24, "above")]
    assert rules([*CALM, *CALM, -10]) == [(OUTSIDE, 24, "below")]


def test_a_point_on_the_limit_is_inside():
    # Moving ranges 1.128, 0, 0, …: a limit lies exactly one step from the mean.
    assert process_behaviour([1.0] * 6).signals == ()


def test_eight_on_one_side():
    # Mean 10 by symmetry; the steps are large enough that nothing else fires.
    low, high = [9, 7, 9, 7, 9, 7, 9, 7], [11, 13, 11, 13, 11, 13, 11, 13]
    assert rules([*low, *high]) == [(RUN, 7, "below"), (RUN, 15, "above")]
    assert rules([*low[:7], 11, 9, *high[:7]]) == []


def test_a_longer_run_is_one_signal_with_all_its_points():
    low, high = [9, 7] * 5, [11, 13] * 5
    first, second = process_behaviour([*low, *high]).signals
    assert first.indexes == tuple(range(10))
    assert first.index == 7
    assert second.indexes == tuple(range(10, 20))


def test_a_point_on_the_mean_ends_a_run():
    values = [9, 7, 9, 7, 10, 9, 7, 9, 11, 13, 11, 13, 10, 11, 13, 11]
    assert process_behaviour(values).mean == 10
    assert rules(values) == []


def test_three_of_four_nearer_a_limit():
    # ± 8 around the mean 100; a quiet stretch, then three of four far above, and below.
    calm = [96, 104] * 8
    values = [*calm, 112, 104, 112, 112, *calm, 88, 96, 88, 88]
    found = process_behaviour(values)
    assert found.mean == 100
    assert 112 > (found.mean + found.upper) / 2
    assert 104 < (found.mean + found.upper) / 2
    assert (NEAR_LIMIT, 19, "above") in rules(values)
    assert (NEAR_LIMIT, 39, "below") in rules(values)
    assert {rule for rule, _i, _s in rules(values)} == {NEAR_LIMIT}


def test_two_of_four_near_a_limit_is_noise():
    calm = [96, 104] * 8
    assert rules([*calm, 112, 104, 104, 112, *calm, 88, 96, 96, 88]) == []


def test_three_near_both_limits_is_no_signal():
    calm = [96, 104] * 8
    assert NEAR_LIMIT not in {rule for rule, _i, _s in rules([*calm, 112, 88, 112])}


def test_a_gap_is_no_point_and_no_moving_range_spans_it():
    values = [10, 12, 10, 12, 10, 12, 10, None, 20, 22, 20, 22, 20, 22, 20]
    found = process_behaviour(values)
    assert found.moving_range == 2  # without the step of 10 over the gap
    known = [value for value in values if value is not None]
    assert process_behaviour(known).moving_range == (12 * 2 + 10) / 13


def test_a_run_goes_on_across_a_gap():
    values = [9, 7, 9, 7, None, 9, 7, 9, 7, 11, 13, 11, 13, 11, 13, 11, 13]
    assert rules(values)[0] == (RUN, 8, "below")


def test_lonely_points_give_no_limits():
    assert process_behaviour([1, None, 2, None] * 6) is None


def test_limits_come_from_after_the_last_break():
    shifted = [value + 40 for value in CALM]
    found = process_behaviour([*CALM, *shifted], breaks=[12])
    assert (found.mean, found.start) == (50, 12)
    assert found.signals == ()
    # Without the documented break the same points are two signals.
    assert {rule for rule, _i, _s in rules([*CALM, *shifted])} >= {RUN}


def test_a_new_process_starts_without_limits():
    assert process_behaviour([*CALM, 50, 52, 50], breaks=[3, 12]) is None


@pytest.mark.parametrize("position", [-1, 12])
def test_break_outside_the_series(position):
    with pytest.raises(ValueError, match="break"):
        process_behaviour(CALM, breaks=[position])


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_value_that_is_not_finite(bad):
    with pytest.raises(ValueError, match="finite"):
        process_behaviour([*CALM, bad])


@given(st.floats(-1e9, 1e9), st.integers(6, 60))
def test_a_constant_series_has_no_signal(value, length):
    found = process_behaviour([value] * length)
    assert found.signals == ()
    assert found.moving_range == 0


@given(st.lists(st.integers(-1000, 1000), min_size=6, max_size=40))
def test_mirrored_series_have_mirrored_signals(values):
    mirrored = {"above": "below", "below": "above"}
    assert rules([-v for v in values]) == [
        (rule, index, mirrored[side]) for rule, index, side in rules(values)
    ]


def test_locked_limits_do_not_move_with_a_change():
    values = [*CALM, *(value + 4 for value in CALM)]
    assert not process_behaviour(values, locks=[3]).locked, "too few points before"
    free, locked = process_behaviour(values), process_behaviour(values, locks=[12])
    assert locked.locked == 12
    assert locked.mean == process_behaviour(CALM).mean < free.mean
    assert {signal.index for signal in locked.signals} - set(range(12))


def test_phases_before_and_after_a_break():
    before, after = phases([*CALM, *(value + 9 for value in CALM)], [12], [18])
    assert (before.start, before.end, before.locked) == (0, 12, None)
    assert (after.start, after.end, after.locked) == (12, 24, 18)
    assert round(after.mean - before.mean, 6) != 0


def test_three_near_a_limit_at_the_very_start():
    found = process_behaviour([*[9] * 3, *[0, 1] * 10]).signals
    assert (NEAR_LIMIT, 2) in [(signal.rule, signal.index) for signal in found]
    found = process_behaviour([*[9] * 2, *[0, 1] * 10]).signals
    assert NEAR_LIMIT not in [signal.rule for signal in found]
