"""Databases for tests: cached templates, and throw-away clones of them.

A template is built under another name and renamed when complete, so an interrupted
build is never taken. `core` holds Odoo's addons that ours need and is keyed by these;
`full` adds ours and is keyed by their content. Both exist with and without demo data.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from pathlib import Path

import environment
import postgres
from common import Progress, Stop, checkout_id, digest, locked, quietly, say
from odoo_log import odoo

import addons

KEPT = 2  # templates of a kind
LANGUAGES = "en_US,de_DE"  # the first one is everybody's default
WARM = "env['ir.qweb']._pregenerate_assets_bundles(); env.cr.commit()"
INSTALL = ["--skip-auto-install", "--stop-after-init", "--no-http"]


class Databases:
    def __init__(self, env: dict):
        self.env = env
        self.prefix = f"gm_{checkout_id()}_"
        self.filestores = Path(env["ODOO_DATA_DIR"]) / "filestore"
        self.filestores.mkdir(parents=True, exist_ok=True)

    def sql(self, query: str, database: str = "postgres") -> list[str]:
        command = ["psql", "-XAtqc", query, database]
        return quietly("The database server", command, env=self.env).splitlines()

    def names(self) -> list[str]:
        return self.sql("select datname from pg_database order by 1")

    def drop(self, name: str) -> None:
        command = ["dropdb", "--if-exists", "--force", name]
        quietly("dropdb", command, env=self.env)
        shutil.rmtree(self.filestores / name, ignore_errors=True)

    def clone(self, source: str, name: str) -> None:
        command = ["createdb", "--strategy=file_copy", "-T", source, name]
        quietly("createdb", command, env=self.env)
        target = self.filestores / name
        shutil.rmtree(target, ignore_errors=True)
        # Odoo never changes a stored file: hard links are enough
        shutil.copytree(self.filestores / source, target, copy_function=os.link)

    def rename(self, old: str, new: str) -> None:
        """Files first: a database that has its final name is complete."""
        shutil.rmtree(self.filestores / new, ignore_errors=True)
        (self.filestores / old).mkdir(exist_ok=True)
        (self.filestores / old).rename(self.filestores / new)
        self.sql(f'alter database "{old}" rename to "{new}"')

    def demos(self) -> list[Path]:
        """One file for each demo database made here, with the state of its addons."""
        return sorted(self.filestores.parent.glob("demo-*.json"))

    def demo_state(self, name: str) -> Path:
        return self.filestores.parent / f"demo-{name}.json"

    def drop_all(self) -> None:
        """Everything that this checkout has made on this server."""
        there = self.names()
        made = [file.stem.removeprefix("demo-") for file in self.demos()]
        for name in there:
            if name.startswith(self.prefix) or name in made:
                self.drop(name)
                say(f"dropped the database {name}")

    @contextlib.contextmanager
    def scratch(self, source: str):
        """A clone that is dropped at the end; its name tells the process it is of."""
        name = f"{self.prefix}run_{os.getpid()}_{time.monotonic_ns() % 10**6}"
        with locked("templates"):
            self.clone(source, name)
        try:
            yield name
        finally:
            for left in self.names():
                if left.startswith(name):  # with the clones of pytest's workers
                    self.drop(left)

    def template(self, kind: str, demo: bool = False) -> str:
        """Name of the `core` or `full` template, built if need be."""
        flavour = "demo" if demo else "plain"
        core = addons.core_dependencies()
        core_key = digest(environment.key(), *core, LANGUAGES, *INSTALL)
        core_name = f"{self.prefix}core_{flavour}_{core_key}"
        full_name = f"{self.prefix}full_{flavour}_{digest(core_key, addons.keys())}"
        with locked(f"template-{flavour}"):
            self._build(core_name, ["-i", ",".join(core)], demo, f"Odoo ({flavour})")
            if kind == "core":
                return core_name
            ours = ["-i", ",".join(addons.manifests())]
            self._build(full_name, ours, demo, f"Our addons ({flavour})", core_name)
        return full_name

    def _build(self, name, arguments, demo, label, source=None) -> None:
        if name in self.names():
            os.utime(self.filestores / name)  # used now: pruned last
            return
        self._prune(name.rsplit("_", 1)[0])
        start = time.monotonic()
        draft = f"{name}_draft"
        self.drop(draft)
        if source:
            with locked("templates"):
                self.clone(source, draft)
        else:
            arguments = [*arguments, f"--load-language={LANGUAGES}"]
        if demo:
            arguments = [*arguments, "--with-demo"]
        odoo(["-d", draft, *arguments, *INSTALL], self.env, f"Install {label}")
        shell = ["shell", "-d", draft, "--no-http"]
        odoo(shell, self.env, f"Assets {label}", feed=WARM)
        self.sql("analyze", draft)
        self.rename(draft, name)
        say(f"      {label}: built in {time.monotonic() - start:.0f} s")

    def _prune(self, kind: str) -> None:
        """Drop all but the newest templates of a kind, and what dead runs left."""
        templates, left = [], []
        for name in self.names():
            if name.startswith(f"{self.prefix}run_"):
                if not _alive(int(name[len(self.prefix) :].split("_")[1])):
                    left.append(name)
            elif name.startswith(f"{kind}_") and not name.endswith("_draft"):
                templates.append(name)
        templates.sort(key=self._last_use, reverse=True)
        for name in left + templates[KEPT - 1 :]:
            self.drop(name)

    def _last_use(self, name: str) -> float:
        folder = self.filestores / name
        return folder.stat().st_mtime if folder.exists() else 0


@contextlib.contextmanager
def opened(progress: Progress):
    """The server for tests, ready and checked; stopped when nobody uses it any more."""
    env = environment.ensure(progress)
    with postgres.server("test", env) as env:
        yield checked(env)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def checked(env: dict) -> Databases:
    """Databases of a server that answers and lets us create some."""
    databases = Databases(env)
    try:
        row = databases.sql(
            "select rolcreatedb or rolsuper from pg_roles where rolname = current_user"
        )
    except Stop as error:
        reason = str(error).split("\n", 1)[-1]
        raise Stop(f"The database server of the PG* variables: {reason}") from None
    if row != ["t"]:
        raise Stop("The role of PGUSER may not create databases (it needs CREATEDB).")
    return databases
