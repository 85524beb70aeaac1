"""Effects between goals as a graph with signs. Cycles are allowed, to be shown."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Edge:
    """``source`` acts on ``target``; ``sign`` is 1 (reinforces) or -1 (weakens)."""

    source: int
    target: int
    sign: int


def conflicts(edges: Iterable[Edge]) -> list[tuple[int, int]]:
    """Pairs (smaller key first) of goals of which one weakens the other.

    >>> conflicts([Edge(2, 1, -1), Edge(1, 2, 1), Edge(3, 1, 1)])
    [(1, 2)]
    """
    weakening = [edge for edge in edges if edge.sign < 0 and edge.source != edge.target]
    return sorted(
        {(min(e.source, e.target), max(e.source, e.target)) for e in weakening}
    )


def cycles(edges: Iterable[Edge]) -> list[tuple[tuple[int, ...], int]]:
    """Loops of the graph, one for each strongly connected group, with their signs.

    A group of goals that all reach each other is shown as one loop: the shortest one,
    which begins at its smallest key. The sign of a loop is 1 if the loop reinforces
    itself (an even number of weakening effects), else -1. A goal may reinforce another
    in one way and weaken it in another: then the loop has both.

    >>> cycles([Edge(1, 2, 1), Edge(2, 3, -1), Edge(3, 1, 1), Edge(3, 4, 1)])
    [((1, 2, 3), -1)]
    >>> cycles([Edge(1, 2, 1), Edge(2, 1, -1), Edge(2, 1, 1)])
    [((1, 2), 1), ((1, 2), -1)]
    >>> cycles([Edge(1, 2, 1)])
    []
    """
    signs: dict[int, dict[int, set[int]]] = {}
    for edge in edges:
        signs.setdefault(edge.source, {}).setdefault(edge.target, set()).add(edge.sign)
    loops: list[tuple[tuple[int, ...], int]] = []
    covered: set[int] = set()
    for start in sorted(signs):
        path = () if start in covered else _shortest_loop(signs, start)
        covered.update(path)
        possible = {1} if path else set()
        for source, target in zip(path, path[1:] + path[:1], strict=True):
            steps = signs[source][target]
            possible = {sign * step for sign in possible for step in steps}
        loops += [(path, sign) for sign in sorted(possible, reverse=True)]
    return loops


def _shortest_loop(signs, start: int) -> tuple[int, ...]:
    """Search breadth first for the shortest loop through ``start``, or return ()."""
    queue: list[tuple[int, ...]] = [(start,)]
    visited: set[int] = set()
    while queue:
        path = queue.pop(0)
        for target in sorted(signs.get(path[-1], ())):
            if target == start:
                return path
            if target not in visited:
                visited.add(target)
                queue.append((*path, target))
    return ()
