"""`make demo` and `make demo-check`: a running Odoo with our addons and demo data."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path

import demo_check
import environment
import postgres
from common import Progress, Stop, locked, say
from databases import INSTALL, LANGUAGES, WARM, Databases, checked
from odoo_log import odoo
from server import Server, listen

import addons


def main(check: bool) -> int:
    port = listen(os.environ.get("PORT", ""))
    progress = Progress(environment.STEPS + (4 if check else 3))
    env = environment.ensure(progress)
    name = os.environ.get("PGDATABASE") or "demo"
    with contextlib.ExitStack() as stack:
        with progress.step("PostgreSQL"):
            env = stack.enter_context(postgres.server("demo", env))
            databases = checked(env)
        with locked("demo-database"):
            prepare(databases, name, progress)
        with progress.step("Odoo's server"):
            server = stack.enter_context(Server(env, name, port, check))
        if check:
            with progress.step("A look over HTTP"):
                demo_check.look(server.url, name)
            server.stop()
            server.reader.check("The server")
            print("demo-check: all well")
            return 0
        print(f"\n  {server.url}/odoo    login admin, password admin")
        print("  Ctrl-C stops it; the data stays for the next time.\n", flush=True)
        return server.wait()


def prepare(databases: Databases, name: str, progress: Progress) -> None:
    """Create the demo database, or bring it up to the addons' present content."""
    state_file = databases.demo_state(name)
    exists = name in databases.names()
    # addons that only prove something in tests have no place in a demo
    keys = {k: v for k, v in addons.keys().items() if not k.startswith("test_")}
    if exists and not state_file.exists():
        raise Stop(
            f"The database {name} exists but was not made here: "
            "drop it or name another one in PGDATABASE."
        )
    state = json.loads(state_file.read_text()) if exists else {}
    changed = [addon for addon in keys if state.get(addon) != keys[addon]]
    with progress.step(f"Demo database {name}", ready=not changed):
        if not exists:
            _create(databases, name, sorted(keys), state_file)
        elif changed:
            say(f"      changed: {', '.join(changed)}")
            new = [addon for addon in changed if addon not in state]
            old = [addon for addon in changed if addon in state]
            for option, names in (("-i", new), ("-u", old)):
                if names:
                    arguments = ["-d", name, option, ",".join(names), *INSTALL]
                    odoo([*arguments, "--with-demo"], databases.env, "Upgrade demo")
        if changed:
            state_file.write_text(json.dumps(keys))


def _create(databases, name: str, names: list[str], state_file: Path) -> None:
    draft = f"{name}_draft"
    databases.drop(draft)
    wanted = ",".join([*addons.core_dependencies(), *names])
    arguments = ["-d", draft, "-i", wanted, "--with-demo", *INSTALL]
    arguments.append(f"--load-language={LANGUAGES}")
    odoo(arguments, databases.env, "Install demo")
    say("      assets of the web client")
    odoo(["shell", "-d", draft, "--no-http"], databases.env, "Assets demo", feed=WARM)
    state_file.write_text("{}")  # made here, though the rename may still fail
    databases.rename(draft, name)
