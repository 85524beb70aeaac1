"""Conditions and aggregates of the engine's queries, built from Odoo's Domains."""

from odoo.fields import Domain
from odoo.tools import SQL

#: a row begins with the place of its period and its group
FIRST = 2


def conditions(model, wanted):
    """Split what measures want into what they share and what each wants besides.

    No further than what the model's fields say: that holds in any transaction.

    :param wanted: Domains of the measures
    :return: (Domain of all records of interest, [Domain of each among these, …])
    """
    parts = [_conjuncts(domain.optimize(model)) for domain in wanted]
    shared = [part for part in parts[0] if all(part in one for one in parts)]
    rests = [[part for part in one if part not in shared] for one in parts]
    # whoever wants more than another adds nothing to "any of them"
    least = [one for one in rests if not any(_wants_less(o, one) for o in rests)]
    of_interest = Domain.OR(map(Domain.AND, least)).optimize(model)
    filters = [Domain.AND(one).optimize(model) for one in rests]
    return (
        Domain.AND([*shared, of_interest]).optimize(model),
        [Domain.TRUE if one == of_interest else one for one in filters],
    )


def condition_sql(model, query, domain):
    domain = domain.optimize_full(model)
    domain = domain.map_conditions(lambda part: _as_ids(model, part))
    return domain._to_sql(model, model._table, query)


def aggregates(question, query, sign=None):
    """Return the columns to select, each once, and where each spec finds its own.

    :param sign: SQL of 1 or -1 for records that enter or leave
    :return: ([SQL, …], [[place of the total, place of the records], …]), places in
        the whole row; a sum of states has a third one, of the number of its values
    """
    columns, places = {}, []
    for spec, domain in zip(question.specs, question.filters, strict=True):
        found = _columns(question.model, query, spec, domain, sign)
        places.append([columns.setdefault(sql, FIRST + len(columns)) for sql in found])
    return list(columns), places


def _columns(model, query, spec, domain, sign):
    """Return total and number of records of one spec as SQL.

    SUM is NULL where no record has a value. Of a state that does not show, since
    values that enter may leave again: their number is a third column.
    """
    condition = None
    if not domain.is_true():
        condition = condition_sql(model, query, domain)
    records = _total(SQL("COUNT(*)"), sign, condition)
    how = spec["aggregation"]
    if how == "count":
        return records, records
    column = model._field_to_sql(model._table, spec["field"], query)
    if how == "count_distinct":
        return _filtered(SQL("COUNT(DISTINCT %s)", column), condition), records
    value = SQL("%s * %s", sign, column) if sign else column
    total = _filtered(SQL("SUM(%s)", value), condition)
    values = _total(SQL("COUNT(%s)", column), sign, condition, column)
    if how == "average":
        return total, values
    return (total, records, values) if sign else (total, records)


def _total(count, sign, condition, given=None):
    """Count records, or their signs where there are signs."""
    if not sign:
        return _filtered(count, condition)
    if given is not None:
        sign = SQL("CASE WHEN %s IS NOT NULL THEN %s END", given, sign)
    return _filtered(SQL("SUM(%s)", sign), condition)


def _filtered(aggregate, condition):
    if condition is None:
        return aggregate
    return SQL("%s FILTER (WHERE %s)", aggregate, condition)


def _conjuncts(domain):
    """Return the parts of which all must hold."""
    if domain.is_true():
        return []
    if getattr(domain, "OPERATOR", None) == "&":
        return list(domain.children)
    return [domain]


def _wants_less(one, other):
    return len(one) < len(other) and all(part in other for part in one)


def _as_ids(model, condition):
    """Write "one of many related records …" as ``id IN (…)``.

    The ORM writes EXISTS for each record. The ids that meet the condition do not
    depend on the record: read once for all of them, that is twice as fast.
    """
    field = model._fields.get(condition.field_expr)
    if field is None or field.type not in ("one2many", "many2many") or not field.store:
        return condition
    if condition.operator not in ("any", "any!"):
        return condition
    comodel = model.env[field.comodel_name]
    found = field._get_query_for_condition_value(
        model, comodel, condition.operator, condition.value
    )
    if field.type == "many2many":
        ids = SQL(
            "SELECT %s FROM %s WHERE %s IN %s",
            SQL.identifier(field.column1),
            SQL.identifier(field.relation),
            SQL.identifier(field.column2),
            found.subselect(),
        )
    elif comodel._fields[field.inverse_name].store:
        ids = found.select(
            comodel._field_to_sql(found.table, field.inverse_name, found)
        )
    else:
        return condition
    return Domain.custom(
        to_sql=lambda model, alias, query: SQL(
            "%s IN (%s)", model._field_to_sql(alias, "id", query), ids
        )
    )
