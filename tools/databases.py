"""Databases for tests: cached templates, and throw-away clones of them.

Everything made here carries the mark of this checkout: as a comment of the database,
and in its name too unless the user chose the name. Nothing else is ever written or
dropped, so two checkouts may share a server.

A template is built under another name and renamed when complete, so an interrupted
build is never taken. `core` holds Odoo's addons that ours need and is keyed by these;
`full` adds ours and is keyed by their content. Both exist with and without demo data.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import time
from pathlib import Path

from tools import addons, environment, postgres
from tools.common import Stop, checkout_id, digest, locked, quietly, say, step
from tools.odoo_log import odoo

KEPT = 2  # templates of a kind
LANGUAGES = "en_US,de_DE"  # the first one is everybody's default
WARM = "env['ir.qweb']._pregenerate_assets_bundles(); env.cr.commit()"
INSTALL = ["--skip-auto-install", "--stop-after-init", "--no-http"]
COMMENTS = """
    select json_object_agg(datname, coalesce(shobj_description(oid, 'pg_database'), ''))
    from pg_database where datname != 'postgres' and not datistemplate
"""


class Databases:
    def __init__(self, env: dict):
        self.env = env
        self.prefix = f"gm_{checkout_id()}_"
        self.mark = f"made by checkout {checkout_id()}"
        self.filestores = Path(env["ODOO_DATA_DIR"]) / "filestore"
        self.begun = self.filestores.parent / "begun"
        for folder in (self.filestores, self.begun):
            folder.mkdir(parents=True, exist_ok=True)

    def sql(self, query: str, database: str = "postgres") -> list[str]:
        command = ["psql", "-XAtqc", query, database]
        return quietly("The database server", command, env=self.env).splitlines()

    def comments(self) -> dict[str, str]:
        """Return {name: comment} of all databases of the server."""
        return json.loads(self.sql(COMMENTS)[0] or "{}")

    def ours(self) -> list[str]:
        """Return the databases that this checkout has made, clones before their source.

        All of its private server; elsewhere those that carry the mark, their clones
        for pytest's workers, and those whose creation was interrupted before the mark.
        """
        comments = self.comments()
        if not postgres.is_named():
            return sorted(comments, reverse=True)
        marked = {name for name in comments if comments[name].startswith(self.mark)}
        runs = tuple(f"{name}-gw" for name in marked if name.startswith(self.prefix))
        begun = {file.name for file in self.begun.iterdir()}
        clones = {name for name in comments if name.startswith(runs)}
        return sorted(marked | clones | (begun & {*comments}), reverse=True)

    def create(self, name: str, source: str = "") -> None:
        """Make a marked database, empty or as a clone."""
        command = ["createdb", "--strategy=file_copy", "-T", source]
        if not source:
            command = ["createdb", "-T", "template0", "-E", "unicode", "--lc-collate=C"]
        (self.begun / name).touch()
        quietly("createdb", [*command, name, self.mark], env=self.env)
        (self.begun / name).unlink()
        files = self.filestores / name
        shutil.rmtree(files, ignore_errors=True)
        if source:  # Odoo never changes a stored file: hard links are enough
            shutil.copytree(self.filestores / source, files, copy_function=os.link)
        else:
            files.mkdir()
            self.sql("create extension if not exists pg_trgm", name)

    def drop(self, name: str) -> None:
        if name not in self.comments():
            return
        if name not in self.ours():
            raise Stop(f"The database {name} was not made by this checkout: it stays.")
        quietly("dropdb", ["dropdb", "--if-exists", "--force", name], env=self.env)
        shutil.rmtree(self.filestores / name, ignore_errors=True)

    def rename(self, old: str, new: str) -> None:
        """Rename files first: a database that has its final name is complete."""
        shutil.rmtree(self.filestores / new, ignore_errors=True)
        (self.filestores / old).rename(self.filestores / new)
        self.sql(f'alter database "{old}" rename to "{new}"')

    def state(self, name: str) -> dict[str, str] | None:
        """Return the addons' keys as `remember` wrote them; None if it is not ours."""
        if name not in self.ours():
            return None
        return json.loads(self.comments()[name].partition(self.mark)[2] or "{}")

    def remember(self, name: str, keys: dict[str, str]) -> None:
        """Write the state of a database's addons behind its mark."""
        comment = f"{self.mark} {json.dumps(keys)}"
        self.sql(f"comment on database \"{name}\" is '{comment}'")

    def drop_all(self) -> None:
        """Drop everything that this checkout has made on this server."""
        for name in self.ours():
            self.drop(name)
            say(f"dropped the database {name}")

    @contextlib.contextmanager
    def scratch(self, source: str):
        """Yield a clone, dropped at the end; its name holds the id of this process."""
        name = f"{self.prefix}run_{os.getpid()}_{time.monotonic_ns() % 10**6}"
        with locked("templates"):
            self.create(name, source)
        try:
            yield name
        finally:
            for left in self.ours():
                if left.startswith(name):  # with the clones of pytest's workers
                    self.drop(left)

    def template(self, kind: str, demo: bool = False) -> str:
        """Return the name of the `core` or `full` template, built if need be."""
        flavour = "demo" if demo else "plain"
        core = addons.core_dependencies()
        core_key = digest(environment.key(), *core, LANGUAGES, *INSTALL)
        core_name = f"{self.prefix}core_{flavour}_{core_key}"
        full_name = f"{self.prefix}full_{flavour}_{digest(core_key, addons.keys())}"
        with locked(f"template-{flavour}"):
            self._build(core_name, core, demo)
            if kind == "core":
                return core_name
            self._build(full_name, addons.manifests(), demo, core_name)
        return full_name

    def _build(self, name: str, modules, demo: bool, source: str = "") -> None:
        if name in self.ours():
            os.utime(self.filestores / name)  # used now: pruned last
            return
        kind = name.rsplit("_", 1)[0]
        self._prune(kind)
        with step(f"Template database {kind.removeprefix(self.prefix)}"):
            draft = f"{name}_draft"
            self.install(draft, modules, demo, source)
            self.sql("analyze", draft)
            self.rename(draft, name)

    def install(self, draft: str, modules, demo: bool, source: str = "") -> None:
        """Make a database with modules, as a clone of `source` if that is given."""
        self.drop(draft)
        with locked("templates") if source else contextlib.nullcontext():
            self.create(draft, source)
        arguments = ["-d", draft, "-i", ",".join(modules), *INSTALL]
        arguments += [] if source else [f"--load-language={LANGUAGES}"]
        arguments += ["--with-demo"] if demo else []
        label = draft.removeprefix(self.prefix)
        odoo(arguments, self.env, f"Install {label}")
        odoo(
            ["shell", "-d", draft, "--no-http"], self.env, f"Assets {label}", feed=WARM
        )

    def _prune(self, kind: str) -> None:
        """Drop all but the newest templates of a kind, and what dead runs left."""
        templates, left = [], []
        for name in self.ours():
            if name.startswith(f"{self.prefix}run_"):
                if not _alive(int(name[len(self.prefix) :].split("_")[1])):
                    left.append(name)
            elif name.startswith(f"{kind}_") and not name.endswith("_draft"):
                templates.append(name)
            elif name.startswith("gm_") and not name.startswith(self.prefix):
                left.append(name)  # of this folder under its former path
        templates.sort(key=lambda name: (self.filestores / name).stat().st_mtime)
        for name in left + templates[: 1 - KEPT or None]:
            self.drop(name)


@contextlib.contextmanager
def opened(env: dict | None = None):
    """Yield the databases of the server for tests, which the last command stops."""
    with postgres.server("test", env or environment.ensure()) as env:
        yield checked(env)


@contextlib.contextmanager
def cloned(kind: str, demo: bool = False):
    """Yield databases and the name of a throw-away clone of a template."""
    with opened() as databases:
        with databases.scratch(databases.template(kind, demo)) as name:
            yield databases, name


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def checked(env: dict) -> Databases:
    """Return the databases of a server that answers and lets us create some."""
    databases = Databases(env)
    may = "select rolcreatedb or rolsuper from pg_roles where rolname = current_user"
    try:
        row = databases.sql(may)
    except Stop as error:
        reason = str(error).split("\n", 1)[-1]
        raise Stop(f"The database server of the PG* variables: {reason}") from None
    if row != ["t"]:
        raise Stop("The role of PGUSER may not create databases (it needs CREATEDB).")
    return databases
