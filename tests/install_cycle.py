"""Install, upgrade and uninstall our addons in a scratch database.

Once on an empty pipeline, and uninstalling once more on the demo company. Fails on any
warning in Odoo's log, and on tables, columns or records that stay behind.
"""

from __future__ import annotations

from tools import addons
from tools.common import Stop, say
from tools.databases import INSTALL, Databases, opened
from tools.odoo_log import odoo

SCHEMA = """
    select table_name || '.' || column_name from information_schema.columns
    where table_schema = 'public' order by 1
"""


def main() -> int:
    with opened() as databases:
        cycle(databases)
    return 0


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
    say(f"    {', '.join(names)}: installed, upgraded and uninstalled, log clean")


def uninstall(databases: Databases, name: str, names: list, before: set) -> None:
    """Uninstall all of ours, and find what stays behind."""
    arguments = ["module", "uninstall", "-d", name, *names]
    odoo(arguments, databases.env, "Cycle uninstall")
    left = sorted(set(databases.sql(SCHEMA, name)) - before)
    quoted = ", ".join(f"'{addon}'" for addon in names)
    for rows in (
        f"select module || '.' || name from ir_model_data where module in ({quoted})",
        f"select name from ir_module_module where name in ({quoted}) "
        "and state != 'uninstalled'",
    ):
        left += databases.sql(rows, name)
    if left:
        raise Stop(f"Uninstalling leaves something behind: {', '.join(left[:30])}")
