"""`make count`: how many lines there are to read.

Python counts outside folders named `tests`, docstrings and blank lines included.
"""

from __future__ import annotations

from pathlib import Path

from tools.common import ADDONS, ROOT

THREE = ("crm_metric_definitions", "crm_goal_map", "crm_readiness")
# 21,700 when the rooms were rebuilt. Sources, the meaning of an approved content, the
# policy of checks, the lock's own guards and true days came after that; whoever adds
# more raises the number in the same change, so that it is seen.
CEILINGS = {"addons": 31_000, "tools": 2_000}


def lines(folder: Path, pattern: str = "*.py", tests: bool = False) -> int:
    return sum(
        file.read_bytes().count(b"\n")
        for file in folder.rglob(pattern)
        if tests or "tests" not in file.relative_to(folder).parts
    )


def totals() -> dict[str, int]:
    """Return what has a ceiling."""
    return {
        "addons": sum(lines(ADDONS / addon) for addon in THREE),
        "tools": lines(ROOT / "tools"),
    }


def main() -> int:
    total = totals()
    rows = [(f"Python of {addon}", lines(ADDONS / addon)) for addon in THREE]
    rows += [("Python of the three", total["addons"], CEILINGS["addons"])]
    others = sorted({path.parent.name for path in ADDONS.glob("*/__manifest__.py")})
    rows += [(f"Python of {a}", lines(ADDONS / a)) for a in others if a not in THREE]
    rows += [("JavaScript", lines(ADDONS, "*.js"))]
    rows += [("JavaScript with its tests", lines(ADDONS, "*.js", tests=True))]
    rows += [("Python of tools/", total["tools"], CEILINGS["tools"])]
    for title, number, *ceiling in rows:
        limit = f"   at most {ceiling[0]:,}" if ceiling else ""
        print(f"{title:<36}{number:>7,}{limit}")
    return int(any(total[name] > CEILINGS[name] for name in CEILINGS))
