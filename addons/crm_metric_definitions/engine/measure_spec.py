from odoo import models
from odoo.fields import Domain

from .errors import MeasureError

DATE_TYPES = ("date", "datetime")
NUMBER_TYPES = ("integer", "float", "monetary")
GROUP_TYPES = ("many2one", "selection", "boolean", "char", "integer")


class CrmMetricMeasure(models.Model):
    """What the engine reads of a measure, and what is in the way of computing it."""

    _inherit = "crm.metric.measure"

    def _spec(self, check_access=False):
        """Return what the engine needs: a dict of ids, names and a parsed Domain.

        :param check_access: also require that the acting user may read the fields
        :raises MeasureError: with one sentence, where something is missing
        """
        self.ensure_one()
        measure = self.sudo()
        if not measure.model:
            raise MeasureError(self.env._("it does not say which records to count."))
        if measure.model not in self.env:
            raise MeasureError(
                self.env._("the records “%s” no longer exist.", measure.model)
            )
        model = self.env[measure.model]
        if model._abstract or model._transient:
            raise MeasureError(
                self.env._("“%s” holds no lasting records.", model._description)
            )
        if check_access:
            model.check_access("read")
        spec = {"measure": measure.id, "model": measure.model, "timing": measure.timing}
        spec["include_archived"] = measure.include_archived
        spec["aggregation"] = measure.aggregation
        spec["date"] = self._stored(
            model, measure.date_field_name, DATE_TYPES, check_access
        )
        if not spec["date"]:
            raise MeasureError(self.env._("it does not say which date counts."))
        spec["until"] = self._stored(
            model, measure.date_to_field_name, DATE_TYPES, check_access
        )
        spec["field"] = self._aggregated(model, check_access)
        spec["currency"] = _foreign_currency(model, spec)
        # who may see people is asked of those who look, not of those who define
        spec["user"] = self._stored(
            model, measure.user_field_name, ("many2one",), False
        )
        spec["team"] = self._stored(
            model, measure.team_field_name, ("many2one",), False
        )
        spec["breakdowns"] = {
            name
            for name in measure.breakdown_field_ids.mapped("name")
            if self._stored(model, name, GROUP_TYPES, check_access)
        }
        spec["text"] = text = measure.domain or "[]"
        if check_access:
            spec["domain"] = self._parsed_domain(model, text, check_access)
        else:
            spec["domain"] = self._checked_domain(model._name, text)
        return spec

    def _aggregated(self, model, check_access):
        name, how = self.sudo().field_name, self.sudo().aggregation
        if how == "count":
            return None
        if not name:
            raise MeasureError(self.env._("it does not say what is added up."))
        if how == "count_distinct":
            kinds = (*GROUP_TYPES, *DATE_TYPES)
        else:
            kinds = NUMBER_TYPES
        if self.sudo().timing == "level" and how == "count_distinct":
            raise MeasureError(
                self.env._(
                    "different values can be counted for events, not for a state."
                )
            )
        return self._stored(model, name, kinds, check_access)

    def _stored(self, model, name, kinds, check_access):
        """Return a field name after making sure that SQL can use it."""
        if not name:
            return None
        field = model._fields.get(name)
        label = model._description
        if field is None:
            raise MeasureError(
                self.env._(
                    "the field “%(field)s” of %(model)s no longer exists.",
                    field=name,
                    model=label,
                )
            )
        if not (field.store and field.column_type):
            raise MeasureError(
                self.env._(
                    "the field “%(field)s” of %(model)s is not stored.",
                    field=name,
                    model=label,
                )
            )
        if field.type not in kinds:
            raise MeasureError(
                self.env._(
                    "the field “%(field)s” of %(model)s cannot be used here.",
                    field=name,
                    model=label,
                )
            )
        if check_access and not model._has_field_access(field, "read"):
            raise MeasureError(
                self.env._(
                    "you may not read the field “%(field)s” of %(model)s.",
                    field=name,
                    model=label,
                )
            )
        return name

    def _counted_domain(self, date_from, date_to, company, tz):
        """Return the Domain of the records counted in ``[date_from, date_to)``.

        Search with ``active_test=False``: archived ones are excluded here where
        the measure says so.
        """
        spec = self._spec()
        engine = self.env["crm.metric.engine"]
        return Domain.AND(
            [
                spec["domain"],
                engine._active_domain(spec),
                engine._company_domain(spec, company),
                engine._currency_domain(spec, company),
                engine._date_domain(spec, date_from, date_to, tz),
            ]
        )


def _foreign_currency(model, spec):
    """Return the field that says in which currency an amount is, where that can differ.

    None where it is the company's own: related to it, or computed and so not told by
    the record.
    """
    field = model._fields.get(spec["field"])
    if spec["aggregation"] not in ("sum", "average") or field.type != "monetary":
        return None
    currency = model._fields[field.get_currency_field(model)]
    if currency.related == "company_id.currency_id":
        return None
    return currency.name if currency._description_searchable else None
