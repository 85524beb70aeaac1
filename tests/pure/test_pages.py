"""What the handbook says about files, figures and pages is so."""

import re
from pathlib import Path

import pytest
from crm_metric_definitions_lib import statement as comparator

from tools import readme

ROOT = Path(__file__).resolve().parents[2]

PAGES = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "addons/*/readme/*.md")
    for path in ROOT.glob(pattern)
)
TARGET = re.compile(r"!?\[[^]]*\]\(([^)#]+)[^)]*\)")
FENCE = re.compile(r"^```(\w+\n.*?)^```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
SIZE = 200_000


def name(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_links_lead_somewhere(path):
    for target in TARGET.findall(path.read_text()):
        if target.startswith("http"):
            assert target.startswith("https://www.odoo.com/documentation/"), target
        else:
            assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_lines_are_readable(path):
    for line in path.read_text().splitlines():
        if not line.startswith(("|", "!", "  -d", '       "')):
            assert len(line) <= 105, line


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_commands_are_there(path):
    text = path.read_text()
    code = "\n".join(FENCE.findall(text) + INLINE.findall(text))
    targets = re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.M)
    for command in re.findall(r"\bmake ([a-z][a-z0-9-]*)", code):
        assert command in targets
    for script in re.findall(r"(?:^|\s)((?:bin|\.ci)/\w+)", code):
        assert (ROOT / script).stat().st_mode & 0o100


def test_the_example_of_one_test_runs_one():
    text = (ROOT / "CONTRIBUTING.md").read_text()
    ((file, word),) = re.findall(r'make test T="(\S+) -k (\w+)"', text)
    assert re.search(rf"def test_\w*{word}", (ROOT / file).read_text())


def test_code_of_the_handbook_is_executed():
    """By tests/test_docs_http.py; a page that gets some needs a test of its own."""
    pages = [path.name for path in PAGES if path.parent == ROOT / "docs"]
    texts = {page: FENCE.findall((ROOT / "docs" / page).read_text()) for page in pages}
    assert [page for page, found in texts.items() if found] == ["integrator.md"]
    for code in texts["integrator.md"]:
        assert code.startswith(("sh\ncurl", "sh\nexport ODOO_", "python\n"))


@pytest.mark.parametrize("addon", readme.addons(), ids=lambda path: path.name)
class TestAddon:
    def test_pages_are_up_to_date(self, addon):
        for path, text in readme.files(addon).items():
            assert path.read_text() == text, "run `make readme`"

    def test_has_what_an_addon_needs(self, addon):
        for part in ("DESCRIPTION.md", "CONTEXT.md", "ROADMAP.md", "CONTRIBUTORS.md"):
            assert (addon / "readme" / part).read_text().strip()
        assert any((addon / "readme" / "newsfragments").iterdir())
        assert "whool" in (addon / "pyproject.toml").read_text()

    def test_pictures_are_small_and_used(self, addon):
        folder = addon / "static" / "description"
        shown = "".join(path.read_text() for path in PAGES)
        for picture in folder.glob("*.png"):
            assert picture.stat().st_size < SIZE
            assert picture.read_bytes()[1:4] == b"PNG"
            assert picture.name == "icon.png" or picture.name in shown
        assert (folder / "icon.png").read_bytes()[16:24] == b"\0\0\0\x80" * 2


def test_figures_of_the_workshop_are_read_as_they_are_said():
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (ROOT / "docs/partner.md").read_text().splitlines()
        if line.startswith("| ") and "management |" in line
    ]
    stated = [row[3] for row in rows if row[3]]
    assert stated == [
        "2 x a year",
        "more than 80 %",
        "under 2 a week",
        "15 %",
        "under 3 %",
        "about 8 %",
    ]
    for text in stated:
        assert comparator.phrase(comparator.parse(text), comparator.ENGLISH) == text


def test_markdown_of_fragments():
    text = "**Bold** `code` and [a link](https://example.com)\n\n```xml\n<odoo />\n```"
    assert readme.converted(text) == (
        "**Bold** ``code`` and `a link <https://example.com>`__\n"
        "\n\n.. code-block:: xml\n\n   <odoo />"
    )


def test_a_mistake_in_a_fragment_is_found():
    from docutils.utils import SystemMessage

    with pytest.raises(SystemMessage):
        readme.page("Title\n=====\n\n**never closed\n")
