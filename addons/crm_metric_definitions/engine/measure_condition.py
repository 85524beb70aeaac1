"""Which records count: a condition that PostgreSQL computes, today as tomorrow.

What would fail in a query is found here, when the condition is typed. Each rule is a
small function that returns a sentence or None, so that all problems of a condition are
said at once.
"""

import ast

from odoo import tools
from odoo.fields import Domain
from odoo.tools import OrderedSet
from odoo.tools.date_utils import parse_iso_date
from odoo.tools.query import Query

from .errors import MeasureError
from .filters import condition_sql, values_of

DATE_TYPES = ("date", "datetime")
PATTERNS = ("=like", "=ilike")


def checked_domain(model, text, check_access=False):
    """Return a condition on the model's records as a Domain.

    :param check_access: also require that the acting user may read the fields
    :raises MeasureError: with all that is in the way of computing it
    """
    domain = _remembered_domain(model, text)
    if check_access:
        _refuse(_problems(model, domain, check_access=True))
    return domain


# ormcache takes the model from a parameter of the name "self"
@tools.ormcache("text")
def _remembered_domain(self, text):
    return _parsed_domain(self, text)


def _parsed_domain(model, text):
    try:
        domain = Domain(ast.literal_eval(text))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        raise MeasureError(_unreadable(model.env, text)) from None
    _refuse(_problems(model, domain))
    clean = model.sudo().with_context(active_test=False)
    try:
        # as for a figure, down to the values: fields convert them, and
        # PostgreSQL takes no text with a NUL
        query = Query(clean.env, clean._table, clean._table_sql)
        clean.env.cr.mogrify(condition_sql(clean, query, domain))
    except Exception as error:
        # whatever the ORM says of a condition it cannot turn into SQL
        reason = str(error).replace("\x00", "\\x00")[:200]
        raise MeasureError(
            model.env._("its condition cannot be computed: %s", reason)
        ) from error
    return domain


def _refuse(problems):
    if problems:
        raise MeasureError("\n".join(dict.fromkeys(problems)))


def _problems(model, domain, check_access=False):
    """Return the sentences that say what is wrong with a condition."""
    problems = []
    for condition in domain.iter_conditions():
        problems += _condition_problems(model, condition, check_access)
    return problems


def _condition_problems(model, condition, check_access):
    env, field, path = model.env, None, condition.field_expr
    for name in path.split("."):
        problem = _step_problem(env, model, name, path, check_access)
        if problem:
            return [problem]
        field = model._fields[name]
        model = env[field.comodel_name] if field.relational else None
    problems = [rule(env, field, condition) for rule in RULES]
    problems = [problem for problem in problems if problem]
    if condition.operator in ("any", "not any") and model is not None:
        try:
            inner = Domain(condition.value)
        except (ValueError, TypeError, RecursionError):
            return [*problems, _unreadable(env, condition.value)]
        problems += _problems(model, inner, check_access)
    return problems


def _unreadable(env, literal):
    return env._("its condition cannot be read: %s", str(literal)[:200])


# -- rules: all of them take the same, whatever they need ------------------------
# pylint: disable=unused-argument


def _step_problem(env, model, name, path, check_access):
    """Every field on every path must be stored and, if asked, readable."""
    if model is None:
        return env._("its condition names “%s”, which leads nowhere.", path)
    field = model._fields.get(name)
    if field is None or _has_no_records(field):
        return env._(
            "its condition names “%(field)s”, which %(model)s does not have.",
            field=name,
            model=model._description,
        )
    to_many = field.type in ("one2many", "many2many")
    if not (field.store or to_many or name == "id"):
        return env._("its condition uses “%s”, which is not stored.", path)
    if check_access and not model._has_field_access(field, "read"):
        return env._("its condition uses “%s”, which you may not read.", path)
    return None


def _has_no_records(field):
    """Tell whether a field to many records is computed, so that SQL finds none."""
    if field.store:
        return False
    return field.type == "many2many" or field.type == "one2many" and bool(field.compute)


def _day_that_moves(env, field, condition):
    """Refuse “today”, “-3m” and the like."""
    if field.type in DATE_TYPES and _moves(condition.value):
        return env._(
            "its condition compares with a day that moves (“%s”): the figure of a past"
            " period would change every day.",
            condition.value,
        )
    return None


def _unchecked_operator(env, field, condition):
    """Refuse the operators that skip the access rules."""
    if condition.operator in ("any!", "not any!"):
        return env._("its condition uses an operator that is not allowed.")
    return None


def _broken_pattern(env, field, condition):
    """Refuse what PostgreSQL would fail on at the first record that is compared."""
    value = condition.value
    if not isinstance(value, str) or not condition.operator.endswith(PATTERNS):
        return None
    if (len(value) - len(value.rstrip("\\"))) % 2 == 0:
        return None
    return env._(
        "its condition ends in a backslash, which is not a pattern: %s", value[:200]
    )


def _text_for_id(env, field, condition):
    """Refuse to compare the number of a record with a text."""
    is_ordered = condition.operator in ("<", ">", "<=", ">=")
    if field.name != "id" and not (field.relational and is_ordered):
        return None
    if not any(isinstance(value, str) for value in values_of(condition)):
        return None
    return env._("its condition compares records with a text: “%s”.", condition.value)


RULES = (_day_that_moves, _unchecked_operator, _broken_pattern, _text_for_id)


def _moves(value):
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list | tuple | set | frozenset | OrderedSet):
        return False
    return any(isinstance(text, str) and not _is_a_day(text) for text in values)


def _is_a_day(text):
    try:
        parse_iso_date(text)
    except ValueError:
        return False
    return True
