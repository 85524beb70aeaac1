"""Commands that work in a scratch database, dropped when they end."""

from __future__ import annotations

import contextlib
from pathlib import Path

import environment
import install_cycle as cycle
from common import ADDONS, Progress, Stop, foreground
from databases import INSTALL, opened
from odoo_log import odoo

import addons


@contextlib.contextmanager
def _database(kind: str, demo: bool = False):
    progress = Progress(environment.STEPS + 1)
    with opened(progress) as databases:
        with progress.step("Template database"):
            template = databases.template(kind, demo)
        with databases.scratch(template) as name:
            yield databases, name


def script(file: str, demo: bool = False) -> int:
    """Run a Python file in `odoo shell`: it has the `env` of a fresh database."""
    path = Path(file)
    if not path.is_file():
        raise Stop(f"{file} does not exist.")
    with _database("full", demo) as (databases, name):
        command = [environment.VENV / "bin" / "odoo", "shell", "-d", name]
        command += ["--no-http", "--log-level=warn"]
        with open(path) as code:
            return foreground(command, databases.env, stdin=code)


def install_cycle() -> int:
    progress = Progress(environment.STEPS + 2)
    with opened(progress) as databases:
        with progress.step("Template database"):
            databases.template("core")
        with progress.step("Install, upgrade, uninstall"):
            cycle.cycle(databases)
    return 0


def odoo_lint() -> int:
    """Odoo's own `test_lint` over our addons.

    Left out: pylint and ESLint, which `make lint` runs with the OCA's rules, and the
    manifest check, which refuses the OCA's keys.
    """
    without = ("TestPyLint", "TestESLint", "ManifestLinter")
    tags = ",".join(["/test_lint", *(f"-/test_lint:{name}" for name in without)])
    with _database("full") as (databases, name):
        env = {**databases.env, "ODOO_ADDONS_PATH": str(ADDONS)}
        arguments = ["-d", name, "-i", "test_lint", "--test-tags", tags, *INSTALL]
        odoo(arguments, env, "Odoo's lint")
    print(f"Odoo's own lint is content with {', '.join(addons.manifests())}.")
    return 0
