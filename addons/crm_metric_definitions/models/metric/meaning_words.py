"""What a measure resolves to, in words: the entries of a content below "meaning"."""

from ...engine.measure_names import is_vocabulary
from ...lib.fingerprint import OPEN
from ..approval.parts import Part


def _field_label(entry, path):
    """Return the label of the last field on a path: "Tags"."""
    model = entry.env.get(entry.near("records"))
    label = path
    for name in path.split("."):
        found = model._fields.get(name) if model is not None else None
        if found is None:
            return label
        label = found._description_string(entry.env)
        model = entry.env[found.comodel_name] if found.relational else None
    return label


def names_of(env, model, ids):
    """Return the names of records, "(deleted)" for those that are gone.

    Only of vocabulary: not everybody who reads what is approved may read who a person
    or a customer is.
    """
    if model not in env or not is_vocabulary(env[model]):
        return ", ".join(f"#{id_}" for id_ in ids)
    records = env[model].sudo().with_context(active_test=False).browse(ids)
    names = {record.id: record.display_name for record in records.exists()}
    return ", ".join(names.get(id_) or env._("(deleted)") for id_ in ids)


def _each(entry, text):
    """Say {path: value} as "Tags: A, B; Stage: C"; ``text`` says a value."""
    return "; ".join(
        f"{_field_label(entry, path)}: {text(path, value)}"
        for path, value in entry.value.items()
    )


def _fields(entry):
    kinds = entry.env["ir.model.fields"]._fields["ttype"]
    known = dict(kinds._description_selection(entry.env))

    def text(_path, kind):
        if kind is None:
            return entry.env._("(deleted)")
        type_, _space, rest = kind.partition(" ")
        return f"{known.get(type_, type_)} {rest}".strip()

    return _each(entry, text)


def _meant(entry):
    return _each(
        entry, lambda _path, value: names_of(entry.env, value["model"], value["ids"])
    )


def _choices(entry):
    return _each(entry, lambda _path, values: ", ".join(map(str, values)))


def _stages(entry):
    return names_of(entry.env, "crm.stage", entry.value)


def _code(entry):
    """Say the code of custom fields: nobody can approve what he does not see."""
    return "; ".join(
        f"{name}: " + " ".join(filter(None, map(str, code.values())))
        for name, code in entry.value.items()
    )


def _report(entry):
    texts = [entry.env._("version %s", entry.value.get("version"))]
    types = sorted(
        {id_ for key, ids in entry.value.items() if key != "version" for id_ in ids}
    )
    if types:
        texts.append(names_of(entry.env, "mail.activity.type", types))
    return ", ".join(texts)


def currencies(entry):
    """Say {company id: currency id}."""
    return "; ".join(
        f"{names_of(entry.env, 'res.company', [int(company)])}:"
        f" {names_of(entry.env, 'res.currency', [currency])}"
        for company, currency in (entry.value.get(OPEN) or entry.value).items()
    )


def _source(entry):
    return ", ".join(f"{key}: {value}" for key, value in entry.value.items())


MEANING = (
    Part("fields", label=lambda env: env._("Fields that it uses"), say=_fields),
    Part("meant", label=lambda env: env._("Records that are meant"), say=_meant),
    Part("choices", label=lambda env: env._("Choices that are meant"), say=_choices),
    Part("won_stages", label=lambda env: env._("Stages that are won"), say=_stages),
    Part("code", label=lambda env: env._("Code of custom fields"), say=_code),
    Part("report", label=lambda env: env._("Rules of the report"), say=_report),
    Part("source", label=lambda env: env._("Rules of the source"), say=_source),
)
