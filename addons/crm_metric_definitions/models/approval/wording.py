"""How what was approved is named, and what is named differently since."""

from collections import defaultdict
from dataclasses import dataclass

from odoo.tools import SQL

#: the key of a record's own texts: "self.name"
OWN = "self."


@dataclass(frozen=True)
class Rewording:
    """A text in one language: ``old`` is None for a language that came later."""

    key: str
    lang: str
    old: str | None
    new: str


def texts_of(env, model_name, field_name, ids):
    """Return {id: {language: text}}; "" stands for all languages. One query.

    A name that is computed is taken as it is in English.
    """
    model = env[model_name].with_context(active_test=False, lang=None)
    field = model._fields[field_name]
    if not (field.store and field.column_type):
        records = model.browse(ids).exists()
        return {record.id: {"": record[field_name] or ""} for record in records}
    model.flush_model([field_name])
    if model._table_query:
        return {r.id: {"": r[field_name] or ""} for r in model.browse(ids).exists()}
    rows = env.execute_query(
        SQL(
            "SELECT id, %s FROM %s WHERE id IN %s",
            SQL.identifier(field_name),
            SQL.identifier(model._table),
            tuple(ids),
        )
    )
    if field.translate:
        return {id_: text or {} for id_, text in rows}
    return {id_: {"": text or ""} for id_, text in rows}


def names_of(env, records):
    """Return {"model,id": {language: name}} of the records: one query per model.

    A model may have further texts that say what its records are: the fields of its
    ``_wording_fields``, under "model,id,field".

    :param records: iterable of (model, id)
    """
    by_model = defaultdict(set)
    for model_name, id_ in records:
        by_model[model_name].add(id_)
    names = {}
    for model_name, ids in by_model.items():
        model = env[model_name]
        texts = texts_of(env, model_name, model._rec_name or "display_name", ids)
        names |= {f"{model_name},{id_}": text for id_, text in texts.items()}
        for field_name in getattr(model, "_wording_fields", ()):
            texts = texts_of(env, model_name, field_name, ids)
            names |= {
                f"{model_name},{id_},{field_name}": text for id_, text in texts.items()
            }
    return names


def rewordings(before, now):
    """Return the Rewordings that lead from one wording to the other.

    A language that came later is one of a record's own texts only: nobody who decides
    has read them. Names of other records are compared in the languages of before.

    :param before: {key: {language: text}}
    """
    changes = []
    for key, texts in now.items():
        known = {lang: _folded(text) for lang, text in before.get(key, {}).items()}
        if key not in before or not any(known.values()) and not key.startswith(OWN):
            continue
        for lang, text in texts.items():
            text = _folded(text)
            is_later = lang not in known
            if is_later and not (key.startswith(OWN) and text):
                continue
            # an untranslated text is stored in each language that somebody has saved
            if is_later and text in known.values():
                continue
            if text != known.get(lang):
                changes.append(Rewording(key, lang, known.get(lang), text))
    return changes


def _folded(text):
    return " ".join((text or "").split())
