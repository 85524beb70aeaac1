import doctest

from crm_readiness_lib import lock
from crm_readiness_lib.lock import EVERYWHERE, Lock, LockSnapshot, Reach, loosened
from hypothesis import given
from hypothesis import strategies as st

IDS = st.frozensets(st.integers(1, 5))
COMPANIES = st.none() | st.integers(1, 3)
LOCKS = st.builds(Lock, st.just(1), st.integers(1, 3), st.none() | IDS, IDS, IDS)
REACHES = st.one_of(
    st.just(EVERYWHERE),
    st.dictionaries(st.integers(1, 5), COMPANIES, min_size=1).map(Reach.of_teams),
    st.builds(Reach, st.none(), COMPANIES, st.none() | st.integers(1, 5)),
)
HOLDS = st.builds(LockSnapshot, LOCKS, st.integers(1, 2), IDS, IDS)


def test_docstrings():
    assert doctest.testmod(lock).failed == 0


@given(LOCKS)
def test_what_acts_on_everything_is_always_held(held):
    assert held.covers(EVERYWHERE)


@given(HOLDS)
def test_no_change_is_no_loosening(hold):
    assert loosened(hold, hold) == set()


@given(HOLDS, HOLDS, REACHES)
def test_what_is_not_loosened_covers_as_much(before, after, reach):
    if not loosened(before, after) and before.lock.covers(reach):
        assert after.lock.covers(reach)


@given(HOLDS, HOLDS, HOLDS)
def test_holding_more_is_transitive(one, two, three):
    if not loosened(one, two) and not loosened(two, three):
        assert not loosened(one, three)
