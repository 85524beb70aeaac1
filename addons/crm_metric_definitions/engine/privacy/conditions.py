"""Which conditions are about people, whatever path leads to them."""

from collections.abc import Iterable

from odoo.fields import Domain

#: whose records are people
PEOPLE = (
    *("res.users", "hr.employee", "hr.employee.public"),
    *("crm.team.member", "crm.salesperson.period"),
)
#: whose records can be people: teams of one, contacts of colleagues
KINDS = ("crm.team", "res.partner")
#: what a condition may ask of people, teams and contacts without telling them apart
IMPERSONAL = ("active", "share")


def names_person(model, domain, of_person=False):
    """Tell whether a condition picks records of people by who or what they are.

    ``user_id = 7``, ``user_id.name = "Ann"``, ``user_id.notification_type = "email"``,
    ``team_id.member_ids in [7]`` do, and so do their negations, which give the same
    figure as a difference; ``user_id is set`` and ``user_id.active = True`` do not.

    :param of_person: the model's records are, or are reached through, people
    """
    return any(
        _names_person(model, condition, of_person)
        for condition in domain.iter_conditions()
    )


def _names_person(model, condition, of_person):
    source, field, models = _path(model, condition)
    of_person = of_person or any(one._name in PEOPLE for one in models)
    target = _target(source, field)
    to_person = target is not None and target._name in PEOPLE
    if condition.operator in ("any", "not any"):
        return names_person(target, Domain(condition.value), of_person or to_person)
    if not of_person:
        return to_person and any(values_of(condition))
    if field.name == "id":
        return any(values_of(condition))
    return field.name not in IMPERSONAL


def named_ids(model, domain):
    """Return {(model, id)} of the teams and contacts that a condition names.

    The id None stands for teams that nobody knows by now: those that a text will find,
    those of some size or some leader, and those that are left by excluding others.
    """
    found = set()
    for condition in domain.iter_conditions():
        source, field, models = _path(model, condition)
        target = _target(source, field)
        if condition.operator in ("any", "not any"):
            inner = Domain(condition.value)
            found |= named_ids(target, inner)
            if target._name in KINDS and condition.operator == "not any":
                found |= {(target._name, None)} if not inner.is_true() else set()
            continue
        through = {one._name for one in models}
        if field.name == "id":
            through.discard(source._name)
            target = source
        values = [v for v in values_of(condition) if v and not isinstance(v, bool)]
        if target is not None and target._name in KINDS:
            kind = target._name
            found |= {(kind, None if isinstance(v, str) else v) for v in values}
            negative = condition.operator in Domain.NEGATIVE_OPERATORS
            if values and (negative or "!" in list(domain)):
                found.add((kind, None))
        if "crm.team" in through and field.name not in IMPERSONAL:
            found.add(("crm.team", None))
    return found


def contact_conditions(model, domain):
    """Return [Domain, …] on contacts: what a condition asks of each contact it reaches.

    All that is asked of one contact is one of them: together it may name a colleague.
    """
    found, asked = [], {}
    for condition in domain.iter_conditions():
        names, current, way = condition.field_expr.split("."), model, []
        while names and current._name != "res.partner":
            way.append(names.pop(0))
            field = current._fields[way[-1]]
            if not field.relational:
                break
            current = model.env[field.comodel_name]
        value = condition.value
        if condition.operator in ("any", "not any") and not names:
            inner = Domain(value)
            if current._name != "res.partner":
                found += contact_conditions(current, inner)
                continue
        elif current._name == "res.partner" and names:
            if names[-1] in IMPERSONAL or names == ["id"]:
                continue
            inner = Domain(".".join(names), condition.operator, value)
        else:
            continue
        found.append(inner)
        asked.setdefault(tuple(way), []).append(inner)
    found += [Domain.AND(parts) for parts in asked.values() if len(parts) > 1]
    return found


def _path(model, condition):
    """Return (model of the last field, the last field, the models passed)."""
    models = [model]
    for name in condition.field_expr.split("."):
        field = models[-1]._fields[name]
        source = models[-1]
        if field.relational:
            models.append(model.env[field.comodel_name])
    if field.relational:
        models.pop()
    return source, field, models


def _target(source, field):
    return source.env[field.comodel_name] if field.relational else None


def values_of(condition):
    value = condition.value
    if isinstance(value, Iterable) and not isinstance(value, str):
        return value
    return [value]
