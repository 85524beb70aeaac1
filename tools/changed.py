"""`make changed`: the tests of what differs from the last commit (or from SINCE)."""

from __future__ import annotations

import os
from pathlib import Path

import suite
from common import ROOT, Stop, quietly, say

DOCUMENTS = ("tests/pure/test_pages.py", "tests/test_docs.py")
PAGES = {
    "ARCHITECTURE.md": ["tests/test_architecture.py"],
    "docs/integrator.md": ["tests/test_docs_http.py"],
}


def main() -> int:
    files = _changed(os.environ.get("SINCE") or "HEAD")
    tests = sorted({test for file in files for test in tests_of(file)})
    if not tests:
        raise Stop("Nothing has changed that a test is named after.")
    say("\n".join(tests))
    return suite.main(" ".join([*tests, os.environ.get("T", "")]))


def _changed(since: str) -> list[str]:
    found = []
    for command in (
        ["git", "diff", "--name-only", since],
        ["git", "ls-files", "--others", "--exclude-standard"],
    ):
        found += quietly("Asking git", command, cwd=ROOT).splitlines()
    return found


def tests_of(file: str) -> list[str]:
    """Return the test files for a changed file: those named after it, as tests are.

    What has no test of its name (a view, data, a part of a model) is tested by those
    of the longest beginning of its name, else by all tests of its addon.
    """
    path = Path(file)
    if path.name.startswith("test_") and path.suffix == ".py":
        return [file] if (ROOT / file).is_file() else []
    if path.suffix == ".md":
        return [*DOCUMENTS, *PAGES.get(file, [])]
    if path.parts[0] == "tools":
        return ["tests/pure/test_tools.py"]
    if path.parts[0] != "addons":
        return []
    folder = f"addons/{path.parts[1]}/tests"
    words = path.stem.removesuffix("_views").split("_")
    for count in range(len(words), 0, -1):
        name = "_".join(words[:count])
        if count < len(words) and count <= 2:
            break  # crm_goal, crm_metric: as good as everything
        found = _named(folder, name) + _named(f"{folder}/pure", name)
        if found:
            return found
    return [folder] if (ROOT / folder).is_dir() else []


def _named(folder: str, name: str) -> list[str]:
    here = ROOT / folder
    exact = here / f"test_{name}.py"
    if exact.is_file():
        return [f"{folder}/{exact.name}"]
    return sorted(f"{folder}/{path.name}" for path in here.glob(f"test_{name}_*.py"))
