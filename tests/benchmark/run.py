"""``make benchmark``: runs in ``odoo shell``, which gives it ``env``."""

import os
import sys
import time
from pathlib import Path

ROOT = Path.cwd()
sys.path.insert(0, str(ROOT / "tests"))

from benchmark import contest, definitions, generate, report, write_cost  # noqa: E402

SCALE, COUNT = os.environ["SCALE"], int(os.environ["COUNT"])
#: clocked runs, and those of approaches that take long
REPEAT, REPEAT_SLOW = {"10k": (15, 3), "100k": (11, 2), "1m": (5, 1)}[SCALE]


def say(text):
    print(text, flush=True)


def main(env):
    start = time.monotonic()
    generate.fill(env, COUNT)
    definitions.metrics(env)
    definitions.viewers(env)
    generate.tidy(env.cr)
    say(f"{COUNT:,} opportunities written in {time.monotonic() - start:.0f} s")
    results = contest.contest(env, REPEAT, REPEAT_SLOW, say)
    path = ROOT / "build" / f"benchmark-{SCALE}.json"
    report.write(path, results)
    say("\n".join(["", *report.table(results), "", str(path.relative_to(ROOT))]))
    say("\n".join(["", "What the indexes cost:", *write_cost.table(env)]))


main(env)
