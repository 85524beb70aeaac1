"""`make test`: pure tests, tests in Odoo, tests of the demo data, install cycle.

Where a test file lies decides how it runs:
* **/tests/pure/     without Odoo and without a database
* **/test_demo*.py   in a database with demo data
* all the others     in a database without demo data; browser and HTTP server at hand
"""

from __future__ import annotations

import contextlib
import os
import shlex
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import demo_check
import environment
import install_cycle
import postgres
from common import HOME, ROOT, Progress, Stop, foreground, say, system_packages
from databases import Databases, checked
from server import Server, any_port

PURE = "tests/pure"  # at the top and in each addon
WITHOUT_ODOO = ("-p", "no:odoo", "-p", "pytest_pure")
PROGRAMS = {"chromium": "chromium", "wkhtmltopdf": "wkhtmltopdf"}
NOTHING_COLLECTED = 5


def main(selection: str) -> int:
    """:param selection: paths and options for pytest; all tests if empty"""
    chosen = shlex.split(selection)
    paths = [Path(part.split("::")[0]) for part in chosen if _is_path(part)]
    options = [part for part in chosen if not _is_path(part)]
    runs = _runs([part for part in chosen if _is_path(part)])
    gone = [part for part in options if part.startswith(("tests/", "addons/"))]
    if gone:
        raise Stop(f"There is no {' and no '.join(gone)}.")
    if paths and not any(runs.values()):
        raise Stop(f"No tests in {' '.join(map(str, paths))}.")
    in_odoo = runs["plain"] or runs["demo"] or not paths
    progress = Progress(environment.STEPS + (1 if in_odoo else 0) + 1)
    env = environment.ensure(progress)
    env["PYTHONPATH"] = str(ROOT / "tools" / "plugin")
    codes = {}
    if not in_odoo:
        with progress.step("Tests"):
            codes["pure"] = _pytest(env, [*WITHOUT_ODOO, *runs["pure"], *options])
        return _verdict(codes)
    system_packages("tests of screens and printed reports", PROGRAMS)
    with contextlib.ExitStack() as stack:
        # browsers leave much behind in there
        folder = tempfile.TemporaryDirectory(prefix="gm-", ignore_cleanup_errors=True)
        for name in ("TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            env[name] = folder.name
        stack.enter_context(folder)
        env = stack.enter_context(postgres.server("test", env))
        databases = checked(env)
        with progress.step("Template databases"):
            names = _templates(databases, [f for f in ("plain", "demo") if runs[f]])
        with progress.step("Tests"):
            if runs["pure"]:
                say("—— without Odoo")
                arguments = [*WITHOUT_ODOO, *runs["pure"], *options]
                codes["pure"] = _pytest(env, arguments)
            for flavour, name in names.items():
                say(f"—— in Odoo, {flavour} database")
                workers = [] if paths or flavour == "demo" else _workers()
                arguments = [*runs[flavour], *workers, *options]
                codes[flavour] = _in_odoo(databases, name, arguments)
            if "demo" in names and not paths and not options:
                say("—— the demo over HTTP")
                _look_at_demo(databases, names["demo"])
            if not paths and not options:
                say("—— install, upgrade and uninstall")
                install_cycle.cycle(databases)
    return _verdict(codes)


def _is_path(part: str) -> bool:
    return not part.startswith("-") and (ROOT / part.split("::")[0]).exists()


def _runs(paths: list[str]) -> dict[str, list[str]]:
    """Which arguments each kind of run gets."""
    everything = paths or ["tests", "addons"]
    runs = {"pure": [], "plain": [], "demo": []}
    for part in everything:
        path = ROOT / part.split("::")[0]
        if _is_pure(path):
            runs["pure"].append(part)
        elif path.name.startswith("test_demo"):
            runs["demo"].append(part)
        elif path.is_file():
            runs["plain"].append(part)
        else:
            tests = [test for test in path.rglob("test_*.py") if _is_pure(test)]
            runs["pure"] += sorted(
                {str(test.parent.relative_to(ROOT)) for test in tests}
            )
            if _has_tests(path):
                runs["plain"].append(part)
            demo = sorted(path.rglob("test_demo*.py"))
            runs["demo"] += [str(found.relative_to(ROOT)) for found in demo]
    return runs


def _is_pure(path: Path) -> bool:
    return f"/{PURE}/" in f"{path}/"


def _has_tests(folder: Path) -> bool:
    return any(
        not _is_pure(found) and not found.name.startswith("test_demo")
        for found in folder.rglob("test_*.py")
    )


def _templates(databases: Databases, flavours: list[str]) -> dict[str, str]:
    """Both kinds at once: each keeps one core busy."""
    with ThreadPoolExecutor(len(flavours) or 1) as pool:
        waiting = {
            flavour: pool.submit(databases.template, "full", flavour == "demo")
            for flavour in flavours
        }
    return {flavour: job.result() for flavour, job in waiting.items()}


def _workers() -> list[str]:
    """One database clone for each; tests of a class stay together."""
    return ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadscope"]


def _in_odoo(databases: Databases, template: str, arguments: list[str]) -> int:
    with databases.scratch(template) as name:
        command = ["--odoo-database", name, "--odoo-http", "--odoo-log-level=warn"]
        command += [f"--ignore-glob=*/{PURE}/*"]
        if "_plain_" in template:
            command += ["--ignore-glob=*/test_demo*.py"]
        return _pytest(databases.env, [*command, *arguments])


def _look_at_demo(databases: Databases, template: str) -> None:
    """As `make demo-check` does, in a clone."""
    with databases.scratch(template) as name:
        with Server(databases.env, name, any_port(), check=True) as server:
            demo_check.look(server.url, name)
            server.stop()
            server.reader.check("The server")


def _pytest(env: dict, arguments: list[str]) -> int:
    python = environment.VENV / "bin" / "python"
    cache = f"cache_dir={HOME / 'pytest_cache'}"
    plugins = ["-p", "pytest_gate", "-p", "pytest_filestore"]  # in tools/plugin
    command = [python, "-m", "pytest", *plugins, "-o", cache, *arguments]
    sys.stdout.flush()
    return foreground(command, env, stop_all=True, cwd=ROOT)


def _verdict(codes: dict[str, int]) -> int:
    """Zero if every run is green and at least one test was executed."""
    bad = [kind for kind, code in codes.items() if code not in (0, NOTHING_COLLECTED)]
    if bad:
        say(f"FAILED: {', '.join(bad)}")
        return 1
    if all(code == NOTHING_COLLECTED for code in codes.values()):
        say("FAILED: no test was executed")
        return NOTHING_COLLECTED
    return 0
