"""`make clean`: stop what runs here and remove everything fetched or generated."""

from __future__ import annotations

import shutil

from tools import environment, postgres
from tools.common import HOME, ROOT, say
from tools.databases import checked


def main() -> int:
    if environment.VENV.exists():
        for name in ("demo", "test"):
            if postgres.is_named():
                with postgres.server(name, environment.variables()) as env:
                    checked(env).drop_all()
            embedded = postgres.Embedded(name)
            embedded.stop()
            shutil.rmtree(embedded.socket, ignore_errors=True)
    for folder in (postgres.outside(), HOME, ROOT / "build", ROOT / "dist"):
        if folder.exists():
            shutil.rmtree(folder)
            say(f"removed {folder}")
    for folder in ROOT.rglob("__pycache__"):
        shutil.rmtree(folder, ignore_errors=True)
    return 0
