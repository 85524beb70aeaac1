import ast

from odoo import models, tools
from odoo.fields import Domain
from odoo.tools import OrderedSet
from odoo.tools.date_utils import parse_iso_date
from odoo.tools.query import Query

from .crm_metric_condition_people import values_of
from .crm_metric_engine_condition import condition_sql
from .measure_error import MeasureError

DATE_TYPES = ("date", "datetime")
NUMBER_TYPES = ("integer", "float", "monetary")
PATTERNS = ("=like", "=ilike")
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

    @tools.ormcache("model_name", "text")
    def _checked_domain(self, model_name, text):
        """Return a condition, parsed and checked once for all figures."""
        return self._parsed_domain(self.env[model_name], text, check_access=False)

    def _read_domain(self, literal):
        try:
            return Domain(literal)
        except (ValueError, TypeError, RecursionError):
            raise MeasureError(
                self.env._("its condition cannot be read: %s", str(literal)[:200])
            ) from None

    def _parsed_domain(self, model, text, check_access):
        try:
            domain = self._read_domain(ast.literal_eval(text))
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            raise MeasureError(
                self.env._("its condition cannot be read: %s", text[:200])
            ) from None
        self._check_conditions(model, domain, check_access)
        clean = model.sudo().with_context(active_test=False)
        try:
            # as for a figure, down to the values: fields convert them, and
            # PostgreSQL takes no text with a NUL
            query = Query(clean.env, clean._table, clean._table_sql)
            clean.env.cr.mogrify(condition_sql(clean, query, domain))
        except Exception as error:
            # whatever the ORM says of a condition it cannot turn into SQL
            said = str(error).replace("\x00", "\\x00")[:200]
            raise MeasureError(
                self.env._("its condition cannot be computed: %s", said)
            ) from error
        return domain

    def _check_conditions(self, model, domain, check_access):
        """Every field on every path must be stored and, if asked, readable."""
        for condition in domain.iter_conditions():
            current = model
            for name in condition.field_expr.split("."):
                if current is None:
                    raise MeasureError(
                        self.env._(
                            "its condition names “%s”, which leads nowhere.",
                            condition.field_expr,
                        )
                    )
                field = current._fields.get(name)
                if field is not None and field.type in ("one2many", "many2many"):
                    if not field.store and field.type == "many2many":
                        field = None
                    elif field.compute and not field.store:
                        field = None
                elif field is not None and name != "id" and not field.store:
                    raise MeasureError(
                        self.env._(
                            "its condition uses “%s”, which is not stored.",
                            condition.field_expr,
                        )
                    )
                if field is None:
                    raise MeasureError(
                        self.env._(
                            "its condition names “%(field)s”, which %(model)s"
                            " does not have.",
                            field=name,
                            model=current._description,
                        )
                    )
                if check_access and not current._has_field_access(field, "read"):
                    raise MeasureError(
                        self.env._(
                            "its condition uses “%s”, which you may not read.",
                            condition.field_expr,
                        )
                    )
                current = self.env[field.comodel_name] if field.relational else None
            if field.type in DATE_TYPES and _moves(condition.value):
                raise MeasureError(
                    self.env._(
                        "its condition compares with a day that moves (“%s”): the"
                        " figure of a past period would change every day.",
                        condition.value,
                    )
                )
            if condition.operator in ("any!", "not any!"):
                raise MeasureError(
                    self.env._("its condition uses an operator that is not allowed.")
                )
            if _is_broken_pattern(condition):
                raise MeasureError(
                    self.env._(
                        "its condition ends in a backslash, which is no pattern: %s",
                        condition.value[:200],
                    )
                )
            if _is_no_id(field, condition):
                raise MeasureError(
                    self.env._(
                        "its condition compares records with a text: “%s”.",
                        condition.value,
                    )
                )
            if condition.operator in ("any", "not any") and current is not None:
                inner = self._read_domain(condition.value)
                self._check_conditions(current, inner, check_access)

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


def _is_no_id(field, condition):
    """Tell whether PostgreSQL would compare the number of a record with a text."""
    ordered = condition.operator in ("<", ">", "<=", ">=")
    if field.name != "id" and not (field.relational and ordered):
        return False
    return any(isinstance(value, str) for value in values_of(condition))


def _moves(value):
    """Tell whether a condition compares with "today", "-3m" and the like."""
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list | tuple | set | frozenset | OrderedSet):
        return False
    for text in values:
        if isinstance(text, str):
            try:
                parse_iso_date(text)
            except ValueError:
                return True
    return False


def _is_broken_pattern(condition):
    """Tell whether PostgreSQL would fail on the first record that is compared."""
    value = condition.value
    if not isinstance(value, str) or not condition.operator.endswith(PATTERNS):
        return False
    return (len(value) - len(value.rstrip("\\"))) % 2 == 1


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
