"""`make benchmark`: the metric engine against what one would use instead of it."""

from __future__ import annotations

import environment
from common import ROOT, Progress, Stop, foreground
from databases import INSTALL, opened
from odoo_log import odoo

SCALES = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000}
#: rivals that are addons: Odoo's own, and those whose wheel is installed
CORE, WHEELS = ("gamification",), ("kpi", "mis_builder")


def main(scale: str) -> int:
    scale = scale or "10k"
    if scale not in SCALES:
        raise Stop(f"SCALE={scale} is none of {', '.join(SCALES)}.")
    progress = Progress(environment.STEPS + 3)
    with opened(progress) as databases:
        with progress.step("Template database"):
            template = databases.template("full")
        with databases.scratch(template) as name:
            rivals = [*CORE, *filter(_is_installed, WHEELS)]
            with progress.step(f"Rivals: {', '.join(rivals)}"):
                install = ["-d", name, "-i", ",".join(rivals), *INSTALL]
                odoo(install, databases.env, "Rivals")
            with progress.step(f"Benchmark with {SCALES[scale]:,} opportunities"):
                command = [environment.VENV / "bin" / "odoo", "shell", "-d", name]
                command += ["--no-http", "--log-level=warn"]
                shell = {**databases.env, "SCALE": scale, "COUNT": str(SCALES[scale])}
                with open(ROOT / "tests" / "benchmark" / "run.py") as code:
                    return foreground(command, shell, stdin=code, cwd=ROOT)


def _is_installed(addon: str) -> bool:
    packages = (environment.VENV / "lib").glob("python*/site-packages/odoo/addons")
    return any((folder / addon).is_dir() for folder in packages)
