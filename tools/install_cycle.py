"""Install, upgrade and uninstall our addons in a scratch database.

Once on an empty pipeline, and uninstalling once more on the demo company. Fails on any
warning in Odoo's log, and on tables, columns or records that stay behind.
"""

from __future__ import annotations

from common import Stop, say
from databases import INSTALL, Databases
from odoo_log import odoo

import addons

SCHEMA = """
    select table_name || '.' || column_name from information_schema.columns
    where table_schema = 'public' order by 1
"""


def cycle(databases: Databases) -> None:
    names = sorted(addons.manifests())
    core = databases.template("core")
    with databases.scratch(core) as name:
        before = set(databases.sql(SCHEMA, name))
        for label, option in (("install", "-i"), ("upgrade", "-u")):
            arguments = ["-d", name, option, ",".join(names), *INSTALL]
            odoo(arguments, databases.env, f"Cycle {label}")
        uninstall(databases, name, names, before)
    with databases.scratch(databases.template("full", demo=True)) as name:
        before = set(databases.sql(SCHEMA, databases.template("core", demo=True)))
        uninstall(databases, name, names, before)
    say(f"      {', '.join(names)}: installed, upgraded and uninstalled, log clean")


def uninstall(databases: Databases, name: str, names: list, before: set) -> None:
    """Uninstall all of ours, and find what stays behind."""
    arguments = ["module", "uninstall", "-d", name, *names]
    odoo(arguments, databases.env, "Cycle uninstall")
    left = sorted(set(databases.sql(SCHEMA, name)) - before)
    quoted = ", ".join(f"'{addon}'" for addon in names)
    records = databases.sql(
        f"select module || '.' || name from ir_model_data where module in ({quoted})",
        name,
    )
    state = databases.sql(
        f"select name from ir_module_module where name in ({quoted}) "
        "and state != 'uninstalled'",
        name,
    )
    if left or records or state:
        raise Stop(
            "Uninstalling leaves something behind: "
            + ", ".join([*left, *records, *state][:30])
        )
