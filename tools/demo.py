"""`make demo` and `make demo-check`: a running Odoo with our addons and demo data."""

from __future__ import annotations

import os

import demo_check

from tools import addons, environment, postgres
from tools.common import Stop, locked, say, step
from tools.databases import INSTALL, Databases, checked
from tools.odoo_log import odoo
from tools.server import Server, listen

INSTALLED = "select name from ir_module_module where state = 'installed'"


def main(check: str = "") -> int:
    port = listen(os.environ.get("PORT", ""))
    env = environment.ensure()
    name = os.environ.get("PGDATABASE") or "demo"
    with postgres.server("demo", env) as env:
        databases = checked(env)
        with locked("demo-database"):
            prepare(databases, name)
        say("Starting Odoo …")
        with Server(env, name, port, bool(check)) as server:
            if check:
                demo_check.look(server.url, name)
                server.check()
                print("demo-check: all well")
                return 0
            print(f"\n  {server.url}/odoo    login admin, password admin")
            print(f"  Its log is {server.log}.")
            print("  Ctrl-C stops it; the data stays for the next time.\n", flush=True)
            return server.wait()


def prepare(databases: Databases, name: str) -> None:
    """Create the demo database, or bring it up to the addons' present content."""
    # addons that only prove something in tests have no place in a demo
    keys = {k: v for k, v in addons.keys().items() if not k.startswith("test_")}
    if name not in databases.comments():
        draft = f"{databases.prefix}demo_draft"
        with step(f"Making the demo database {name}"):
            databases.install(draft, [*addons.core_dependencies(), *keys], demo=True)
            databases.remember(draft, keys)
            databases.rename(draft, name)
        return
    state = databases.state(name)
    if state is None:
        raise Stop(
            f"The database {name} exists but was not made here: "
            "drop it or name another one in PGDATABASE."
        )
    changed = [addon for addon in keys if state.get(addon) != keys[addon]]
    if not changed:
        return
    installed = databases.sql(INSTALLED, name)
    with step(f"Upgrading the demo database {name}"):
        say(f"    changed: {', '.join(changed)}")
        new = [addon for addon in changed if addon not in installed]
        old = [addon for addon in changed if addon in installed]
        for option, names in (("-i", new), ("-u", old)):
            if names:
                arguments = ["-d", name, option, ",".join(names), *INSTALL]
                odoo([*arguments, "--with-demo"], databases.env, "Upgrade demo")
        databases.remember(name, keys)
