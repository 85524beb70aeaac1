import doctest
from datetime import date, timedelta

import pytest
from crm_metric_definitions_lib import periods as module
from crm_metric_definitions_lib.periods import periods, pieces, units
from hypothesis import given
from hypothesis import strategies as st

days = st.dates(date(1999, 1, 1), date(2033, 1, 1))
UNITS = ("week", "month", "year")


def test_docstrings():
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("unit", UNITS)
def test_a_whole_calendar_period_is_one(unit):
    for whole in periods(date(2023, 1, 1), date(2030, 1, 1), unit)[1:-1]:
        assert units(whole.start, whole.end, unit) == 1.0


@given(days, st.integers(1, 800), st.sampled_from(UNITS))
def test_parts_add_up(start, length, unit):
    end = start + timedelta(days=length)
    middle = start + timedelta(days=length // 3)
    parts = units(start, middle, unit) + units(middle, end, unit)
    assert parts == pytest.approx(units(start, end, unit))


@given(days, st.integers(1, 800), st.sampled_from(UNITS))
def test_each_day_is_its_share(start, length, unit):
    by_hand = 0.0
    for number in range(length):
        day = start + timedelta(days=number)
        if unit == "week":
            by_hand += 1 / 7
        else:
            first = day.replace(day=1, month=day.month if unit == "month" else 1)
            following = first + timedelta(days=32 if unit == "month" else 370)
            last = following.replace(
                day=1, month=following.month if unit == "month" else 1
            )
            by_hand += 1 / (last - first).days
    end = start + timedelta(days=length)
    assert units(start, end, unit) == pytest.approx(by_hand)


@given(days, st.integers(0, 800), st.sampled_from((*UNITS, "none")))
def test_pieces_cover_the_span(start, length, unit):
    end = start + timedelta(days=length)
    found = pieces(start, end, unit)
    assert sum((piece.end - piece.start).days for piece, _of in found) == length
    assert len({piece.key for piece, _of in found}) == len(found)
    if unit != "week":
        assert all((piece.end - piece.start).days <= of for piece, of in found)


def test_nothing_has_elapsed():
    assert units(date(2026, 2, 1), date(2026, 1, 1), "month") == 0.0
