"""Checks a measure's condition: PostgreSQL can compute it, whatever the day is.

What would fail in a query is found here, when the condition is typed, and all problems
of a condition are said at once.
"""

import ast
import re

from odoo import tools
from odoo.fields import Domain
from odoo.tools.date_utils import parse_iso_date
from odoo.tools.query import Query

from .errors import MeasureError
from .filters import condition_sql, values_of
from .source_spec import end_of

DATE_TYPES = ("date", "datetime")
PATTERNS = ("=like", "=ilike")
#: what is meant as a day of the calendar, whether or not there is such a day
DAY = re.compile(r"\d+[-./]\d+[-./]\d+")


def checked_domain(model, text, check_access=False):
    """Return a condition as a Domain, or raise MeasureError with all its problems.

    :param check_access: also require that the acting user may read the fields
    """
    domain = _cached_domain(model, text)
    if check_access:
        _refuse(_problems(model, domain, check_access=True))
    return domain


# ormcache takes the model from a parameter of the name "self"
@tools.ormcache("text")
def _cached_domain(self, text):
    try:
        domain = Domain(ast.literal_eval(text))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        raise MeasureError(_unreadable(self.env, text)) from None
    _refuse(_problems(self, domain))
    # time zone and company do not matter: the SQL is not executed
    clean = self.sudo().with_context(active_test=False)
    try:
        # build the SQL with its values, as a figure does: a field may refuse a value,
        # and PostgreSQL refuses text with a NUL
        query = Query(clean.env, clean._table, clean._table_sql)
        clean.env.cr.mogrify(condition_sql(clean, query, domain))
    except Exception as error:
        # whatever the ORM says of a condition it cannot turn into SQL
        reason = str(error).replace("\x00", "\\x00")[:200]
        raise MeasureError(
            self.env._("its condition cannot be computed: %s", reason)
        ) from error
    return domain


def used_paths(model, domain):
    """Return the paths of fields that a condition uses, also inside of "any"."""
    paths = []
    for condition in domain.iter_conditions():
        path, target = condition.field_expr, None
        if condition.operator in ("any", "not any"):
            target = end_of(model, path)
        inner = Domain(condition.value) if target is not None else Domain.TRUE
        if inner.is_true() or inner.is_false():
            paths.append(path)
        else:
            paths += [f"{path}.{each}" for each in used_paths(target, inner)]
    return paths


def used_fields(model, domain):
    """Return [(model name, field name), …] of all steps of these paths."""
    used = []
    for path in used_paths(model, domain):
        passed = model
        for name in path.split("."):
            used.append((passed._name, name))
            passed = end_of(passed, name)
    return used


def _refuse(problems):
    problems = dict.fromkeys(problems)
    if problems:
        raise MeasureError("\n".join(problems))


def _unreadable(env, literal):
    return env._("its condition cannot be read: %s", str(literal)[:200])


def _problems(model, domain, check_access=False):
    """Yield the sentences that say what is wrong with a condition."""
    for condition in domain.iter_conditions():
        yield from _condition_problems(model, condition, check_access)


def _condition_problems(model, condition, check_access):
    env, field, path = model.env, None, condition.field_expr
    for name in path.split("."):
        problem = _step_problem(env, model, name, path, check_access)
        if problem:
            yield problem
            return
        field = model._fields[name]
        model = env[field.comodel_name] if field.relational else None
    yield from _value_problems(env, field, condition)
    if condition.operator in ("any", "not any") and model is not None:
        try:
            inner = Domain(condition.value)
        except (ValueError, TypeError, RecursionError):
            yield _unreadable(env, condition.value)
        else:
            yield from _problems(model, inner, check_access)


def _step_problem(env, model, name, path, check_access):
    """Return why a field on a path is not stored or, if asked, not readable."""
    if model is None:
        return env._("its condition names “%s”, which leads nowhere.", path)
    field = model._fields.get(name)
    if field is not None and field.type in ("properties", "properties_definition"):
        return env._(
            "its condition uses “%s”: properties differ from team to team, so they"
            " cannot say what counts.",
            path,
        )
    to_many = field is not None and field.type in ("one2many", "many2many")
    # a computed to-many field: SQL would find no records
    is_empty = (
        to_many and not field.store and (field.type != "one2many" or field.compute)
    )
    if field is None or is_empty:
        return env._(
            "its condition names “%(field)s”, which %(model)s does not have.",
            field=name,
            model=model._description,
        )
    if not (field.store or to_many or name == "id"):
        return env._("its condition uses “%s”, which is not stored.", path)
    if check_access and not model._has_field_access(field, "read"):
        return env._("its condition uses “%s”, which you may not read.", path)
    return None


def _value_problems(env, field, condition):
    """Yield what is wrong with the operator and the value of a condition."""
    operator, value = condition.operator, condition.value
    texts = [text for text in values_of(condition) if isinstance(text, str)]
    if field.type in DATE_TYPES:
        yield from _day_problems(env, value, texts)
    if field.type == "selection" and operator in ("=", "!=", "in", "not in"):
        known = field.get_values(env)
        for text in texts:
            if text and text not in known:
                yield env._(
                    "its condition compares “%(field)s” with “%(value)s”, which cannot"
                    " be chosen there.",
                    field=field._description_string(env),
                    value=text[:100],
                )
    # these operators skip the access rules
    if operator in ("any!", "not any!"):
        yield env._("its condition uses an operator that is not allowed.")
    # PostgreSQL would fail on a pattern that ends in a single backslash
    is_pattern = isinstance(value, str) and operator.endswith(PATTERNS)
    if is_pattern and (len(value) - len(value.rstrip("\\"))) % 2:
        yield env._(
            "its condition ends in a backslash, which is not a pattern: %s", value[:200]
        )
    is_ordered = field.relational and operator in ("<", ">", "<=", ">=")
    if texts and (field.name == "id" or is_ordered):
        yield env._("its condition compares records with a text: “%s”.", value)


def _day_problems(env, value, texts):
    for text in texts:
        try:
            parse_iso_date(text)
        except ValueError:
            if DAY.match(text):
                yield env._("its condition names “%s”, which is no day.", text[:100])
                continue
            # “today”, “-3m” and the like
            yield env._(
                "its condition compares with a relative date (“%s”): the figure of a"
                " past period would change every day.",
                value,
            )
