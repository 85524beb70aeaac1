import doctest
from fractions import Fraction
from math import fsum

import pytest
from crm_metric_definitions_lib import decomposition as module
from crm_metric_definitions_lib.decomposition import decompose
from hypothesis import given
from hypothesis import strategies as st

AMOUNT = st.one_of(
    st.integers(0, 10**6),
    st.floats(0, 1e9, allow_subnormal=False),
)
NUMERATOR = st.one_of(st.integers(-(10**6), 10**6), st.floats(-1e9, 1e9))
PLAIN = st.dictionaries(
    st.sampled_from("abcdefgh"),
    st.tuples(NUMERATOR, st.integers(0, 10**6) | st.floats(1e-3, 1e9)),
)
PARTS = st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(NUMERATOR, AMOUNT))


def test_doctests():
    assert doctest.testmod(module).failed == 0


@given(PARTS, PARTS)
def test_parts_sum_exactly_to_the_change(before, after):
    found = decompose(before, after)
    if found is None:
        assert not (
            sum(Fraction(d) for _n, d in before.values())
            and sum(Fraction(d) for _n, d in after.values())
        )
        return
    total = sum((part.rate + part.mix for part in found.parts), Fraction(0))
    assert total == found.change == found.after - found.before
    assert found.rate + found.mix == found.change
    for ratio, parts in ((found.before, before), (found.after, after)):
        numerator = sum(Fraction(n) for n, _d in parts.values())
        assert ratio * sum(Fraction(d) for _n, d in parts.values()) == numerator


@given(PLAIN, PLAIN)
def test_floats_name_their_rounding(before, after):
    found = decompose(before, after)
    if found is None:
        return
    shown = found.as_floats()
    parts = [part[kind] for part in shown["parts"] for kind in ("rate", "mix")]
    assert fsum([*parts, shown["rounding"]]) == pytest.approx(
        shown["change"], rel=1e-15, abs=1e-30 * max([1, *map(abs, parts)])
    )
    assert abs(shown["rounding"]) <= 1e-14 * max([1, *map(abs, parts)])


@given(PARTS)
def test_no_change_has_no_parts(parts):
    found = decompose(parts, parts)
    if found:
        assert all(part.rate == part.mix == 0 for part in found.parts)


@given(PARTS, PARTS)
def test_back_and_forth_cancel(before, after):
    there, back = decompose(before, after), decompose(after, before)
    if there:
        assert (there.rate, there.mix) == (-back.rate, -back.mix)


def test_only_rates_changed():
    found = decompose({"a": (5, 10), "b": (1, 10)}, {"a": (6, 10), "b": (3, 10)})
    assert found.mix == 0
    assert found.rate == Fraction(3, 20)
    assert [part.rate for part in found.parts] == [Fraction(1, 20), Fraction(1, 10)]


def test_only_the_mix_changed():
    # Simpson: no salesperson got worse, and the team's rate halves.
    found = decompose({"a": (80, 100), "b": (1, 10)}, {"a": (8, 10), "b": (10, 100)})
    assert found.rate == 0
    assert found.mix == found.change < 0
    assert all(part.mix < 0 for part in found.parts)


def test_new_and_vanished_categories_are_mix():
    found = decompose({"a": (5, 10), "old": (9, 10)}, {"a": (5, 10), "new": (1, 10)})
    by_key = {part.key: part for part in found.parts}
    assert by_key["old"].presence == "vanished"
    assert by_key["new"].presence == "new"
    assert by_key["a"].presence == "both"
    assert found.rate == 0
    assert by_key["new"].rate_before is None
    assert by_key["old"].rate_after is None
    assert found.mix == found.change == Fraction(6, 20) - Fraction(14, 20)


def test_numerator_without_a_denominator_is_rate():
    found = decompose({"a": (5, 10)}, {"a": (5, 10), "stray": (2, 0)})
    stray = found.parts[1]
    assert (stray.rate, stray.mix) == (Fraction(1, 5), 0)
    assert found.change == Fraction(1, 5)


def test_undefined_ratios():
    assert decompose({}, {"a": (1, 2)}) is None
    assert decompose({"a": (1, 2)}, {"a": (1, 0)}) is None


@pytest.mark.parametrize(
    "bad", [(float("nan"), 1), (1, float("inf")), (1, -1), (float("-inf"), 1)]
)
def test_bad_numbers(bad):
    with pytest.raises(ValueError):
        decompose({"a": bad}, {"a": (1, 2)})
