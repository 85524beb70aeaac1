"""`make real-input DATA=folder`: the main job on a real pipeline, told with figures.

Runs in `odoo shell` on a database with our addons and no opportunities; nothing is
committed. Without DATA, a small generated sample with the same columns is used.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path.cwd() / "tests"))

from real_pipeline import source, stand_in  # noqa: E402
from real_pipeline.story import Story  # noqa: E402


def _source(folder):
    if not folder:
        print("No DATA=folder given: a generated sample is used.")
        folder = stand_in.write(tempfile.mkdtemp())
    missing = source.missing_files(folder)
    if missing:
        sys.exit(f"{folder} lacks {', '.join(missing)}.")
    try:
        return source.read(folder)
    except ValueError as error:
        sys.exit(f"The files cannot be read: {error}")


def main(env):
    began = time.monotonic()
    story = Story(env(user=env.ref("base.user_admin").id), _source(os.getenv("DATA")))
    print(f"   {'':<46} {'Odoo':>20} | {'counted':>20} |")
    ledger = story.run()
    env.cr.rollback()
    print(
        f"\n{len(ledger.figures)} figures compared, {len(ledger.different)} different,"
        f" {len(ledger.refusals)} kinds of refusals, {time.monotonic() - began:.0f} s."
    )
    sys.exit(1 if ledger.different else 0)


main(env)  # noqa: F821
