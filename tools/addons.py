"""What the folder addons/ holds."""

from __future__ import annotations

import ast

from common import ADDONS, digest

# Odoo installs these with any CRM: its screens miss a widget without the first one, and
# with the second one lists can be imported
ALWAYS = {"partner_autocomplete", "base_import"}
# not part of what an installed database depends on
IGNORED = {"tests", "readme", "__pycache__", "node_modules"}
IGNORED |= {"README.rst", "pyproject.toml"}


def manifests() -> dict[str, dict]:
    """{name: manifest} of the installable addons."""
    found = {}
    for path in sorted(ADDONS.glob("*/__manifest__.py")):
        manifest = ast.literal_eval(path.read_text())
        if manifest.get("installable", True):
            found[path.parent.name] = manifest
    return found


def core_dependencies() -> list[str]:
    """Odoo's own addons that a database needs before ours."""
    ours = manifests()
    needed = {name for manifest in ours.values() for name in manifest["depends"]}
    return sorted((needed | ALWAYS) - set(ours))


def content_key(addon: str) -> str:
    """Changes with everything of an addon that a database may contain."""
    parts = []
    folder = ADDONS / addon
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if inside.parts[0] in IGNORED or "__pycache__" in inside.parts:
            continue
        if path.is_file():
            parts += [inside, path.read_bytes()]
    return digest(*parts)


def keys() -> dict[str, str]:
    return {name: content_key(name) for name in manifests()}
