import ast
from functools import lru_cache

from odoo import models, tools
from odoo.fields import Domain

from ...engine.field_closure import closure
from ...engine.meaning import Meanings
from ..approval.parts import Part, at_version
from .meaning_words import MEANING


def _name(key, field_name):
    """A field of the counted records, kept by its name."""
    return Part(
        key,
        field_name,
        read=lambda measure: measure[field_name.replace("_id", "_name")] or None,
        say=_field_words,
    )


def _field_words(entry):
    """Say the labels of fields instead of their names."""
    names = entry.value if isinstance(entry.value, list) else [entry.value]
    model = entry.env.get(entry.near("records"))
    known = model._fields if model is not None else {}
    return ", ".join(
        known[name]._description_string(entry.env) if name in known else name
        for name in names
    )


def _records_words(entry):
    return entry.env["ir.model"].sudo()._get(entry.value).name or entry.value


def _condition_words(entry):
    """Say a condition as the measure's sentence does; an unreadable one unchanged."""
    model = entry.env.get(entry.near("records"))
    try:
        domain = Domain(ast.literal_eval(entry.value))
        words = entry.env["crm.metric.measure"]._condition_words(model, domain)
    except (ValueError, SyntaxError, TypeError, AttributeError):
        return entry.value
    return words or entry.env._("all records")


PARTS = (
    Part("records", "model_id", read=lambda measure: measure.model, say=_records_words),
    Part("domain", read=lambda m: _normalised_domain(m.domain), say=_condition_words),
    Part("include_archived"),
    Part("aggregation"),
    _name("field", "field_id"),
    Part("timing"),
    _name("date", "date_field_id"),
    _name("until", "date_to_field_id"),
    _name("salesperson", "user_field_id"),
    _name("team", "team_field_id"),
    Part(
        "breakdowns",
        "breakdown_field_ids",
        read=lambda measure: sorted(measure.breakdown_field_ids.mapped("name")),
        say=_field_words,
    ),
    Part("company", "company_id"),
    # what it resolves to; the contents of metrics hold it, see `_fill_in_meanings`
    Part("meaning", label=None, read=lambda measure: None, parts=MEANING, since=2),
)


class CrmMetricMeasure(models.Model):
    """The parts of a measure that are approved together with its metrics.

    Its authors are noted also while no metric uses it yet.
    """

    _inherit = "crm.metric.measure"
    _approval_table = PARTS

    def _meanings(self):
        """Return what these measures resolve to; a few queries for all of them."""
        return Meanings(at_version(self))

    # a change of Python code, or of a custom field, reloads the registry
    @tools.ormcache("model_name", "name")
    def _field_closure(self, model_name, name):
        """Return what a field is computed from, as ``closure`` does."""
        return closure(self.env, model_name, name)

    def _approval_owners(self):
        metrics = self.env["crm.metric.definition"].sudo()
        owners = metrics.with_context(active_test=False).search(
            ["|", ("numerator_id", "in", self.ids), ("denominator_id", "in", self.ids)]
        )
        return owners.sudo(self.env.su)


@lru_cache(maxsize=1024)
def _normalised_domain(domain):
    """Return a condition with normalised white space, which is no change."""
    try:
        return repr(ast.literal_eval(domain or "[]"))
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return domain
