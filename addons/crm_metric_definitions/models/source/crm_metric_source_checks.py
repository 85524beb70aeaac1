from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools.sql import table_exists

from ...engine.measure_condition import DATE_TYPES
from ...engine.measure_spec import GROUP_TYPES, NUMBER_TYPES
from ...engine.source_spec import SourceSpec, end_of

#: what is never counted: messages, attachments, users, settings, the suite's own rows
NEVER = (
    *("base.", "base_", "bus.", "discuss.", "fetchmail.", "ir.", "mail.", "sms."),
    *("auth", "report.", "res.config", "res.device", "res.groups", "res.users"),
    *(
        "crm.activity.report",
        "crm.approval",
        "crm.contact.colleague",
        "crm.metric.",
        "crm.salesperson.period",
    ),
)
#: links to these records may be conditions and values, their own fields may not
LINKED = ("res.users",)


class CrmMetricSource(models.Model):
    """What may be opened by a source, and what not."""

    _inherit = "crm.metric.source"

    @api.model
    def _never_counted(self):
        """Return the beginnings of the names of models that are never counted."""
        return NEVER

    def _is_countable(self, model):
        if model is None or model._abstract or model._transient:
            return False
        if model._name.startswith(self._never_counted()):
            return False
        return bool(model._table_query) or table_exists(self.env.cr, model._table)

    @api.constrains(
        *("model_id", "model", "date_field_ids", "condition_field_ids"),
        *("condition_paths", "value_field_ids", "breakdown_field_ids", "user_path"),
        *("person_field_ids", "team_path", "company_path", "is_global"),
    )
    def _check_source(self):
        for source in self.sudo():
            model = self.env.get(source.model_id.model)
            if model is None or source.model != model._name:
                problem = self.env._("it does not say which records may be counted.")
            elif not self._is_countable(model):
                problem = self.env._("“%s” can never be counted.", model._description)
            else:
                problem = next(source._problems(model), None)
            if problem:
                raise ValidationError(
                    self.env._(
                        "Source “%(name)s”: %(problem)s",
                        name=source.name,
                        problem=problem,
                    )
                )

    def _problems(self, model):
        """Yield the sentences that say what is wrong with the source."""
        spec, say = SourceSpec.of(self), self.env._
        listed = [
            (spec.dates, DATE_TYPES),
            (spec.conditions, None),
            (spec.values, (*NUMBER_TYPES, *GROUP_TYPES, *DATE_TYPES)),
            (spec.breakdowns, GROUP_TYPES),
            (spec.people, None),
        ]
        for names, types in listed:
            for name in sorted(names):
                yield from self._path_problems(model, name, types)
        for path in sorted(spec.paths):
            whole = path.removesuffix(".*")
            yield from self._path_problems(model, whole, whole=whole != path)
        for path, target in ((spec.user, "res.users"), (spec.team, "crm.team")):
            if path and (
                path not in model._fields or not _is_link(model, path, target)
            ):
                yield say("“%s” is no field with a salesperson or team.", path)
        if not spec.dates:
            yield say("it offers no date.")
        if not spec.company and not self.is_global:
            yield say("it does not say which company a record belongs to.")
        for path in spec.company:
            if not _is_link(model, path, "res.company"):
                yield say("“%s” does not lead to a company.", path)
        if self.is_global:
            yield from self._mixed_amounts(model, spec)

    def _mixed_amounts(self, model, spec):
        """Amounts that are in their company's currency cannot be added over all."""
        for name in sorted(spec.values):
            field = model._fields[name]
            if field.type != "monetary":
                continue
            currency = model._fields[field.get_currency_field(model)]
            if not currency.store:
                yield self.env._(
                    "“%s” is in different currencies: say which company a record"
                    " belongs to.",
                    name,
                )

    def _path_problems(self, model, path, types=None, whole=False):
        """Yield why a field, or the one at the end of a path, cannot be offered."""
        names, passed = path.split("."), model
        for place, name in enumerate(names):
            field = passed._fields.get(name) if passed is not None else None
            if field is None or not _is_offerable(field, types):
                yield self.env._("“%s” is not stored, or cannot be used here.", path)
                return
            if not field.relational:
                passed = None
                continue
            target = self.env[field.comodel_name]
            is_last = place + 1 == len(names) and not whole
            is_linked = is_last and field.type == "many2one"
            if not self._is_countable(target) and not (
                is_linked and target._name in LINKED
            ):
                yield self.env._(
                    "“%(path)s” leads to “%(records)s”, which are never opened.",
                    path=path,
                    records=target._description,
                )
                return
            passed = target
        if whole and passed is None:
            yield self.env._("“%s” leads to no other records.", path)


def _is_offerable(field, types):
    if field.type in ("properties", "properties_definition", "binary", "json", "html"):
        return False
    if field.groups == ".":  # nobody may read it
        return False
    to_many = field.type in ("one2many", "many2many") and types is None
    if types and field.type not in types:
        return False
    return bool(field.store and (field.column_type or to_many)) or (
        to_many and field.type == "one2many" and not field.compute
    )


def _is_link(model, path, target):
    """Tell whether a path of stored many2one fields leads to records of a model."""
    passed = model
    for name in path.split("."):
        field = passed._fields.get(name) if passed is not None else None
        if field is None or field.type != "many2one" or not field.store:
            return False
        passed = model.env[field.comodel_name]
    end = end_of(model, path)
    return end is not None and end._name == target
