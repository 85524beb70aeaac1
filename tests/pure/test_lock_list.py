"""Every page that says what is locked gives the list that the tests try."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READINESS = ROOT / "addons/crm_readiness"
PAGES = (
    READINESS / "readme/DESCRIPTION.md",  # of the README
    READINESS / "readme/USAGE.md",
    ROOT / "docs/administrator.md",
)
#: guarded where they are stored, each with tests of its own
BESIDE_THE_TABLE = {"base.automation", "res.config.settings", "res.groups"}


def listed(path):
    """Return the points of the list as single lines."""
    _before, text = path.read_text().split("**What is locked**", 1)
    block = text[text.index("\n- ") + 1 :].split("\n\n", 1)[0]
    return [" ".join(point.split()) for point in block.split("\n- ")]


def tried():
    """Return the names of the models in the table of doors."""
    tree = ast.parse((READINESS / "tests/locked_records.py").read_text())
    (table,) = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and node.targets[0].id == "TABLE"
    ]
    return {key.value for key in table.keys}


def test_pages_say_the_same():
    first, *others = map(listed, PAGES)
    assert len(first) > 5
    for other in others:
        assert [p.removeprefix("- ") for p in other] == [
            p.removeprefix("- ") for p in first
        ]


def test_pages_name_what_is_tried():
    names = set(re.findall(r"`([a-z._]+)`", "\n".join(listed(PAGES[1]))))
    assert names == tried() | BESIDE_THE_TABLE
