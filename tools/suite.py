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
import install_cycle

from tools import addons, changed, environment
from tools.common import HOME, ROOT, Stop, foreground, say, step, system_packages
from tools.databases import Databases, opened
from tools.server import Server, any_port

PURE = "tests/pure"  # at the top and in each addon
WITHOUT_ODOO = ("-p", "no:odoo", "-p", "pytest_pure")
PROGRAMS = {"chromium": "chromium", "wkhtmltopdf": "wkhtmltopdf"}
NOTHING_COLLECTED = 5
# a database clone for each process; tests of a class stay together
WORKERS = ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadscope"]


def main(
    selection: str | None = None, parallel: bool = False, programs: dict = PROGRAMS
) -> int:
    """Run tests.

    :param selection: paths and options for pytest, T if None; all tests if empty
    :param parallel: run chosen tests in several processes, those without Odoo beside
    :param programs: what the tests need of the system
    """
    chosen = shlex.split(os.environ.get("T", "") if selection is None else selection)
    paths = [part for part in chosen if _is_path(part)]
    options = [part for part in chosen if part not in paths]
    if gone := [part for part in options if part.startswith(("tests/", "addons/"))]:
        raise Stop(f"There is no {' and no '.join(gone)}.")
    runs = _runs(paths)
    if not any(runs.values()):
        raise Stop(f"No tests in {' '.join(paths)}.")
    env, codes = environment.ensure(), {}
    flavours = [flavour for flavour in ("plain", "demo") if runs[flavour]]
    pure = [*WITHOUT_ODOO, *runs["pure"], *options] if runs["pure"] else []
    start = ThreadPoolExecutor(1).submit
    beside = parallel and flavours and pure and start(_printed, env, pure)
    if pure and not beside:
        say("—— without Odoo")
        codes["pure"] = _pytest(env, pure)
    if not flavours:
        return _verdict(codes)
    system_packages("tests of screens and printed reports", programs)
    with _scratch_folder(env), opened(env) as databases:
        names = _templates(databases, flavours)
        for flavour, name in names.items():
            say(f"—— in Odoo, {flavour} database")
            several = flavour == "plain" and (parallel or not paths)
            arguments = [*runs[flavour], *(WORKERS if several else []), *options]
            codes[flavour] = _in_odoo(databases, name, arguments)
        if beside:
            codes["pure"], _zero, text = beside.result()
            print(f"—— without Odoo, beside the tests in Odoo\n{text}")
        if not paths and not options:
            say("—— the demo over HTTP")
            _look_at_demo(databases, names["demo"])
            say("—— install, upgrade and uninstall")
            install_cycle.cycle(databases)
    return _verdict(codes)


def fast() -> int:
    """`make test-fast`: what the tests of one addon say within a minute.

    Left out are tests with a browser, an HTTP server or real transactions, those tagged
    `slow`, and those of other addons: see tests/plugin/pytest_fast.py.
    """
    addon = os.environ.get("ADDON") or os.environ.get("T") or changed.addon()
    if addon not in addons.manifests():
        raise Stop(f"ADDON={addon} is none of {', '.join(addons.manifests())}.")
    with step(f"Fast tests of {addon}"):
        return main(f"addons/{addon}/tests -p pytest_fast", parallel=True, programs={})


def pictures() -> int:
    """`make pictures`: take the screenshots of the READMEs and the handbook anew."""
    system_packages("screenshots", {"chromium": "chromium"})
    env = environment.ensure()
    with _scratch_folder(env), opened(env) as databases:
        template = databases.template("full", demo=True)
        return _in_odoo(databases, template, ["tests/pictures.py"])


def _is_path(part: str) -> bool:
    return not part.startswith("-") and (ROOT / part.split("::")[0]).exists()


def _runs(paths: list[str]) -> dict[str, list[str]]:
    """Return which arguments each kind of run gets."""
    runs = {"pure": [], "plain": [], "demo": []}
    for part in paths or ["tests", "addons"]:
        path = ROOT / part.split("::")[0]
        if path.is_file() or _kind(path) == "pure":
            runs[_kind(path)].append(part)
            continue
        tests = {"pure": [], "plain": [], "demo": []}
        for file in sorted(path.rglob("test_*.py")):
            tests[_kind(file)].append(str(file.relative_to(ROOT)))
        runs["pure"] += sorted({str(Path(test).parent) for test in tests["pure"]})
        runs["plain"] += [part] if tests["plain"] else []
        runs["demo"] += tests["demo"]
    return runs


def _kind(path: Path) -> str:
    if f"/{PURE}/" in f"{path}/":
        return "pure"
    return "demo" if path.name.startswith("test_demo") else "plain"


@contextlib.contextmanager
def _scratch_folder(env: dict):
    """Give browsers, which leave much behind, a folder that goes away."""
    with tempfile.TemporaryDirectory(prefix="gm-", ignore_cleanup_errors=True) as name:
        env |= dict.fromkeys(("TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), name)
        yield


def _templates(databases: Databases, flavours: list[str]) -> dict[str, str]:
    """Build both kinds at once: each keeps one core busy."""
    with ThreadPoolExecutor(len(flavours)) as pool:
        build = databases.template
        jobs = {kind: pool.submit(build, "full", kind == "demo") for kind in flavours}
    return {kind: job.result() for kind, job in jobs.items()}


def _in_odoo(databases: Databases, template: str, arguments: list[str]) -> int:
    with databases.scratch(template) as name:
        command = ["--odoo-database", name, "--odoo-http", "--odoo-log-level=warn"]
        command += [f"--ignore={PURE}", f"--ignore-glob=*/{PURE}/*"]
        if "_plain_" in template:
            command += ["--ignore-glob=*/test_demo*.py"]
        return _pytest(databases.env, [*command, *arguments])


def _look_at_demo(databases: Databases, template: str) -> None:
    """Look at a clone as `make demo-check` does."""
    with databases.scratch(template) as name:
        with Server(databases.env, name, any_port(), check=True) as server:
            demo_check.look(server.url, name)
            server.check()


def _printed(env: dict, arguments: list[str]) -> tuple[int, int, str]:
    with tempfile.TemporaryFile("w+") as file:
        return _pytest(env, arguments, stdout=file), file.seek(0), file.read()


def _pytest(env: dict, arguments: list[str], **kwargs) -> int:
    python = environment.VENV / "bin" / "python"
    cache = f"cache_dir={HOME / 'pytest_cache'}"
    plugins = ["-p", "pytest_gate", "-p", "pytest_filestore"]
    command = [python, "-m", "pytest", *plugins, "-o", cache, *arguments]
    env = {**env, "PYTHONPATH": str(ROOT / "tests" / "plugin")}
    sys.stdout.flush()
    return foreground(command, env, stop_all=True, cwd=ROOT, **kwargs)


def _verdict(codes: dict[str, int]) -> int:
    """Return zero if every run is green and at least one test was executed."""
    bad = [kind for kind, code in codes.items() if code not in (0, NOTHING_COLLECTED)]
    if bad or NOTHING_COLLECTED in codes.values() and len({*codes.values()}) == 1:
        say(f"FAILED: {', '.join(bad) or 'no test was executed'}")
    return 1 if bad else min(codes.values())
