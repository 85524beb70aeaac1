"""`make lint`, `make format` and `make lock`: pinned linters from PyPI and npm."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import environment
from common import (
    HOME,
    ROOT,
    Progress,
    Stop,
    digest,
    locked,
    quietly,
    say,
    system_packages,
)
from environment import is_stamped

import addons

CONFIG = ROOT / "tools" / "lint"
PYTHON = HOME / "lint" / "python"
NODE = HOME / "lint" / "node"
NODE_VERSION = (20, 19)  # what eslint 10 needs
SOURCES = [name for name in ("addons", "tests", "tools") if (ROOT / name).is_dir()]
UV = "uv==0.13.9"
# a model has a file for each aspect: tests/houserules.py checks that they lie in one
# folder and override nothing; metrics, goals and projects are searched whole, there are
# hundreds at most; stock wizards are extended beside models
NOT_HERE = (
    "--disable=consider-merging-classes-inherited,no-search-all,no-wizard-in-models"
)


def main(fix: bool) -> int:
    progress = Progress(2)
    python_tools(progress)
    node_key = digest((CONFIG / "package-lock.json").read_bytes(), NODE)
    with progress.step("Linters for JavaScript and XML", is_stamped(NODE, node_key)):
        with locked("lint"):
            _check_node()
            if not is_stamped(NODE, node_key):
                _install_node_packages()
                (NODE / ".key").write_text(node_key)
    failed = [name for name, command in _checks(fix) if _run(name, command)]
    if failed:
        say(f"FAILED: {', '.join(failed)}")
        return 1
    print("lint: all clean")
    return 0


def python_tools(progress: Progress) -> None:
    """The environment of the linters; it also builds wheels."""
    key = digest((CONFIG / "requirements.txt").read_bytes(), PYTHON)
    with progress.step("Linters for Python", is_stamped(PYTHON, key)):
        with locked("lint"):
            if not is_stamped(PYTHON, key):
                environment.make_venv(PYTHON, CONFIG / "requirements.txt")
                (PYTHON / ".key").write_text(key)


def _check_node() -> None:
    system_packages("linters", {"node": "nodejs", "npm": "npm"})
    text = quietly("node", ["node", "--version"])
    version = tuple(map(int, re.findall(r"\d+", text)[:2]))
    if version < NODE_VERSION:
        wanted = ".".join(map(str, NODE_VERSION))
        raise Stop(f"The linters need Node.js {wanted} or newer, found {text.strip()}.")


def _install_node_packages() -> None:
    shutil.rmtree(NODE, ignore_errors=True)
    NODE.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(CONFIG / name, NODE)
    command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    quietly("npm ci", command, cwd=NODE)


def _checks(fix: bool):
    """(name, command) of every linter, in the order of their speed."""
    yield "ruff", [_tool("ruff"), "check", *(["--fix"] if fix else []), *SOURCES]
    yield (
        "ruff format",
        [_tool("ruff"), "format", *([] if fix else ["--check"]), *SOURCES],
    )
    schema = ["--builtin-schema", "vendor.compose-spec"]
    yield "compose", [_tool("check-jsonschema"), *schema, "compose.yaml"]
    names = addons.manifests()
    manifests = [f"addons/{name}/__manifest__.py" for name in names]
    files = _files("*.js", "*.cjs", "*.mjs", "*.xml", "*.css", "*.scss")
    if files:
        yield (
            "prettier",
            [
                NODE / "node_modules/.bin/prettier",
                f"--config={CONFIG / 'prettier.config.cjs'}",
                "--write" if fix else "--check",
                "--log-level=warn",
                *files,
            ],
        )
    scripts = [name for name in files if name.endswith("js")]
    if scripts:
        config = f"--config={CONFIG / 'eslint.config.cjs'}"
        yield "eslint", [NODE / "node_modules/.bin/eslint", config, *scripts]
    # one wants another case of utf-8 than Odoo uses, one its own order of attributes
    quiet = "--disable=xml-header-wrong,xml-tag-position"
    yield "oca-checks", [_tool("oca-checks-odoo-module"), quiet, *manifests]
    if texts := _files("*.po", "*.pot"):
        yield "oca-checks-po", [_tool("oca-checks-po"), *texts]
    folders = [f"addons/{name}" for name in names]
    # an addon's README is generated from its readme/ when it is published
    quiet = "--disable=missing-readme"
    yield "pylint-odoo", [_tool("pylint"), "-j0", quiet, NOT_HERE, *folders]


def _tool(name: str) -> Path:
    return PYTHON / "bin" / name


def _files(*patterns: str) -> list[str]:
    found = [
        path for name in SOURCES for p in patterns for path in (ROOT / name).rglob(p)
    ]
    ignored = {"node_modules", "lib"}  # lib: of others
    return sorted(
        str(path.relative_to(ROOT))
        for path in found
        if not ("static" in path.parts and ignored & set(path.parts))
    )


def _run(name: str, command: list) -> int:
    say(f"—— {name}")
    path = f"{PYTHON / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    env = {**os.environ, "PATH": path, "NODE_PATH": str(NODE / "node_modules")}
    env["PYLINTHOME"] = str(HOME / "lint" / "pylint")
    env["RUFF_CACHE_DIR"] = str(HOME / "lint" / "ruff")
    return subprocess.run([str(part) for part in command], env=env, cwd=ROOT).returncode


def lock() -> int:
    """Resolve tools/requirements.in, tools/lint/requirements.in and package.json anew.

    With the hashes of all platforms and without any registry's address.
    """
    uv = HOME / "uv"
    if not (uv / "bin" / "uv").exists():
        say("installing uv …")
        quietly("Making an environment for uv", [sys.executable, "-m", "venv", uv])
        quietly("Installing uv", [uv / "bin/python", "-m", "pip", "install", "-q", UV])
    options = ["--universal", "--python-version=3.10", "--generate-hashes", "--quiet"]
    options += ["--no-header", "--no-emit-index-url", "--no-annotate", "--upgrade"]
    for folder in (ROOT / "tools", CONFIG):
        say(f"locking {folder.relative_to(ROOT)}/requirements.txt …")
        files = [folder / "requirements.in", "-o", folder / "requirements.txt"]
        quietly("uv pip compile", [uv / "bin/uv", "pip", "compile", *options, *files])
    say("locking tools/lint/package-lock.json …")
    _check_node()
    _lock_node()
    return 0


def _lock_node() -> None:
    folder = HOME / "lint" / "lock"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy(CONFIG / "package.json", folder)
    command = ["npm", "install", "--package-lock-only", "--no-audit", "--no-fund"]
    quietly("npm install", command, cwd=folder)
    result = json.loads((folder / "package-lock.json").read_text())
    for package in result["packages"].values():
        for address in ("resolved", "funding"):
            package.pop(address, None)
    text = json.dumps(result, indent=4, ensure_ascii=False)
    (CONFIG / "package-lock.json").write_text(f"{text}\n")
