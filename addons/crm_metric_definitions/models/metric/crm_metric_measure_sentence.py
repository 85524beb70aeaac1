from odoo import api, fields, models

from ... import words
from ...engine.errors import MeasureError
from ...engine.filters import values_of
from .crm_metric_measure import SUBSTANCE


class CrmMetricMeasure(models.Model):
    _inherit = "crm.metric.measure"

    sentence = fields.Text(string="In one sentence", compute="_compute_sentence")

    @api.depends("include_archived", *SUBSTANCE)
    @api.depends_context("lang", "company")
    def _compute_sentence(self):
        for measure in self:
            try:
                measure.sentence = measure._sentence()
            except MeasureError as error:
                measure.sentence = self.env._("Cannot be computed: %s", error.args[0])

    def _sentence(self):
        """Say in the user's language what is counted, or raise MeasureError."""
        spec = self._spec()
        model = self.env[spec.model]
        if spec.timing == "event":
            counted = self.env._(
                "%(what)s of “%(records)s” whose “%(date)s” lies in the period"
            )
        elif spec.until:
            counted = self.env._(
                "%(what)s of “%(records)s” as of the end of the period: from"
                " “%(date)s” until “%(until)s”"
            )
        else:
            counted = self.env._(
                "%(what)s of “%(records)s” as of the end of the period: from “%(date)s”"
                " on"
            )
        counted %= {
            "what": self._what(model, spec),
            "records": self.env["ir.model"]._get(spec.model).name,
            "date": _label(model, spec.date),
            "until": spec.until and _label(model, spec.until),
        }
        conditions = self._condition_words(model, spec.domain)
        if conditions:
            counted = self.env._(
                "%(counted)s, where %(conditions)s",
                counted=counted,
                conditions=conditions,
            )
        return f"{counted}. {self._archived_words(model, spec)}"

    def _what(self, model, spec):
        if spec.aggregation == "count":
            return self.env._("Number")
        field = _label(model, spec.field)
        texts = {
            "count_distinct": self.env._("Number of different “%s”"),
            "sum": self.env._("Sum of “%s”"),
            "average": self.env._("Average of “%s”"),
        }
        if spec.currency:
            texts = {
                "sum": self.env._("Sum of “%s” in the company's currency"),
                "average": self.env._("Average of “%s” in the company's currency"),
            }
        return texts[spec.aggregation] % field

    def _archived_words(self, model, spec):
        if not model._active_name:
            return ""
        # lost opportunities are archived: the trap has to be named
        of_leads = spec.model == "crm.lead"
        if spec.active and of_leads:
            return self.env._("Archived records (among them lost ones) do not count.")
        if spec.active:
            return self.env._("Archived records do not count.")
        if of_leads:
            return self.env._("Archived records (among them lost ones) count.")
        return self.env._("Archived records count.")

    def _condition_words(self, model, domain):
        """Describe a domain; conditions that are not plain are shown as they are."""
        if domain.is_true():
            return ""
        joined = getattr(domain, "OPERATOR", None)
        if joined in ("&", "|"):
            parts = [self._condition_words(model, child) for child in domain.children]
            if joined == "&":
                return self.env._(" and ").join(parts)
            either = self.env._(" or ").join(parts)
            return f"({either})"
        conditions = list(domain.iter_conditions())
        if len(conditions) != 1 or joined == "!":
            return str(domain)
        return self._leaf_words(model, conditions[0])

    def _leaf_words(self, model, condition):
        label = _label(model, condition.field_expr)
        operator = {"=": "in", "!=": "not in"}.get(
            condition.operator, condition.operator
        )
        value = condition.value
        if value is False or value is None or value in ([], [False]):
            if operator == "in":
                return self.env._("“%s” is empty", label)
            return self.env._("“%s” is filled", label)
        templates = {
            "in": self.env._("“%(field)s” is %(value)s"),
            "not in": self.env._("“%(field)s” is not %(value)s"),
            ">": self.env._("“%(field)s” is more than %(value)s"),
            ">=": self.env._("“%(field)s” is at least %(value)s"),
            "<": self.env._("“%(field)s” is less than %(value)s"),
            "<=": self.env._("“%(field)s” is at most %(value)s"),
        }
        other = self.env._("“%(field)s” %(operator)s %(value)s")
        return templates.get(operator, other) % {
            "field": label,
            "operator": operator,
            "value": self._value_words(model, condition),
        }

    def _value_words(self, model, condition):
        steps = _fields_of(model, condition.field_expr)
        field = steps[-1] if steps else None
        quoted = [
            self.env._("“%(word)s”", word=words.value(self.env, field, item))
            for item in values_of(condition)
        ]
        return self.env._(" or ").join(quoted)


def _fields_of(model, path):
    """Return the fields of a path, or None if there is no such path."""
    steps = []
    for name in path.split("."):
        field = model._fields.get(name) if model is not None else None
        if field is None:
            return None
        steps.append(field)
        model = model.env[field.comodel_name] if field.relational else None
    return steps


def _label(model, path):
    steps = _fields_of(model, path) or ()
    labels = [step._description_string(model.env) or step.name for step in steps]
    return " › ".join(labels) or path
