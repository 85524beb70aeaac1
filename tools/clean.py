"""`make clean`: stop what runs here and remove everything fetched or generated."""

from __future__ import annotations

import shutil
from pathlib import Path

import environment
import postgres
from common import HOME, ROOT, checkout_id, say
from databases import checked
from environment import VENV


def main() -> int:
    if VENV.exists():
        if postgres.is_named():
            for name in ("demo", "test"):
                with postgres.server(name, environment.variables()) as env:
                    checked(env).drop_all()
        for name in ("demo", "test"):
            embedded = postgres.Embedded(name)
            embedded.stop()
            shutil.rmtree(embedded.socket, ignore_errors=True)
    outside = Path("/var/tmp") / f"crm-goal-map-{checkout_id()}"
    for folder in (HOME, ROOT / "build", ROOT / "dist", outside):
        if folder.exists():
            shutil.rmtree(folder)
            say(f"removed {folder}")
    for folder in ROOT.rglob("__pycache__"):
        shutil.rmtree(folder, ignore_errors=True)
    return 0
