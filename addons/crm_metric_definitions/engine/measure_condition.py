import ast

from odoo import models, tools
from odoo.fields import Domain
from odoo.tools import OrderedSet
from odoo.tools.date_utils import parse_iso_date
from odoo.tools.query import Query

from .errors import MeasureError
from .filters import condition_sql
from .measure_spec import DATE_TYPES
from .privacy.conditions import values_of

PATTERNS = ("=like", "=ilike")


class CrmMetricMeasure(models.Model):
    """Which records count: a condition that PostgreSQL computes, today as tomorrow.

    What would fail in a query fails here, for this measure alone.
    """

    _inherit = "crm.metric.measure"

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
