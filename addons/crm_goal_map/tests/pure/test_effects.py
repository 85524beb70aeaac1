import doctest

from crm_goal_map_lib import effects
from crm_goal_map_lib.effects import Edge, conflicts, cycles
from hypothesis import given
from hypothesis import strategies as st


def test_docstrings():
    assert doctest.testmod(effects).failed == 0


def test_a_goal_that_weakens_itself_is_a_loop_not_a_conflict():
    assert conflicts([Edge(1, 1, -1)]) == []
    assert cycles([Edge(1, 1, -1)]) == [((1,), -1)]


def test_mutual_weakening_feeds_itself():
    edges = [Edge(1, 2, -1), Edge(2, 1, -1)]
    assert conflicts(edges) == [(1, 2)]
    assert cycles(edges) == [((1, 2), 1)]


def test_two_separate_loops():
    edges = [Edge(1, 2, 1), Edge(2, 1, 1), Edge(5, 6, -1), Edge(6, 5, 1)]
    assert cycles(edges) == [((1, 2), 1), ((5, 6), -1)]


keys = st.integers(1, 8)


@given(st.lists(st.builds(Edge, keys, keys, st.sampled_from([1, -1])), max_size=30))
def test_every_loop_is_one(edges):
    pairs = {(edge.source, edge.target) for edge in edges}
    for path, _sign in cycles(edges):
        assert all(
            step in pairs for step in zip(path, path[1:] + path[:1], strict=True)
        )


@given(st.sets(st.tuples(keys, keys).filter(lambda pair: pair[0] < pair[1])))
def test_a_graph_without_way_back_has_no_loop(pairs):
    assert cycles([Edge(*pair, 1) for pair in pairs]) == []
