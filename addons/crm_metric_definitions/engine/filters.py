"""Conditions and aggregates of the engine's queries, built from Odoo's Domains."""

from collections.abc import Iterable

from odoo import tools
from odoo.fields import Domain
from odoo.tools import SQL

#: a row begins with the number of its period and its group
FIRST_COLUMN = 2


def split_conditions(model, domains):
    """Split conditions into what all measures share and what each one adds.

    Only ``optimize``, not ``optimize_full``: the result is cached, and
    ``optimize_full`` may depend on the transaction.

    :return: (Domain of all records of interest, [Domain of each among these, …])
    """
    conditions = [conjuncts(domain.optimize(model)) for domain in domains]
    shared = [
        part for part in conditions[0] if all(part in each for each in conditions)
    ]
    rests = [[part for part in each if part not in shared] for each in conditions]
    # in an OR, a filter that implies another one can be left out
    widest = [rest for rest in rests if not any(_implies(rest, o) for o in rests)]
    of_interest = Domain.OR(map(Domain.AND, widest)).optimize(model)
    filters = [Domain.AND(rest).optimize(model) for rest in rests]
    return (
        Domain.AND([*shared, of_interest]).optimize(model),
        [Domain.TRUE if each == of_interest else each for each in filters],
    )


def conjuncts(domain):
    """Return the parts of a Domain of which all must hold."""
    if domain.is_true():
        return []
    if getattr(domain, "OPERATOR", None) == "&":
        return [part for child in domain.children for part in conjuncts(child)]
    return [domain]


def _implies(rest, other):
    return len(other) < len(rest) and all(part in rest for part in other)


def values_of(condition):
    """Return the values that a condition compares with."""
    value = condition.value
    if isinstance(value, Iterable) and not isinstance(value, str):
        return value
    return [value]


def condition_sql(model, query, domain):
    domain = domain.optimize_full(model)
    domain = domain.map_conditions(lambda part: _as_ids(model, part))
    return domain._to_sql(model, model._table, query)


def aggregates(model, query, measures, filters, sign=None):
    """Return the columns to select, without duplicates, and those of each measure.

    :param sign: SQL of 1 or -1 for records that enter or leave
    :return: ([SQL, …], [[index of the total, index of the records], …]), indexes in
        the whole row; a sum of states has a third one, of the number of its values
    """
    columns, indexes = {}, []
    for measure, domain in zip(measures, filters, strict=True):
        used = _columns(model, query, measure, domain, sign)
        indexes.append(
            [columns.setdefault(sql, FIRST_COLUMN + len(columns)) for sql in used]
        )
    return list(columns), indexes


def _columns(model, query, measure, domain, sign):
    """Return total and number of records of one measure as SQL.

    SUM is NULL where no record has a value. For a state that is not enough, because
    values enter and leave: a third column counts them.
    """
    condition = None
    if not domain.is_true():
        condition = condition_sql(model, query, domain)
    records = _count(SQL("COUNT(*)"), sign, condition)
    if measure.aggregation == "count":
        return records, records
    column = value_column(model, model._table, measure.field, query)
    if measure.aggregation == "count_distinct":
        return _filtered(SQL("COUNT(DISTINCT %s)", column), condition), records
    value = SQL("%s * %s", sign, column) if sign else column
    total = _filtered(SQL("SUM(%s)", value), condition)
    values = _count(SQL("COUNT(%s)", column), sign, condition, column)
    if measure.aggregation == "average":
        return total, values
    return (total, records, values) if sign else (total, records)


def value_column(model, alias, name, query):
    """Return the SQL of a field's value, NULL where there is none.

    The ORM reads a value that a company has not set, and for which there is no default,
    as 0; an average has to leave it out. Odoo stores a 0 that somebody sets in the same
    way, so it is left out, too.
    """
    field, column = model._fields[name], model._field_to_sql(alias, name, query)
    if not field.company_dependent:
        return column
    if name in model.env["ir.default"]._get_model_defaults(model._name):
        return column
    own, company = SQL.identifier(alias, name), str(model.env.company.id)
    return SQL("CASE WHEN %s->>%s IS NOT NULL THEN %s END", own, company, column)


def _count(count, sign, condition, column=None):
    """Count records, or their signs; with a column, only where it has a value."""
    if not sign:
        return _filtered(count, condition)
    if column is not None:
        sign = SQL("CASE WHEN %s IS NOT NULL THEN %s END", column, sign)
    return _filtered(SQL("SUM(%s)", sign), condition)


def _filtered(aggregate, condition):
    if condition is None:
        return aggregate
    return SQL("%s FILTER (WHERE %s)", aggregate, condition)


def _as_ids(model, condition):
    """Write "one of many related records …" as ``id IN (…)``.

    The ORM writes EXISTS for each record. The matching ids are the same for every
    record, so reading them once is twice as fast.
    """
    field = model._fields.get(condition.field_expr)
    if field is None or field.type not in ("one2many", "many2many") or not field.store:
        return condition
    if condition.operator not in ("any", "any!"):
        return condition
    comodel = model.env[field.comodel_name]
    related = field._get_query_for_condition_value(
        model, comodel, condition.operator, condition.value
    )
    if field.type == "many2many":
        ids = SQL(
            "SELECT %s FROM %s WHERE %s IN %s",
            SQL.identifier(field.column1),
            SQL.identifier(field.relation),
            SQL.identifier(field.column2),
            related.subselect(),
        )
    elif comodel._fields[field.inverse_name].store:
        ids = related.select(
            comodel._field_to_sql(related.table, field.inverse_name, related)
        )
    else:
        return condition
    return Domain.custom(
        to_sql=lambda model, alias, query: SQL(
            "%s IN (%s)", model._field_to_sql(alias, "id", query), ids
        )
    )


# -- whose a record is -------------------------------------------------------


def belongs_to(env, paths, company):
    """Return the Domain of a company's records: the first path that leads to a company
    decides. Where the database has one company, that one owns everything."""
    domain = Domain.FALSE
    if not paths or _is_only_company(env["res.company"]):
        return Domain.TRUE
    for path in reversed(paths):
        domain = Domain(path, "=", company.id) | (_leads_nowhere(path) & domain)
    return domain


def belongs_to_nobody(env, paths):
    """Return the Domain of records of which no path tells the company."""
    if not paths or _is_only_company(env["res.company"]):
        return Domain.FALSE
    return Domain.AND(map(_leads_nowhere, paths))


def _leads_nowhere(path):
    steps = path.split(".")
    parts = [".".join(steps[: end + 1]) for end in range(len(steps))]
    return Domain.OR(Domain(part, "=", False) for part in parts)


# ormcache takes the model from a parameter of the name "self"; Odoo clears this cache
# whenever a company is created or deleted
@tools.ormcache()
def _is_only_company(self):
    companies = self.sudo().with_context(active_test=False)
    return companies.search_count([], limit=2) == 1
