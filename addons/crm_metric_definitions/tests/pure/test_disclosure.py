import doctest
from datetime import date

from crm_metric_definitions_lib import disclosure as module
from crm_metric_definitions_lib.disclosure import Member, Teams
from hypothesis import given
from hypothesis import strategies as st

JANUARY, FEBRUARY, MARCH, APRIL = (date(2026, month, 1) for month in (1, 2, 3, 4))
EVER = date.min, date.max


def test_docstrings():
    assert doctest.testmod(module).failed == 0


def teams(*members, present=None):
    return Teams([Member(*member) for member in members], present)


TWO = [("North", "Ben", *EVER), ("North", "Cem", *EVER)]
THREE = [("South", name, *EVER) for name in ("Ben", "Cem", "Dan")]


def test_who_left_before_the_period_does_not_count():
    eve = "Solo", "Eve", EVER[0], MARCH
    found = teams(*TWO, *THREE, ("Solo", "Ann", *EVER), eve)
    assert found.suppressed(JANUARY, MARCH) == set()
    assert found.suppressed(MARCH, APRIL) == {"Solo", "North"}


def test_a_span_that_holds_a_hidden_day_is_hidden():
    eve = "Solo", "Eve", FEBRUARY, APRIL
    found = teams(*TWO, *THREE, ("Solo", "Ann", *EVER), eve)
    assert found.suppressed(FEBRUARY, APRIL) == set()
    assert found.suppressed(JANUARY, APRIL) == found.suppressed(JANUARY, FEBRUARY)
    assert found.suppressed(JANUARY, FEBRUARY) == {"Solo", "North"}


def test_the_other_hidden_team_does_not_change_with_the_span():
    """In February, two are hidden anyway; North stays hidden in what holds January."""
    found = teams(
        *TWO,
        *THREE[:1],
        ("South", "Cem", EVER[0], FEBRUARY),
        ("South", "Dan", EVER[0], FEBRUARY),
        ("Solo", "Ann", *EVER),
    )
    assert found.suppressed(JANUARY, FEBRUARY) == {"Solo", "North"}
    assert found.suppressed(FEBRUARY, MARCH) == {"Solo", "South"}
    assert found.suppressed(JANUARY, MARCH) == {"Solo", "South", "North"}


def test_not_assigned_only_where_there_is_no_other_team():
    solo = ("Solo", "Ann", *EVER)
    assert teams(solo).suppressed(JANUARY, MARCH) == {"Solo", None}
    assert None not in teams(solo, *THREE).suppressed(JANUARY, MARCH, {"Solo", None})


def test_teams_without_records_neither_hide_nor_cover():
    members = *TWO, *THREE, ("Solo", "Ann", *EVER)
    assert (
        teams(*members, present={"North", "South"}).suppressed(JANUARY, MARCH) == set()
    )
    assert teams(*members, present={"Solo", "South"}).suppressed(JANUARY, MARCH) == {
        "Solo",
        "South",
    }


def test_a_team_of_nobody_is_hidden_where_it_has_a_figure():
    found = teams(*TWO, *THREE, *(("Gone", who, EVER[0], FEBRUARY) for who in "AE"))
    assert found.suppressed(MARCH, APRIL) == set()
    assert found.suppressed(MARCH, APRIL, {"Gone", "South"}) == {"Gone", "North"}
    assert found.suppressed(MARCH, APRIL, {"Other", "South"}) == {"Other", "North"}


def test_before_its_first_day_a_team_is_what_it_was_then():
    late = [("North", "Ben", MARCH, date.max), ("North", "Cem", MARCH, date.max)]
    assert teams(*late, *THREE).suppressed(JANUARY, FEBRUARY, {"North"}) == set()
    assert teams(late[0], *THREE).suppressed(JANUARY, FEBRUARY) == {"North", "South"}


def test_deleted_users_are_nobody():
    found = teams(*THREE, ("Solo", None, *EVER), ("Solo", "Ann", *EVER))
    assert "Solo" in found.suppressed(JANUARY, FEBRUARY)


days = st.integers(0, 8).map(lambda day: date(2026, 1, 1 + day))
members = st.lists(
    st.builds(
        lambda team, person, *span: Member(team, person, min(span), max(span)),
        st.integers(1, 4),
        st.integers(1, 4),
        days,
        days,
    ).filter(lambda member: member.start < member.end)
)


@given(members, days, days)
def test_what_is_hidden_of_a_span_is_what_is_hidden_of_its_days(found, one, two):
    start, end = min(one, two), max(one, two)
    known = Teams(found)
    middle = start + (end - start) // 2
    if start < middle < end:
        halves = known.suppressed(start, middle) | known.suppressed(middle, end)
        assert known.suppressed(start, end) == halves


@given(members, days)
def test_never_one_alone(found, day):
    assert len(Teams(found).suppressed(day, day.replace(day=day.day + 1))) != 1
