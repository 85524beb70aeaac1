"""`make planted-faults`: does `make changed` run a test that a fault breaks?

Ten faults in ten files, each with a test that finds it. tests/pure/test_changed.py
asks `make changed` for the tests of each file. This program also plants each fault in a
copy of the checkout and runs the test there: it passes before and fails afterwards.
Takes half an hour; most of it goes into a template database for each fault.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from tools import environment, odoo_source
from tools.common import ROOT, Stop

METRICS, GOALS = "addons/crm_metric_definitions", "addons/crm_goal_map"
READINESS, PORTAL = "addons/crm_readiness", "addons/crm_readiness_portal"
COPY = ROOT / "build" / "planted faults"
STAMP = """
from tools import environment
keys = {".packages": environment.packages_key(), ".key": environment.key()}
for name, key in keys.items():
    (environment.VENV / name).unlink()  # a hard link
    (environment.VENV / name).write_text(key)
"""

ASK = """
import sys
sys.path.insert(0, "tests")
from tools import changed
print(*changed.chosen(), sep="\\n")
"""


class Fault(NamedTuple):
    """The first match of ``right`` in the files of ``pattern`` becomes ``wrong``."""

    pattern: str
    right: str
    wrong: str
    test: str

    def file(self, root: Path = ROOT) -> Path:
        files = sorted(path for path in root.glob(self.pattern) if path.is_file())
        for path in files:
            if re.search(self.right, path.read_text()):
                return path
        raise LookupError(f"{self.right} is not in {self.pattern}: plant it elsewhere.")

    def name(self) -> str:
        return str(self.file().relative_to(ROOT))

    def plant(self, root: Path) -> None:
        file = self.file(root)
        file.write_text(re.sub(self.right, self.wrong, file.read_text(), count=1))


FAULTS = (
    Fault(  # a condition on a user would no longer count as one on a person
        f"{METRICS}/[em]*/**/*.py",
        r'"res\.users", "hr\.employee"',
        '"hr.employee"',
        f"{METRICS}/tests/test_viewer.py",
    ),
    Fault(
        f"{METRICS}/lib/agreement.py",
        r"\(agreement - expected\) /",
        "agreement /",
        f"{METRICS}/tests/pure/test_agreement.py",
    ),
    Fault(
        f"{METRICS}/static/src/figure_graph/figure_graph.js",
        r"dataset\.data\.map\(\(\) => null\)",
        "dataset.data.map(() => 0)",
        f"{METRICS}/tests/test_components_http.py",
    ),
    Fault(
        f"{GOALS}/lib/uplift.py",
        "MIN_GOALS = 3",
        "MIN_GOALS = 30",
        f"{GOALS}/tests/pure/test_uplift.py",
    ),
    Fault(
        f"{GOALS}/security/ir.model.access.csv",
        r"(crm_goal_map\.group_goal_user),1,0,0,0",
        r"\1,1,1,0,0",
        f"{GOALS}/tests/test_security.py",
    ),
    Fault(
        f"{GOALS}/i18n/de.po",
        r'\n(msgstr ".*)%s',
        r"\n\1",
        "tests/test_i18n.py::TestTranslations::test_placeholders_and_tags_are_kept",
    ),
    Fault(  # found in the addon above
        f"{READINESS}/models/**/*.py",
        r'"open": gate\.is_open,',
        '"open": True,',
        f"{PORTAL}/tests/test_readiness_portal.py",
    ),
    Fault(
        "tests/real_pipeline/oracle.py",
        '"Won"',
        '"Lost"',
        "tests/pure/test_real_pipeline.py",
    ),
    Fault("tools/server.py", "65536", "99999", "tests/pure/test_tools.py"),
    Fault(
        "README.md",
        "`make help`",
        "`make hlep`",
        "tests/pure/test_pages.py::test_commands_are_there",
    ),
)


def is_chosen(test: str, chosen: list[str]) -> bool:
    file = Path(test.split("::")[0])
    return any(file.is_relative_to(part) for part in chosen)


def main() -> int:
    environment.ensure()
    _copy()
    missed = []
    result = _run(" ".join(fault.test for fault in FAULTS))
    if result.returncode:
        raise Stop(f"{result.stdout}\nThe tests do not pass without any fault.")
    for fault in FAULTS:
        fault.plant(COPY)
        chosen = _python("-c", ASK, stdout=-1).stdout.split()
        result = _run(fault.test)
        found = is_chosen(fault.test, chosen) and re.search(r"\d failed", result.stdout)
        verdict = "found " if found else "MISSED"
        print(f"{verdict} {fault.name()}: {fault.test}", flush=True)
        missed += [] if found else [fault]
        _git("checkout", "-q", ".")
    _python("tools/dev.py", "tools.clean")
    shutil.rmtree(COPY)
    return int(bool(missed))


def _copy() -> None:
    """Copy the checkout; packages are hard links, Odoo is used where it is."""
    shutil.rmtree(COPY, ignore_errors=True)
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, stdout=-1, text=True, check=True)
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (COPY / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, COPY / name)
    os.environ["ODOO_PATH"] = str(odoo_source.location())
    venv = COPY / environment.VENV.relative_to(ROOT)
    link = {"copy_function": os.link, "symlinks": True}
    shutil.copytree(environment.VENV, venv, **link)
    _python("-c", STAMP)
    _git("init", "-q")
    _git("add", "-A")
    _git("-c", "user.name=x", "-c", "user.email=x@localhost", "commit", "-qm", "x")


def _git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=COPY, check=True)


def _python(*arguments: str, **options) -> subprocess.CompletedProcess:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=COPY, text=True, check=True, **options)


def _run(tests: str) -> subprocess.CompletedProcess:
    env = {**os.environ, "T": tests}
    command = ["make", "test"]
    return subprocess.run(command, cwd=COPY, env=env, stdout=-1, text=True)
