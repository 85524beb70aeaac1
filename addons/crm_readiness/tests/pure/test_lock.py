import doctest
from dataclasses import replace

from crm_readiness_lib import lock
from crm_readiness_lib.lock import (
    EVERYWHERE,
    GUARDING,
    Lock,
    LockSnapshot,
    Reach,
    loosened,
)
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
    # a segment that has passed may release more
    kept = replace(
        after.lock,
        released_teams=before.lock.released_teams & after.lock.released_teams,
        released_stages=before.lock.released_stages & after.lock.released_stages,
    )
    if not loosened(before, after) and before.lock.covers(reach):
        assert kept.covers(reach)


@given(HOLDS, IDS, IDS)
def test_what_is_named_for_a_closed_segment_is_not_released(hold, teams, stages):
    lock = replace(hold.lock, released_teams=teams, released_stages=stages)
    before = replace(hold, held_teams=teams, held_stages=stages)
    lost = loosened(before, replace(hold, lock=lock))
    named = (("teams", teams), ("stages", stages))
    assert lost == {name for name, ids in named if ids}


@given(LOCKS, REACHES)
def test_without_agreement_less_is_held_and_the_own_company_still(held, reach):
    own = replace(held, shared=False)
    assert held.covers(reach) or not own.covers(reach)
    assert not own.covers(EVERYWHERE)
    assert own.covers(Reach(company_id=own.company_id)) and own.covers(GUARDING)


@given(HOLDS, HOLDS, HOLDS)
def test_holding_more_is_transitive(one, two, three):
    if not loosened(one, two) and not loosened(two, three):
        assert not loosened(one, three)
