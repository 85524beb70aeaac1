"""`make simulate-checks`: how often a consistency check is right, by simulation.

Groups of one to eight people answer about a sample, half of which is counted. Their
answers are judged by the functions that judge a real check, with the thresholds as
shipped. The table of this run stands in docs/decisions/20-thresholds-of-a-check.md.
"""

from __future__ import annotations

import importlib.util
import random
import sys
from collections.abc import Callable, Iterable

from tools.common import ADDONS

CHECKS = 2_000
PEOPLE = range(1, 9)
SAMPLE = 20

Group = dict[int, dict[int, bool]]
Answer = Callable[[random.Random, bool], bool]


def _library(name: str):
    """Return a module of the addon's ``lib``, without importing the addon."""
    package = "crm_metric_definitions_lib"
    if package not in sys.modules:
        folder = ADDONS / "crm_metric_definitions" / "lib"
        spec = importlib.util.spec_from_file_location(
            package, folder / "__init__.py", submodule_search_locations=[str(folder)]
        )
        sys.modules[package] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[package])
    return importlib.import_module(f"{package}.{name}")


def right(share: float) -> Answer:
    """Each answer is right with this probability, independently of all others."""
    return lambda rng, truth: truth if rng.random() < share else not truth


def yes(share: float) -> Answer:
    """Each answer is yes with this probability, whatever the record says."""
    return lambda rng, truth: rng.random() < share


#: kinds of groups: how each answers, and the most or least that may be consistent
KINDS: dict[str, tuple[Answer, str, float]] = {
    "at random": (yes(0.5), "≤", 0.01),
    "all yes": (yes(1.0), "≤", 0.01),
    "all no": (yes(0.0), "≤", 0.01),
    "mostly yes": (yes(0.9), "≤", 0.01),
    "80 % right": (right(0.8), "≤", 0.1),
    "95 % right": (right(0.95), "≥", 0.9),
}


def rate(
    kind: str,
    people: int,
    checks: int = CHECKS,
    sample: int = SAMPLE,
    rounds: int = 1,
    copied: bool = False,
    seed: int = 1,
) -> float:
    """Return the share of checks whose result is "consistent".

    :param rounds: 2 = each is asked twice; a single person has to be
    :param copied: all give the answers of the first one
    """
    lib = _library("consistency")
    limits = lib.Thresholds()
    rng = random.Random(f"{seed}/{kind}/{people}/{sample}/{rounds}/{copied}")
    truth = {record: record % 2 == 0 for record in range(sample)}
    answer = KINDS[kind][0]

    def group() -> Group:
        given = {
            person: {record: answer(rng, counts) for record, counts in truth.items()}
            for person in range(1 if copied else people)
        }
        return {person: given[0 if copied else person] for person in range(people)}

    consistent = 0
    for _check in range(checks):
        evidence = lib.Evidence(
            producers=max(people, 2),
            counting=people,
            coverage=1.0,
            records=100,
            missing=0.0,
            late=0.0,
            answers=lib.answered(
                group(), group() if rounds == 2 else {}, truth, limits.sample
            ),
        )
        consistent += lib.verdict(evidence, limits).result == lib.CONSISTENT
    return consistent / checks


def table(rows: Iterable[tuple[str, dict]]) -> list[str]:
    """Return the lines of a table in Markdown: a row per kind, a column per people."""
    lines = ["| group | needed | " + " | ".join(map(str, PEOPLE)) + " |"]
    lines.append("|---|---|" + "--:|" * len(PEOPLE))
    for kind, options in rows:
        _answer, sign, limit = KINDS[kind]
        cells = []
        for people in PEOPLE:
            asked = {"rounds": 2, **options} if people == 1 else options
            cells.append(f"{100 * rate(kind, people, **asked):.1f}")
        needed = f"{sign} {100 * limit:.0f}" if set(options) <= {"sample"} else ""
        lines.append(f"| {kind} | {needed} | " + " | ".join(cells) + " |")
    return lines


def main() -> int:
    for title, options in (
        ("20 records", {}),
        ("16 records", {"sample": 16}),
        ("20 records, asked twice", {"rounds": 2}),
        ("20 records, all answers copied from one", {"copied": True}),
    ):
        rows = [(kind, options) for kind in KINDS]
        print(f"\n{title}; consistent in % of {CHECKS} checks, by number of people\n")
        print("\n".join(table(rows)), flush=True)
    return 0
