"""`make stock-crm-tests`: Odoo's own CRM tests, without our addons and with them.

With the suite installed and no project, stock CRM has to give the same results.
"""

from __future__ import annotations

import re
import subprocess

import environment
import postgres
from common import Progress, Stop, say
from databases import INSTALL, checked
from odoo_log import log_path

FAILED = re.compile(r" (?:FAIL|ERROR): (\S+\.\S+)")
COUNT = re.compile(r"of (\d+) tests when loading")
LABELS = {"core": "Stock CRM alone", "full": "Stock CRM with the suite"}


def main() -> int:
    progress = Progress(environment.STEPS + 3)
    env = environment.ensure(progress)
    with postgres.server("test", env) as env:
        databases = checked(env)
        with progress.step("Template databases"):
            names = {kind: databases.template(kind) for kind in ("core", "full")}
        results = {}
        for kind, template in names.items():
            label = LABELS[kind]
            with progress.step(label), databases.scratch(template) as name:
                results[kind] = run(env, name, kind)
    (alone, count), (ours, our_count) = results["core"], results["full"]
    say(f"      alone {len(alone)} of {count} fail, with the suite {len(ours)}")
    if alone != ours or count != our_count:
        raise Stop("Different results: " + ", ".join(sorted(alone ^ ours)))
    return 0


def run(env: dict, name: str, kind: str) -> tuple[set, int]:
    """Return the names of the failing tests, and how many there are."""
    path = log_path(f"stock-{kind}.log")
    tags = ["--test-tags", "/crm,/sales_team", "-u", "sales_team"]
    command = [environment.VENV / "bin" / "odoo", "-d", name, *tags, *INSTALL]
    command.remove("--no-http")  # a few of them ask the web server
    with open(path, "w") as log:
        subprocess.run(command, env=env, stdout=log, stderr=log, check=False)
    text = path.read_text(errors="replace")
    found = COUNT.search(text)
    if not found:
        raise Stop(f"The tests did not run to their end: see {path}.")
    return set(FAILED.findall(text)), int(found[1])
