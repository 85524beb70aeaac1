"""Run Odoo and judge its log: show progress, treat warnings as failures."""

from __future__ import annotations

import re
import subprocess
import time
from pathlib import Path

from tools.common import LOGS, ROOT, Stop, say
from tools.environment import VENV

LINE = re.compile(
    r"^(?:\x1b\[[\d;]*m)?\d{4}-\d\d-\d\d [\d:,]+ \d+ (?:\x1b\[[\d;]*m)*"
    r"(?P<level>[A-Z]+)(?:\x1b\[[\d;]*m)* (?P<db>\S+) "
    r"(?:\x1b\[[\d;]*m)*(?P<logger>[\w.-]+)(?:\x1b\[[\d;]*m)*: (?P<text>.*)"
)
LOADING = re.compile(r"Loading module (\S+) \((\d+)/(\d+)\)")
BAD = ("WARNING", "ERROR", "CRITICAL")


class LogReader:
    """Takes lines; keeps warnings and errors with the traceback lines below them."""

    def __init__(self, label: str = ""):
        self.label = label  # for the progress of modules, if any
        self.problems: list[str] = []
        self._in_problem = False
        self._shown = time.monotonic()

    def feed(self, line: str) -> None:
        line = line.rstrip("\n")
        match = LINE.match(line)
        if not match:
            if self._in_problem:
                self.problems[-1] += f"\n{line}"
            return
        self._in_problem = match["level"] in BAD
        if self._in_problem:
            self.problems.append(line)
        elif loading := LOADING.search(match["text"]):
            self._progress(*loading.groups())

    def _progress(self, module: str, number: str, total: str) -> None:
        now = time.monotonic()
        if self.label and (now - self._shown > 5 or number == total):
            self._shown = now
            say(f"      {self.label}: module {number} of {total}, {module}")

    def check(self, title: str) -> None:
        if self.problems:
            count = len(self.problems)
            text = "\n".join(map(_shortened, self.problems[:20]))
            raise Stop(
                f"{title}: {count} warning(s) or error(s) in Odoo's log:\n{text}"
            )


def _shortened(problem: str) -> str:
    """Shorten a traceback to its first and last lines."""
    lines = problem.splitlines()
    return "\n".join(lines if len(lines) < 40 else [*lines[:3], "  …", *lines[-25:]])


def odoo(
    arguments: list, env: dict, label: str, feed: str = "", program: Path | None = None
) -> None:
    """Run Odoo's command line to its end; anything bad in its log is a failure.

    :param label: what the run is, for messages and the name of its log below build/
    :param feed: Python code for ``odoo shell``
    :param program: another Odoo than the project's
    """
    path = log_path(f"{re.sub(r'[^a-z0-9]+', '-', label.lower())}.log")
    reader = LogReader(label)
    command = [str(program or VENV / "bin" / "odoo"), *map(str, arguments)]
    pipes = dict.fromkeys(("stdin", "stdout"), subprocess.PIPE)
    pipes |= {"stderr": subprocess.STDOUT, "text": True, "errors": "replace"}
    with (
        open(path, "w") as log,
        subprocess.Popen(command, env=env, cwd=ROOT, **pipes) as child,
    ):
        try:
            child.stdin.write(feed)
            child.stdin.close()
            for line in child.stdout:
                log.write(line)
                reader.feed(line)
            code = child.wait()
        except BaseException:
            child.terminate()
            raise
    reader.check(label)
    if code:
        tail = "\n".join(path.read_text().splitlines()[-15:])
        raise Stop(f"{label} failed (exit code {code}):\n{tail}")


def log_path(name: str) -> Path:
    LOGS.mkdir(parents=True, exist_ok=True)
    return LOGS / name
