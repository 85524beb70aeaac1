"""Odoo's command line, and commands that work in a throw-away database."""

from __future__ import annotations

import os
from pathlib import Path

from tools import addons, environment, postgres
from tools.common import ADDONS, ROOT, Stop, foreground, step
from tools.databases import INSTALL, cloned
from tools.environment import VENV
from tools.odoo_log import odoo

SCALES = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000}
#: rivals that are addons: Odoo's own, and those whose wheel is installed
CORE, WHEELS = ("gamification",), ("kpi", "mis_builder")


def command(*arguments: str) -> int:
    """`bin/odoo`: Odoo's command line beside the demo's data."""
    with postgres.server("demo", environment.ensure()) as env:
        return foreground([VENV / "bin" / "odoo", *arguments], env)


def python(*arguments: str) -> int:
    """Run a program with the packages of the project's environment."""
    return foreground([VENV / "bin" / "python", *arguments], environment.ensure())


def script(file: str) -> int:
    """Run a Python file in `odoo shell`: it has the `env` of a fresh database."""
    if not Path(file).is_file():
        raise Stop(f"{file} does not exist.")
    with cloned("full") as (databases, name):
        return _shell(file, name, databases.env)


def _shell(file: str, database: str, env: dict) -> int:
    command = [VENV / "bin" / "odoo", "shell", "-d", database, "--no-http"]
    with open(file) as code:
        return foreground([*command, "--log-level=warn"], env, stdin=code, cwd=ROOT)


def benchmark() -> int:
    """Measure the metric engine against what one would use instead of it."""
    scale = os.environ.get("SCALE") or "10k"
    if scale not in SCALES:
        raise Stop(f"SCALE={scale} is none of {', '.join(SCALES)}.")
    with cloned("full") as (databases, name):
        packages = list((VENV / "lib").glob("python*/site-packages/odoo/addons/*"))
        rivals = [*CORE, *({path.name for path in packages} & {*WHEELS})]
        with step(f"Rivals: {', '.join(rivals)}"):
            arguments = ["-d", name, "-i", ",".join(rivals), *INSTALL]
            odoo(arguments, databases.env, "Rivals")
        size = {"SCALE": scale, "COUNT": str(SCALES[scale])}
        return _shell("tests/benchmark/run.py", name, databases.env | size)


def odoo_lint() -> int:
    """Run Odoo's own `test_lint` over our addons.

    Left out: pylint and ESLint, which `make lint` runs with the OCA's rules, the
    manifest check, which refuses the OCA's keys, and the search for unseen tests, which
    wants the pure ones imported, too; tests/houserules.py looks for those.
    """
    without = ("TestPyLint", "TestESLint", "ManifestLinter", "TestTestHoles")
    tags = ",".join(["/test_lint", *(f"-/test_lint:{name}" for name in without)])
    with cloned("full") as (databases, name), step("Odoo's lint"):
        env = {**databases.env, "ODOO_ADDONS_PATH": str(ADDONS)}
        arguments = ["-d", name, "-i", "test_lint", "--test-tags", tags, *INSTALL]
        odoo(arguments, env, "Odoo's lint")
    print(f"Odoo's own lint is content with {', '.join(addons.manifests())}.")
    return 0
