"""`make upgrade-test`: a database that an older commit made keeps what it holds.

The addons of the commit FROM are taken from git's history and installed with demo data.
What must stay is written down by tests/upgrade/snapshot.py before and after an upgrade
to the addons of this folder; tests/upgrade/compare.py tells what differs.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from upgrade import compare

from tools.common import HOME, ROOT, Stop, step
from tools.databases import INSTALL, opened
from tools.odoo_log import LINE, log_path, odoo

OLDEST = "3379b96"  # the last commit with the versions 19.0.1
# what the upgrade's log says of approvals that it ends
LAPSES = ("has to be approved again", "the approval has lapsed")


def main() -> int:
    commit = os.environ.get("FROM") or OLDEST
    HOME.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="upgrade-", dir=HOME) as folder:
        names = _old_addons(commit, folder)
        snapshots = f"{folder}/before.json", f"{folder}/after.json"
        with opened() as databases:
            core = databases.template("core", demo=True)
            with databases.scratch(core) as name:
                old = databases.env | {"ODOO_ADDONS_PATH": f"{folder}/addons"}
                with step(f"Installing the addons of {commit}"):
                    _odoo(name, old, "-i", names, "--with-demo")
                    _shell(name, old, "prepare")
                    _shell(name, old | {"SNAPSHOT": snapshots[0]}, "snapshot")
                new = databases.env | {"BEFORE": snapshots[0], "SNAPSHOT": snapshots[1]}
                with step("Upgrading to the addons of this folder"):
                    _odoo(name, new, "-u", names)
                    _print_lapses()
                    _shell(name, new, "snapshot")
        return compare.main(snapshots)


def _old_addons(commit: str, folder: str) -> str:
    """Unpack the addons of a commit; return their names, joined by commas."""
    command = ["git", "archive", "--format=tar", commit, "addons"]
    try:
        packed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        reason = (getattr(error, "stderr", None) or b"").decode().strip() or error
        raise Stop(f"FROM={commit} is not in git's history here: {reason}") from None
    subprocess.run(["tar", "-x", "-C", folder], input=packed.stdout, check=True)
    manifests = sorted(Path(folder).glob("addons/*/__manifest__.py"))
    return ",".join(path.parent.name for path in manifests)


def _odoo(name: str, env: dict, option: str, names: str, *more: str) -> None:
    odoo(["-d", name, option, names, *INSTALL, *more], env, f"Upgrade test {option}")


def _print_lapses() -> None:
    with open(log_path("upgrade-test-u.log")) as log:
        lines = [match["text"] for line in log if (match := LINE.match(line))]
    found = [line for line in lines if any(words in line for words in LAPSES)]
    print(f"Approvals that the upgrade ends: {len(found)} lines of its log")
    for line in found:
        print(f"  {line}")


def _shell(name: str, env: dict, script: str) -> None:
    code = (ROOT / "tests" / "upgrade" / f"{script}.py").read_text()
    shell = ["shell", "-d", name, "--no-http", "--log-level=warn"]
    odoo(shell, env, f"Upgrade test {script}", feed=code)
