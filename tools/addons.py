"""What the folder addons/ holds."""

from __future__ import annotations

import ast

from tools.common import ADDONS, digest

# Odoo installs these with any CRM: its screens miss a widget without the first one, and
# with the second one lists can be imported
ALWAYS = {"partner_autocomplete", "base_import"}
# not part of what an installed database depends on
IGNORED = {"tests", "readme", "node_modules", "README.rst", "pyproject.toml"}


def manifests() -> dict[str, dict]:
    """Return {name: manifest} of the installable addons."""
    read = {
        path.parent.name: ast.literal_eval(path.read_text())
        for path in sorted(ADDONS.glob("*/__manifest__.py"))
    }
    return {name: value for name, value in read.items() if value.get("installable", 1)}


def core_dependencies() -> list[str]:
    """Return Odoo's own addons that a database needs before ours."""
    ours = manifests()
    needed = {name for manifest in ours.values() for name in manifest["depends"]}
    return sorted((needed | ALWAYS) - set(ours))


def with_dependents(addon: str) -> list[str]:
    """Return an addon and those of ours that depend on it."""
    names = {addon}
    for _floor in manifests():
        names |= {n for n, value in manifests().items() if names & {*value["depends"]}}
    return sorted(names)


def content_key(addon: str) -> str:
    """Return a key that changes with what an installed database has of an addon."""
    parts = []
    for path in sorted((ADDONS / addon).rglob("*")):
        inside = path.relative_to(ADDONS / addon)
        left_out = inside.parts[0] in IGNORED or inside.parent.name == "__pycache__"
        if path.is_file() and not left_out:
            parts += [inside, path.read_bytes()]
    return digest(*parts)


def keys() -> dict[str, str]:
    return {name: content_key(name) for name in manifests()}
