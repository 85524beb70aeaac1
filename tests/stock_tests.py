"""`make stock-crm-tests`: Odoo's own CRM tests, without our addons and with them.

With the suite installed and no project, stock CRM has to give the same results. All
tests run when everything is loaded: Odoo's own runner would run most of them while
installing CRM, when our addons are not there yet.
"""

from __future__ import annotations

import os
import subprocess
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

from tools.common import Stop, say, step, system_packages
from tools.databases import opened
from tools.environment import VENV
from tools.odoo_log import log_path

LABELS = {"core": "Stock CRM alone", "full": "Stock CRM with the suite"}
TESTED = ("crm", "sales_team")
NOT_PASSED = ("failure", "error", "skipped")
FOUND = "import odoo; print(odoo.__path__[0])"


def main() -> int:
    system_packages("tests of screens", {"chromium": "chromium"})
    outcomes = {}
    with opened() as databases:
        for kind, label in LABELS.items():
            template = databases.template(kind)
            with step(label), databases.scratch(template) as name:
                outcomes[kind] = run(databases.env, name, kind)
                counts = Counter(outcomes[kind].values())
                say("    " + ", ".join(f"{n} {what}" for what, n in counts.items()))
    alone, ours = outcomes["core"], outcomes["full"]
    different = {t for t in alone | ours if alone.get(t) != ours.get(t)}
    if different:
        raise Stop("Different results: " + ", ".join(sorted(different)))
    print(f"All {len(alone)} tests of stock CRM end the same with the suite.")
    return 0


def run(env: dict, name: str, kind: str) -> dict[str, str]:
    """Return {test: ``passed``, ``failure``, ``error`` or ``skipped``}."""
    log, result = log_path(f"stock-{kind}.log"), log_path(f"stock-{kind}.xml")
    result.unlink(missing_ok=True)
    python = VENV / "bin" / "python"
    found = subprocess.run([python, "-c", FOUND], env=env, stdout=-1, check=True)
    core = Path(os.fsdecode(found.stdout).strip(), "addons")
    command = [python, "-m", "pytest", "-q", "-c", os.devnull, f"--rootdir={core}"]
    command += ["-p", "no:cacheprovider", f"--junit-xml={result}"]
    command += ["--odoo-database", name, "--odoo-http", "--odoo-log-level=warn"]
    command += [core / addon / "tests" for addon in TESTED]
    with open(log, "w") as output:
        subprocess.run(command, env=env, stdout=output, stderr=output, check=False)
    outcomes = _outcomes(result) if result.exists() else {}
    if not outcomes:
        raise Stop(f"The tests did not run to their end: see {log}.")
    return outcomes


def _outcomes(result: Path) -> dict[str, str]:
    """What the report says about each test; of several things, the worst."""
    outcomes = {}
    for case in ElementTree.parse(result).iter("testcase"):
        test = f"{case.get('classname')}.{case.get('name')}"
        said = {part.tag for part in case} | {outcomes.get(test)}
        outcomes[test] = next((tag for tag in NOT_PASSED if tag in said), "passed")
    return outcomes
