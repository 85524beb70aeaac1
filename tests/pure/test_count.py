"""How many lines there may be to read; `make count` lists them."""

import count
import pytest


@pytest.mark.parametrize("what", count.CEILINGS)
def test_there_are_few_enough_lines(what):
    assert count.totals()[what] <= count.CEILINGS[what]


def test_folders_named_tests_do_not_count(tmp_path):
    for name in ("a.py", "lib/b.py", "tests/c.py", "lib/tests/pure/d.py", "e.js"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("1\n\n")
    assert count.lines(tmp_path) == 4
    assert count.lines(tmp_path, "*.js") == 2
    assert count.lines(tmp_path, tests=True) == 8
