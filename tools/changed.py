"""`make changed`: every test that a change since the last commit (or SINCE) can break.

Whatever an addon consists of can break the tests of that addon, of the addons that
depend on it, and those in the top-level tests/. Less is run only where it is certain.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from tools import addons, suite
from tools.common import ROOT, Stop, quietly, say

EVERYTHING = ["addons", "tests"]
PAGES = ["tests/pure/test_pages.py", "tests/test_docs.py"]
# tests of a folder or file outside the addons; the first that fits
OUTSIDE = {
    "ARCHITECTURE.md": [*PAGES, "tests/test_architecture.py"],
    "docs/integrator.md": [*PAGES, "tests/test_docs_http.py"],
    "docs": PAGES,
    "tests/plugin": EVERYTHING,
    "tools/requirements.txt": EVERYTHING,
    "tools/odoo_debs.txt": EVERYTHING,
    "setup.cfg": EVERYTHING,
    "tools": ["tests/pure"],
    "bin": ["tests/pure"],
    ".ci": ["tests/pure"],
    "Makefile": ["tests/pure"],
}


def main() -> int:
    tests = chosen()
    if not tests:
        raise Stop("Nothing has changed that a test could notice.")
    say("\n".join(tests))
    several = any((ROOT / test).is_dir() for test in tests)
    return suite.main(" ".join([*tests, os.environ.get("T", "")]), parallel=several)


def chosen() -> list[str]:
    """Return the tests of all changes; files in a chosen folder are in it."""
    tests = {test for file in files() for test in tests_of(file)}
    return sorted(t for t in tests if not tests & {str(p) for p in Path(t).parents})


def files() -> list[str]:
    """Return what git calls changed, deleted or new."""
    since = os.environ.get("SINCE") or "HEAD"
    command = ["git", "diff", "--name-only", "--no-renames", since]
    changed = quietly("Asking git", command, cwd=ROOT).splitlines()
    command = ["git", "ls-files", "--others", "--exclude-standard"]
    return changed + quietly("Asking git", command, cwd=ROOT).splitlines()


def addon() -> str:
    """Return the first addon in which something has changed, else the lowest."""
    touched = [Path(file).parts[1] for file in files() if file.startswith("addons/")]
    return next(iter(touched), "crm_metric_definitions")


def tests_of(file: str) -> list[str]:
    """Return test files and folders for a changed file."""
    path = Path(file)
    if path.name.startswith("test_") and path.suffix == ".py":
        return [file] if (ROOT / file).is_file() else []
    if path.parts[0] == "addons" and len(path.parts) > 2:
        return _of_addon(path)
    fitting = [tests for start, tests in OUTSIDE.items() if path.is_relative_to(start)]
    if fitting:
        return fitting[0]
    if path.parts[0] == "tests":
        return _that_import(path.parts[1].removesuffix(".py")) or ["tests"]
    return PAGES if path.suffix == ".md" else []


def _of_addon(path: Path) -> list[str]:
    name, inside = path.parts[1], Path(*path.parts[2:])
    if inside.parts[0] == "readme" or inside.suffix in (".rst", ".png", ".toml"):
        return PAGES
    folders = [f"addons/{addon}/tests" for addon in addons.with_dependents(name)]
    if inside.parts[:2] == ("tests", "pure"):
        folders = [str(path.parent)]
    elif inside.parts[0] == "static":  # only these can notice it
        return [*(test for f in folders for test in _of_screens(f)), "tests"]
    return [*(folder for folder in folders if (ROOT / folder).is_dir()), "tests"]


def _of_screens(folder: str) -> list[str]:
    """Return the test files that open pages or read files."""
    return [
        str(test.relative_to(ROOT))
        for test in sorted((ROOT / folder).rglob("test_*.py"))
        if any(word in test.read_text() for word in ("Http", "static", "Path", "open("))
    ]


def _that_import(module: str) -> list[str]:
    """Return the tests across addons that import a module, at once or indirectly."""
    texts = {path: path.read_text() for path in (ROOT / "tests").rglob("*.py")}
    importing, new = set(), {module}
    while new:
        line = re.compile(rf"^\s*(from|import)\b.*\b({'|'.join(new)})\b", re.M)
        users = {path for path in texts if line.search(texts[path])} - importing
        new = {path.stem for path in users if path.stem[:5] != "test_"}
        importing |= users
    tests = [path for path in importing if path.stem[:5] == "test_"]
    return sorted(str(path.relative_to(ROOT)) for path in tests)
