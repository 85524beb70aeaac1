"""Two checkouts on databases of the same records, in turn: did the engine get slower?

    python compare_engines.py OLD_CHECKOUT DATABASE NEW_CHECKOUT DATABASE

Both databases were filled as ``run.py`` does and committed; PG* variables say where
they are. Figures must be equal. Prints medians of fifteen interleaved runs of a task.
"""

import os
import statistics
import subprocess
import sys
from pathlib import Path

RUNS = 15
#: for `odoo shell`: clocks the task of each line that comes through a pipe
WORKER = """
import gc, hashlib, os, sys, time
sys.path.insert(0, "tests")
from benchmark.catalogue import TASKS
from benchmark.rivals import suite
tasks = {task.code: (task, suite.prepare(env, task)) for task in TASKS}
for line in open(int(os.environ["TASKS_FROM"])):
    task, ready = tasks[line.strip()]
    gc.collect()
    gc.disable()
    start = time.perf_counter()
    points = suite.run(env, task, ready)
    seconds = time.perf_counter() - start
    gc.enable()
    figures = sorted(map(repr, suite.read(task, ready, points).items()))
    digest = hashlib.sha1(repr(figures).encode()).hexdigest()
    print("CLOCKED", seconds, digest, flush=True)
"""


class Engine:
    def __init__(self, checkout, database):
        odoo = Path(checkout) / ".odoo" / "venv" / "bin" / "odoo"
        reading, writing = os.pipe()
        variables = {
            "TASKS_FROM": str(reading),
            "ODOO_ADDONS_PATH": str(Path(checkout) / "addons"),
        }
        self.process = subprocess.Popen(
            [odoo, "shell", "-d", database, "--no-http", "--log-level=error"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=checkout,
            pass_fds=[reading],
            env={**os.environ, **variables},
        )
        self.tasks = os.fdopen(writing, "w", buffering=1)
        self.process.stdin.write(WORKER)
        self.process.stdin.close()

    def clock(self, task):
        """Return (milliseconds, digest of the figures)."""
        self.tasks.write(f"{task}\n")
        for line in self.process.stdout:
            if line.startswith("CLOCKED"):
                _word, seconds, digest = line.split()
                return float(seconds) * 1000, digest
        raise SystemExit("An Odoo has ended early.")


def main(old_checkout, old_database, new_checkout, new_database):
    engines = Engine(old_checkout, old_database), Engine(new_checkout, new_database)
    for task in ("T1", "T2", "T3"):
        times = [], []
        for turn in range(RUNS + 1):
            clocked = [engine.clock(task) for engine in engines]
            if clocked[0][1] != clocked[1][1]:
                raise SystemExit(f"{task}: the figures differ.")
            for series, (milliseconds, _digest) in zip(times, clocked, strict=True):
                if turn:  # the first one warms up
                    series.append(milliseconds)
        old, new = map(statistics.median, times)
        print(f"{task}: {old:.1f} ms, {new:.1f} ms, ratio {new / old:.2f}", flush=True)
    for engine in engines:
        engine.tasks.close()
        engine.process.wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
