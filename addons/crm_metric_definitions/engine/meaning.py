"""What a measure resolves to: the records, stages, choices and fields behind its names.

An approval binds it together with the names: "won" is what the stages say that are won,
and a condition on a tag means that record, however it is spelled.
"""

from collections import defaultdict

from .measure_names import Used


class Meanings:
    """The meanings of measures, read together.

    :param measures: recordset with an environment in which everything can be read, and
        nothing depends on who asks
    """

    def __init__(self, measures):
        self.env = measures.env
        self.used = {m.id: Used.of(self.env, m) for m in measures}
        self.models = {m.id: m.model for m in measures}
        self.closures = {id_: self._closure(used) for id_, used in self.used.items()}
        self.existing = self._existing_ids()
        self.described = self._described_ids()
        self.won_stages = self._won_stages()
        self.custom = self._custom_fields()

    def of(self, measure):
        """Return the plain data that the measure resolves to."""
        used = self.used[measure.id]
        custom, won = self.closures[measure.id]
        return {
            "fields": {path: _kind(each) for path, each in used.fields.items()},
            "meant": self._records(used),
            "choices": {path: self._choices(used, path) for path in used.choices},
            "won_stages": self.won_stages if won else None,
            "code": {key: self.custom[key] for key in custom if key in self.custom},
            "report": self._report(self.models[measure.id]),
            "source": measure._source_meaning() or None,
        }

    def is_money(self, measure):
        """Tell whether the measure adds up amounts."""
        found = self.used[measure.id].fields.get(measure.field_name or "")
        adds_up = measure.aggregation in ("sum", "average")
        return adds_up and found is not None and found.type == "monetary"

    def problems(self, env, measure):
        """Yield the sentences that say which records and choices are missing.

        :param env: with the language of the reader
        """
        used = self.used[measure.id]
        for (path, name), ids in used.ids.items():
            if missing := ids - self.existing[name]:
                yield env._(
                    "its condition on “%(field)s” names a record that no longer exists"
                    " (%(model)s %(ids)s).",
                    field=path,
                    model=env["ir.model"]._get(name).sudo().name,
                    ids=", ".join(map(str, sorted(missing))),
                )
        for path, values in used.choices.items():
            known = used.fields[path].get_values(self.env)
            for value in sorted(values.difference(known), key=str):
                yield env._(
                    "its condition on “%(field)s” names the choice “%(choice)s”, which"
                    " does not exist.",
                    field=path,
                    choice=value,
                )

    # -- read for all measures at once ---------------------------------------

    def _existing_ids(self):
        """Return {model: ids of the records that conditions name and that exist}."""
        named = defaultdict(set)
        for used in self.used.values():
            for (_path, name), ids in used.ids.items():
                named[name] |= ids
        existing = {}
        for name, ids in named.items():
            # a record with a number above PostgreSQL's cannot exist
            ids = [id_ for id_ in ids if 0 < id_ < 2**31]
            existing[name] = set(self.env[name].browse(ids).exists().ids)
        return existing

    def _described_ids(self):
        """Return {(model, text of a condition): ids of the records it describes}."""
        wanted = defaultdict(dict)
        for used in self.used.values():
            for (_path, name), conditions in used.described.items():
                wanted[name] |= conditions
        described = {}
        for name, conditions in wanted.items():
            everything = self.env[name].search([])
            for text, condition in conditions.items():
                try:
                    ids = everything.filtered_domain(condition).ids
                except Exception:
                    # whatever the ORM says of it: the measure's own check says it, too
                    ids = []
                described[name, text] = ids
        return described

    def _won_stages(self):
        if not any(won for _custom, won in self.closures.values()):
            return None
        return sorted(self.env["crm.stage"].search([("is_won", "=", True)]).ids)

    def _custom_fields(self):
        """Return {"model.field": what an administrator has written for it}."""
        keys = {key for custom, _won in self.closures.values() for key in custom}
        if not keys:
            return {}
        pairs = [key.rsplit(".", 1) for key in keys]
        rows = self.env["ir.model.fields"].search_fetch(
            [
                ("state", "=", "manual"),
                ("model", "in", [model for model, _name in pairs]),
                ("name", "in", [name for _model, name in pairs]),
            ],
            ["model", "name", "compute", "depends", "related", "domain"],
        )
        names = ("compute", "depends", "related", "domain")
        return {
            f"{row.model}.{row.name}": {name: row[name] or "" for name in names}
            for row in rows
            if f"{row.model}.{row.name}" in keys
        }

    def _closure(self, used):
        custom, won = set(), False
        for found in used.fields.values():
            if found is not None:
                own = self.env["crm.metric.measure"]._field_closure(
                    found.model_name, found.name
                )
                custom |= own[0]
                won |= own[1]
        return sorted(custom), won

    def watched(self):
        """Return which rows the meanings depend on, apart from the measures.

        :return: set of (table, tuple of ids or () for all), or None where this
            cannot be said
        """
        tables = set()
        for id_, used in self.used.items():
            model = self.env.get(self.models[id_] or "")
            tables |= {(name, ()) for name in getattr(model, "_sql_tables", ())}
            if self.closures[id_][1]:
                tables.add((self.env["crm.stage"]._table, ()))
            for (_path, name), ids in used.ids.items():
                if not self.env[name]._auto:
                    return None
                if ids:
                    tables.add((self.env[name]._table, tuple(sorted(ids))))
            for (_path, name), conditions in used.described.items():
                described = self.env[name]
                if not described._auto:
                    return None
                for condition in conditions.values():
                    for each in condition.iter_conditions():
                        found = described._fields.get(each.field_expr)
                        own = found is not None and (
                            found.column_type or found.name == "display_name"
                        )
                        if not own:
                            return None
                tables.add((described._table, ()))
        return tables

    # -- of one measure ------------------------------------------------------

    def _records(self, used):
        meant = defaultdict(set)
        for (path, name), ids in used.ids.items():
            meant[path, name] |= ids & self.existing[name]
        for (path, name), conditions in used.described.items():
            for text in conditions:
                meant[path, name] |= set(self.described[name, text])
        return {
            path: {"model": name, "ids": sorted(ids)}
            for (path, name), ids in meant.items()
            if ids
        }

    def _choices(self, used, path):
        known = used.fields[path].get_values(self.env)
        named = known if path in used.excluded else used.choices[path]
        return sorted(value for value in named if value in known)

    def _report(self, name):
        model = self.env.get(name or "")
        version = getattr(model, "_sql_version", None)
        if version is None:
            return None
        meaning = getattr(model, "_sql_meaning", dict)
        return {"version": version, **meaning()}


def _kind(found):
    """Return type, relation and store of a field as a text, None if it is gone."""
    if found is None:
        return None
    stored = "stored" if found.store else "not stored"
    return " ".join(filter(None, (found.type, found.comodel_name, stored)))
