"""`make lint` and `make format`: pinned linters from PyPI and npm."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

from tools import addons, environment
from tools.common import (
    HOME,
    ROOT,
    Stop,
    digest,
    is_stamped,
    locked,
    quietly,
    say,
    step,
    system_packages,
)

CONFIG = ROOT / "tools" / "lint"
PYTHON = HOME / "lint" / "python"
NODE = HOME / "lint" / "node"
NODE_VERSION = (20, 19)  # what eslint 10 needs
SOURCES = ["addons", "tests", "tools"]
# a model has a file for each aspect: tests/houserules.py checks that they lie in one
# folder and override nothing; metrics, goals and projects are searched whole, there are
# hundreds at most; stock wizards are extended beside models;
# an addon's README is generated from its readme/ when it is published
NOT_HERE = "consider-merging-classes-inherited,no-search-all,no-wizard-in-models"
NOT_HERE += ",missing-readme"
# they want another spelling of utf-8 than Odoo's, and their own order of attributes
NOT_OURS = "xml-header-wrong,xml-tag-position"


def main(fix: str = "") -> int:
    python_tools()
    _node_tools()
    failed = [name for name, command in _checks(bool(fix)) if _run(name, command)]
    if failed:
        say(f"FAILED: {', '.join(failed)}")
        return 1
    print("lint: all clean")
    return 0


def python_tools() -> None:
    """Make the environment of the linters; it also builds wheels."""
    lock = CONFIG / "requirements.txt"
    key = digest(lock.read_bytes(), PYTHON)
    with locked("lint"):
        if not is_stamped(PYTHON, key):
            with step("Installing linters for Python"):
                environment.make_venv(PYTHON, lock)
                (PYTHON / ".key").write_text(key)


def _node_tools() -> None:
    _check_node()
    key = digest((CONFIG / "package-lock.json").read_bytes(), NODE)
    with locked("lint"):
        if is_stamped(NODE, key):
            return
        with step("Installing linters for JavaScript and XML"):
            shutil.rmtree(NODE, ignore_errors=True)
            NODE.mkdir(parents=True)
            for name in ("package.json", "package-lock.json"):
                shutil.copy(CONFIG / name, NODE)
            command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
            quietly("npm ci", command, cwd=NODE)
            (NODE / ".key").write_text(key)


def _check_node() -> None:
    system_packages("linters", {"node": "nodejs", "npm": "npm"})
    text = quietly("node", ["node", "--version"])
    version = tuple(map(int, re.findall(r"\d+", text)[:2]))
    if version < NODE_VERSION:
        needed = ".".join(map(str, NODE_VERSION))
        raise Stop(f"The linters need Node.js {needed} or newer, found {text.strip()}.")


def _checks(fix: bool):
    """Yield (name, command) of every linter, in the order of their speed."""
    modules = [f"addons/{name}" for name in addons.manifests()]
    manifests = [f"{module}/__manifest__.py" for module in modules]
    files = _files("*.js", "*.cjs", "*.mjs", "*.xml", "*.css", "*.scss")
    scripts = [name for name in files if name.endswith("js")]
    node, prettier = NODE / "node_modules/.bin", f"{CONFIG}/prettier.config.cjs"
    schema = "--builtin-schema=vendor.compose-spec"
    yield "ruff", ["ruff", "check", *(["--fix"] if fix else []), *SOURCES]
    yield "ruff format", ["ruff", "format", *([] if fix else ["--check"]), *SOURCES]
    yield "compose", ["check-jsonschema", schema, "compose.yaml"]
    style = ["--write" if fix else "--check", "--log-level=warn", *files]
    yield "prettier", [node / "prettier", f"--config={prettier}", *style]
    config = f"--config={CONFIG}/eslint.config.cjs"
    yield "eslint", [node / "eslint", config, *scripts]
    quiet = f"--disable={NOT_OURS}"
    yield "oca-checks", ["oca-checks-odoo-module", quiet, *manifests]
    yield "oca-checks-po", ["oca-checks-po", *_files("*.po", "*.pot")]
    yield "pylint-odoo", ["pylint", "-j0", f"--disable={NOT_HERE}", *modules]


def _files(*patterns: str) -> list[str]:
    ignored = {"node_modules", "lib"}  # static/lib: of others
    return sorted(
        str(path.relative_to(ROOT))
        for folder in SOURCES
        for pattern in patterns
        for path in (ROOT / folder).rglob(pattern)
        if not ("static" in path.parts and ignored & {*path.parts})
    )


def _run(name: str, command: list) -> int:
    say(f"—— {name}")
    path = f"{PYTHON / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    env = {**os.environ, "PATH": path, "NODE_PATH": str(NODE / "node_modules")}
    env["PYLINTHOME"] = str(HOME / "lint" / "pylint")
    env["RUFF_CACHE_DIR"] = str(HOME / "lint" / "ruff")
    # Popen finds the program before it uses `env`, so it is looked up in `path` here
    program = shutil.which(command[0], path=path) or command[0]
    return subprocess.run([program, *command[1:]], env=env, cwd=ROOT).returncode
