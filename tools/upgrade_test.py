"""`make upgrade-test`: a database that an older commit made keeps what it holds.

The addons of FROM are taken from git's history and installed with demo data. What must
stay is written down by tests/upgrade/snapshot.py before and after an upgrade to the
addons of this folder; tests/upgrade/compare.py tells what differs.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import environment
from common import HOME, ROOT, Progress, Stop, foreground
from databases import INSTALL, opened
from odoo_log import odoo

OLDEST = "3379b96"  # the last commit with the versions 19.0.1
PARTS = ROOT / "tests" / "upgrade"


def main(commit: str) -> int:
    commit = commit or OLDEST
    progress = Progress(environment.STEPS + 4)
    HOME.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="upgrade-", dir=HOME) as folder:
        names = _old_addons(commit, Path(folder))
        with opened(progress) as databases:
            with progress.step("Template database"):
                core = databases.template("core", demo=True)
            with databases.scratch(core) as name:
                env = databases.env
                old = {**env, "ODOO_ADDONS_PATH": f"{folder}/addons"}
                old["SNAPSHOT"] = f"{folder}/before.json"
                new = {**env, "SNAPSHOT": f"{folder}/after.json"}
                new["BEFORE"] = old["SNAPSHOT"]
                with progress.step(f"Install the addons of {commit}"):
                    _odoo(name, old, "install", "-i", names, "--with-demo")
                    _shell(name, old, "prepare")
                    _shell(name, old, "snapshot", "before")
                with progress.step("Upgrade to the addons of this folder"):
                    _odoo(name, new, "to now", "-u", names)
                    _shell(name, new, "snapshot", "after")
            with progress.step("What was kept"):
                files = [old["SNAPSHOT"], new["SNAPSHOT"]]
                return foreground([sys.executable, PARTS / "compare.py", *files], env)


def _old_addons(commit: str, folder: Path) -> str:
    """Unpack the addons of a commit; return their names, joined by commas."""
    command = ["git", "archive", "--format=tar", commit, "addons"]
    try:
        packed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        reason = getattr(error, "stderr", b"").decode().strip() or error
        raise Stop(f"FROM={commit} is not in git's history here: {reason}") from None
    subprocess.run(["tar", "-x", "-C", folder], input=packed.stdout, check=True)
    manifests = sorted(folder.glob("addons/*/__manifest__.py"))
    return ",".join(path.parent.name for path in manifests)


def _odoo(name: str, env: dict, label: str, option: str, names: str, *more) -> None:
    odoo(["-d", name, option, names, *INSTALL, *more], env, f"Upgrade test, {label}")


def _shell(name: str, env: dict, script: str, when: str = "") -> None:
    code = (PARTS / f"{script}.py").read_text()
    shell = ["shell", "-d", name, "--no-http", "--log-level=warn"]
    odoo(shell, env, f"Upgrade test, {script} {when}".strip(), feed=f"{code}\n\n")
