"""`make i18n`: the terms of our addons, exported and merged into the translations.

Runs in `odoo shell` on a database with our addons. Each addon gets its `.pot` anew,
without dates, so a second run changes nothing. A `.po` keeps its translations: new
terms are added empty (and listed here), obsolete ones go. A word that is the same in
both languages is written like any other; the OCA wants it empty in the file, and a
remark tells it from a forgotten one.
"""

import io
import sys
from pathlib import Path

import polib

from odoo.modules import get_module_path
from odoo.tools.translate import trans_export

import odoo.addons.crm_metric_definitions

ADDONS = Path(odoo.addons.crm_metric_definitions.__file__).resolve().parents[1]
SAME = "same as the source"
LANGUAGES = {"de": "nplurals=2; plural=(n != 1);"}  # and their plural forms


def template(env, addon):
    """The `.pot` of an addon as Odoo exports it; None if it has no terms."""
    buffer = io.BytesIO()
    if not trans_export(None, [addon], buffer, "po", env):
        return None
    pot = polib.pofile(buffer.getvalue().decode())
    for date in ("POT-Creation-Date", "PO-Revision-Date"):
        pot.metadata.pop(date, None)
    pot.metadata["Last-Translator"] = "Automatically generated"
    pot.metadata["Language-Team"] = "none"
    return pot


def is_same(entry):
    return not entry.msgstr and entry.tcomment == SAME


def merged(pot, po, language):
    """A new `.po`: the template's terms with what is already translated."""
    translated = {entry.msgid: entry for entry in po if not entry.obsolete}
    result = polib.POFile()
    result.header = pot.header
    result.metadata = {
        **pot.metadata,
        "Language": language,
        "Plural-Forms": LANGUAGES[language],
    }
    for term in pot:
        old = translated.get(term.msgid)
        same = old and (old.msgstr == old.msgid or is_same(old))
        result.append(
            polib.POEntry(
                msgid=term.msgid,
                msgstr=old.msgstr if old and not same else "",
                tcomment=SAME if same else "",
                comment=term.comment,
                occurrences=term.occurrences,
                flags=[flag for flag in old.flags if flag == "fuzzy"] if old else [],
            )
        )
    return result


def main(env):
    left = 0
    for folder in sorted(path.parent for path in ADDONS.glob("crm_*/__manifest__.py")):
        addon = folder.name
        pot = get_module_path(addon) and template(env, addon)
        if not pot:
            continue
        (folder / "i18n").mkdir(exist_ok=True)
        pot.save(str(folder / "i18n" / f"{addon}.pot"))
        for language in LANGUAGES:
            file = folder / "i18n" / f"{language}.po"
            po = merged(pot, polib.pofile(str(file)) if file.exists() else [], language)
            po.save(str(file))
            missing = [
                entry
                for entry in po
                if entry.fuzzy or not (entry.msgstr or is_same(entry))
            ]
            left += len(missing)
            print(f"{addon} {language}: {len(po)} terms, {len(missing)} untranslated")
            for entry in missing:
                print(f"    {entry.msgid!r}")
    sys.exit(1 if left else 0)


main(env)  # noqa: F821
