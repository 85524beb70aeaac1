"""`make wheels`: a wheel of each addon, and the proof that pip and Odoo take it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools import addons, environment, lint, odoo_source
from tools.common import ADDONS, HOME, ROOT, Stop, quietly, say, step
from tools.databases import INSTALL, cloned
from tools.odoo_log import odoo

DIST = ROOT / "dist"
CLEAN = HOME / "wheels"  # an environment without our addons
SHOW = "import odoo.addons.{0} as addon; print(addon.__path__[0])"


def main() -> int:
    environment.ensure()
    lint.python_tools()
    with step("Building wheels"):
        names = build()
    with step("Installing them with pip"):
        install(names)
    with cloned("core") as (databases, name), step("Installing them in Odoo"):
        try_in_odoo(name, databases.env, names)
    for path in sorted(DIST.glob("*.whl")):
        print(path.relative_to(ROOT))
    return 0


def build() -> list[str]:
    """Build one wheel per addon; its version is the manifest's."""
    # addons for tests stay in the repository, as Odoo's own do
    names = [name for name in addons.manifests() if not name.startswith("test_")]
    shutil.rmtree(DIST, ignore_errors=True)
    env = {**os.environ, "WHOOL_POST_VERSION_STRATEGY_OVERRIDE": "none"}
    pip = [lint.PYTHON / "bin" / "python", "-m", "pip", "wheel", "--quiet"]
    pip += ["--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", DIST]
    for name in names:
        quietly(f"Building {name}", [*pip, ADDONS / name], env=env)
    return names


def last(names: list[str]) -> list[str]:
    """Return the addons that no other of ours depends on; they install all others."""
    needed = {part for name in names for part in addons.manifests()[name]["depends"]}
    return [name for name in names if name not in needed]


def install(names: list[str]) -> None:
    """Install the last addons by pip, which finds the others by their requirements."""
    shutil.rmtree(CLEAN, ignore_errors=True)
    quietly("Making a clean environment", [sys.executable, "-m", "venv", CLEAN])
    (own,) = (CLEAN / "lib").glob("python*/site-packages")
    (odoos,) = (environment.VENV / "lib").glob("python*/site-packages")
    (own / "odoo.pth").write_text(f"{odoo_source.location()}\n{odoos}\n")
    pip = [CLEAN / "bin" / "python", "-m", "pip", "install", "--quiet"]
    pip += ["--no-index", "--disable-pip-version-check", "--find-links", DIST]
    quietly("pip install", [*pip, *(f"odoo-addon-{name}" for name in last(names))])


def try_in_odoo(database: str, env: dict, names: list[str]) -> None:
    """Have Odoo find them where pip has put them, and install them."""
    (own,) = (CLEAN / "lib").glob("python*/site-packages")
    script = CLEAN / "bin" / "odoo"
    shutil.copy(environment.VENV / "bin" / "odoo", script)
    env = {**env, "ODOO_ADDONS_PATH": str(odoo_source.location() / "odoo" / "addons")}
    for name in names:
        command = [CLEAN / "bin" / "python", "-c", SHOW.format(name)]
        path = subprocess.run(command, env=env, capture_output=True, text=True).stdout
        if not Path(path.strip() or "/").is_relative_to(own):
            raise Stop(f"{name} is not found where pip has put it, but in “{path}”.")
    arguments = ["-d", database, "-i", ",".join(last(names)), *INSTALL]
    odoo(arguments, env, "Wheels", program=script)
    say(f"    {', '.join(names)}: built, installed by pip and in Odoo, log clean")
