import doctest

import pytest
from crm_metric_definitions_lib import pareto as module
from crm_metric_definitions_lib.pareto import pareto
from hypothesis import given
from hypothesis import strategies as st


def test_doctests():
    assert doctest.testmod(module).failed == 0


def test_shares_of_lost_reasons():
    shares = pareto({"price": 50, "timing": 30, "feature": 15, "other": 5})
    assert [s.key for s in shares] == ["price", "timing", "feature", "other"]
    assert [s.cumulative for s in shares] == [0.5, 0.8, 0.95, 1.0]


def test_unknown_is_left_out_and_nothing_has_no_shares():
    assert pareto({"a": None}) == ()
    assert pareto({"a": 0, "b": 0}) == ()
    assert pareto({}) == ()
    assert [s.key for s in pareto({"a": 0, "b": 2})] == ["b", "a"]


def test_negative_values_are_refused():
    with pytest.raises(ValueError):
        pareto({"a": 3, "b": -1})


def test_equal_values_keep_their_order():
    assert [s.key for s in pareto({"z": 1, "a": 1, "m": 1})] == ["z", "a", "m"]


@given(st.lists(st.floats(0, 1e12), min_size=1))
def test_cumulative_shares_rise_to_exactly_one(values):
    shares = pareto(dict(enumerate(values)))
    if not any(values):
        assert shares == ()
        return
    cumulative = [s.cumulative for s in shares]
    assert cumulative == sorted(cumulative)
    assert cumulative[-1] == 1.0
    assert [s.share for s in shares] == sorted((s.share for s in shares), reverse=True)
