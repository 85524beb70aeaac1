import doctest
from collections import Counter

import pytest
from crm_metric_definitions_lib import sampling as module
from crm_metric_definitions_lib.sampling import draw, draw_strata, shuffled
from hypothesis import given
from hypothesis import strategies as st

IDS = st.sets(st.integers(1, 10**6), max_size=60)


def test_doctests():
    assert doctest.testmod(module).failed == 0


def test_the_sample_is_written_down():
    # A change of the method would make old samples impossible to draw again.
    assert draw(range(1, 101), 5, seed=42) == (88, 1, 45, 53, 86)


@given(IDS, st.integers(0, 70), st.integers())
def test_a_sample_is_part_of_the_population_without_repetition(ids, size, seed):
    sample = draw(ids, size, seed)
    assert len(sample) == len(set(sample)) == min(size, len(ids))
    assert set(sample) <= ids
    assert sample == draw(sorted(ids, reverse=True), size, seed)


def test_another_seed_draws_another_sample():
    assert draw(range(1000), 10, seed=1) != draw(range(1000), 10, seed=2)


def test_every_record_has_about_the_same_chance():
    hits = Counter(i for seed in range(2000) for i in draw(range(20), 5, seed))
    # 2,000 · 5 / 20 = 500 expected, standard deviation below 20
    assert min(hits.values()) > 400
    assert max(hits.values()) < 600


def test_a_record_that_leaves_moves_no_other():
    before = draw(range(100), 10, seed=3)
    after = draw(set(range(100)) - {before[4]}, 10, seed=3)
    assert after[:9] == before[:4] + before[5:]


@given(IDS, IDS, st.integers(0, 70))
def test_strata_fill_up_from_each_other(counted, left_out, size):
    found = draw_strata(counted, left_out, size, seed=1)
    assert set(found.counted) <= counted
    assert set(found.left_out) <= left_out - counted
    assert len(found.counted) + len(found.left_out) == min(
        size, len(counted | left_out)
    )


def test_strata_are_balanced():
    found = draw_strata(range(100), range(100, 200), 11, seed=1)
    assert (len(found.counted), len(found.left_out)) == (6, 5)


def test_people_are_asked_in_orders_of_their_own():
    assert shuffled(range(12), 1, 5) != shuffled(range(12), 1, 6)


def test_negative_size():
    with pytest.raises(ValueError):
        draw([1], -1, seed=1)
