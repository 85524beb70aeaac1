"""The project's Python environment: pinned packages, with Odoo on the path."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools import odoo_source
from tools.common import (
    ADDONS,
    HOME,
    ROOT,
    Stop,
    digest,
    is_stamped,
    locked,
    quietly,
    step,
    system_packages,
)

VENV = HOME / "venv"
LOCK = ROOT / "tools" / "requirements.txt"
PYTHONS = ((3, 10), (3, 13))  # what Odoo 19 and the lock support


def choose_python() -> None:
    """Restart with a Python that Odoo 19 supports, if this one is not supported."""
    low, high = PYTHONS
    if low <= sys.version_info[:2] <= high:
        return
    for minor in range(high[1], low[1] - 1, -1):
        program = shutil.which(f"python3.{minor}")
        if program:
            os.execv(program, [program, *sys.argv])
    version = ".".join(map(str, sys.version_info[:2]))
    raise Stop(
        f"Odoo 19 needs Python 3.{low[1]} to 3.{high[1]}, this one is {version}: "
        "install one of those or name it in PYTHON."
    )


def packages_key() -> str:
    """Return a key that changes when packages must be installed anew."""
    return digest(LOCK.read_bytes(), VENV, sys.version_info[:2])


def key() -> str:
    return digest(packages_key(), odoo_source.key())


def ensure() -> dict:
    """Fetch Odoo and its libraries once; return the variables to run things with."""
    if not (odoo_source.is_ready() and is_stamped(VENV, key())):
        with locked("setup"):
            if not odoo_source.is_ready():
                with step("Fetching Odoo 19"):
                    odoo_source.fetch()
            if not is_stamped(VENV, key()):
                with step("Installing Python packages"):
                    _make()
    return variables()


def make_venv(folder: Path, lock: Path) -> None:
    """Make a virtual environment with exactly the locked packages, by their hashes."""
    if not importlib.util.find_spec("ensurepip"):
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        system_packages("Python's venv", {"ensurepip": f"python{version}-venv"})
    shutil.rmtree(folder, ignore_errors=True)
    # not through a venv of the user's, which may vanish
    python = getattr(sys, "_base_executable", None) or sys.executable
    quietly("Making a Python environment", [python, "-m", "venv", folder])
    command = [folder / "bin" / "python", "-m", "pip", "install", "-q"]
    command += ["--disable-pip-version-check", "--no-deps", "--require-hashes"]
    quietly("Installing Python packages", [*command, "-r", lock])


def _make() -> None:
    if not is_stamped(VENV, packages_key(), ".packages"):
        make_venv(VENV, LOCK)
        (VENV / ".packages").write_text(packages_key())
    _register(odoo_source.location())
    if not odoo_source.own_path():  # bytecode saves seconds at every start
        command = [VENV / "bin/python", "-m", "compileall", "-qq", "-j0"]
        command += ["-x", r"/static/|/tests/|/populate/"]
        subprocess.run([*command, odoo_source.location() / "odoo"])
    (VENV / ".key").write_text(key())


def _register(source: Path) -> None:
    """Make Odoo importable, known to pip (wheels want odoo==19.0.*), and a command."""
    (site,) = (VENV / "lib").glob("python*/site-packages")
    (site / "odoo.pth").write_text(f"{source}\n")
    info = site / "odoo-19.0.dist-info"
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: odoo\nVersion: 19.0\n")
    (info / "INSTALLER").write_text("tools/environment.py\n")
    (info / "RECORD").write_text(f"odoo.pth,,\n{info.name}/METADATA,,\n")
    script = VENV / "bin" / "odoo"
    # sh starts it: a shebang line takes no path with spaces
    script.write_text(
        "#!/bin/sh\n"
        '\'\'\'exec\' "$(dirname "$0")/python" "$0" "$@"\n'
        "' '''\n"
        "from odoo.cli.command import main\n\nmain()\n"
    )
    script.chmod(0o755)


def variables() -> dict:
    """Return environment variables for Odoo, without a database server."""
    rc = HOME / "odoo.conf"
    text = "[options]\nhttp_interface = 127.0.0.1\nlist_db = False\n"
    if not is_stamped(HOME, text, rc.name):
        rc.write_text(text)
    env = {
        **os.environ,
        "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONNOUSERSITE": "1",
        "ODOO_RC": os.environ.get("ODOO_RC") or str(rc),
        "ODOO_ADDONS_PATH": os.environ.get("ODOO_ADDONS_PATH") or str(ADDONS),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(HOME / "hypothesis"),
    }
    for name in ("PYTHONHOME", "VIRTUAL_ENV"):
        env.pop(name, None)
    return env
