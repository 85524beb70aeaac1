"""`make i18n`: the terms of our addons, exported and merged into the translations.

Runs in `odoo shell` on a database with our addons. Each addon gets its `.pot` anew,
without dates, so a second run changes nothing. A `.po` keeps its translations: new
terms are added empty (and listed here), obsolete ones go. A word that is the same in
both languages stays empty in the file, as the OCA wants; a comment marks it as
translated.
"""

import io
import sys
from pathlib import Path

import polib

from odoo.tools.translate import trans_export

ADDONS = Path("addons")  # below the checkout, where scratch.py starts this
SAME = "same as the source"
LANGUAGES = {"de": "nplurals=2; plural=(n != 1);"}  # and their plural forms
# in the header instead of dates and names
STEADY = {"Last-Translator": "Automatically generated", "Language-Team": "none"}


def template(env, addon):
    """Return the `.pot` of an addon as Odoo exports it; None if it has no terms."""
    buffer = io.BytesIO()
    if not trans_export(None, [addon], buffer, "po", env):
        return None
    pot = polib.pofile(buffer.getvalue().decode())
    for date in ("POT-Creation-Date", "PO-Revision-Date"):
        pot.metadata.pop(date, None)
    pot.metadata |= STEADY
    return pot


def merged(pot, po, language):
    """Return a new `.po`: the template's terms with what is already translated."""
    translated = {entry.msgid: entry for entry in po if not entry.obsolete}
    result = polib.POFile()
    result.header = pot.header
    plural = {"Plural-Forms": LANGUAGES[language]}
    result.metadata = {**pot.metadata, "Language": language, **plural}
    for term in pot:
        old = translated.get(term.msgid, polib.POEntry())
        term.flags = ["fuzzy"] if old.fuzzy else []
        term.msgstr = old.msgstr if old.msgstr != term.msgid else ""
        same = old.msgstr == term.msgid or (not old.msgstr and old.tcomment == SAME)
        term.tcomment = SAME if same else ""
        result.append(term)
    return result


def main(env):
    left = 0
    for folder in sorted(path.parent for path in ADDONS.glob("crm_*/__manifest__.py")):
        addon = folder.name
        if env["ir.module.module"]._get(addon).state != "installed":
            continue
        if not (pot := template(env, addon)):
            continue
        (folder / "i18n").mkdir(exist_ok=True)
        pot.save(str(folder / "i18n" / f"{addon}.pot"))
        for language in LANGUAGES:
            file = folder / "i18n" / f"{language}.po"
            po = merged(pot, polib.pofile(str(file)) if file.exists() else [], language)
            po.save(str(file))
            missing = [e for e in po if e.fuzzy or not (e.msgstr or e.tcomment == SAME)]
            left += len(missing)
            print(f"{addon} {language}: {len(po)} terms, {len(missing)} untranslated")
            for entry in missing:
                print(f"    {entry.msgid!r}")
    sys.exit(1 if left else 0)


main(env)  # noqa: F821
