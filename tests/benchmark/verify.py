"""Every approach must give the same figures before any of them is timed."""

import math


class Mismatch(Exception):
    """Two approaches disagree."""


def same(one, other):
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-12)


def check(task, name, found, expected):
    """Compare figures cell by cell.

    :raises Mismatch: with the first cells that differ
    """
    cells = [key for key in expected if key not in found]
    if cells:
        raise Mismatch(f"{task.code}: {name} lacks {len(cells)} cells, e.g. {cells[0]}")
    wrong = [key for key in expected if not same(found[key], expected[key])]
    if wrong:
        shown = "; ".join(f"{k}: {found[k]}, not {expected[k]}" for k in wrong[:3])
        raise Mismatch(
            f"{task.code}: {name} differs in {len(wrong)} of {len(expected)}: {shown}"
        )
