"""Finds the conditions that name people, over any path of fields."""

from dataclasses import dataclass

from odoo.fields import Domain

from ..filters import values_of

TEAM, CONTACT = "crm.team", "res.partner"
#: models whose records are people
PERSON_MODELS = (
    *("res.users", "hr.employee", "hr.employee.public"),
    *("crm.team.member", "crm.salesperson.period"),
)
#: models whose records may stand for one person: a team, a colleague's contact
MAYBE_PERSONAL_MODELS = (TEAM, CONTACT)
#: fields of these models that a condition may use without naming anybody
SAFE_FIELDS = ("active", "share")


@dataclass(frozen=True)
class NamedPeople:
    """The people, teams and contacts that the measures' conditions name or may name."""

    person: bool = False  # a condition names a person
    teams: frozenset = frozenset()  # ids of those that are named, see ``named_ids``
    contacts: frozenset = frozenset()
    contact_conditions: tuple = ()  # Domains on contacts, see ``contact_conditions``

    @classmethod
    def of(cls, env, measures):
        measures = list(measures)
        conditions = [(env[measure.model], measure.domain) for measure in measures]
        named = set().union(*(named_ids(*condition) for condition in conditions))
        return cls(
            any(names_person(*condition) for condition in conditions)
            or any(
                condition.field_expr in measure.source.people
                and any(values_of(condition))
                for measure in measures
                for condition in measure.domain.iter_conditions()
            ),
            frozenset(id_ for kind, id_ in named if kind == TEAM),
            frozenset(id_ for kind, id_ in named if kind == CONTACT),
            tuple(sum((contact_conditions(*each) for each in conditions), [])),
        )


def names_person(model, domain, of_person=False):
    """Tell whether a condition picks records of people by who or what they are.

    ``user_id = 7``, ``user_id.name = "Ann"``, ``user_id.notification_type = "email"``,
    ``team_id.member_ids in [7]`` do, and so do their negations, which give the same
    figure as a difference; ``user_id is set`` and ``user_id.active = True`` do not.

    :param of_person: the model's records are, or are reached through, people
    """
    return any(
        _condition_names_person(model, condition, of_person)
        for condition in domain.iter_conditions()
    )


def _condition_names_person(model, condition, of_person):
    source, field, passed = _path(model, condition)
    of_person = of_person or any(each._name in PERSON_MODELS for each in passed)
    target = _target(source, field)
    to_person = target is not None and target._name in PERSON_MODELS
    if condition.operator in ("any", "not any"):
        return names_person(target, Domain(condition.value), of_person or to_person)
    if not of_person:
        return to_person and any(values_of(condition))
    if field.name == "id":
        return any(values_of(condition))
    return field.name not in SAFE_FIELDS


def named_ids(model, domain):
    """Return {(model, id)} of the teams and contacts that a condition names.

    The id None means unknown records: the condition finds them by text, by a team's
    size or leader, or by excluding others.
    """
    named = set()
    for condition in domain.iter_conditions():
        source, field, passed = _path(model, condition)
        target = _target(source, field)
        if condition.operator in ("any", "not any"):
            inner = Domain(condition.value)
            named |= named_ids(target, inner)
            excludes = condition.operator == "not any" and not inner.is_true()
            if target._name in MAYBE_PERSONAL_MODELS and excludes:
                named.add((target._name, None))
            continue
        through = {each._name for each in passed}
        if field.name == "id":
            through.discard(source._name)
            target = source
        values = [v for v in values_of(condition) if v and not isinstance(v, bool)]
        if target is not None and target._name in MAYBE_PERSONAL_MODELS:
            for value in values:
                is_text = isinstance(value, str)
                named.add((target._name, None if is_text else value))
            negative = condition.operator in Domain.NEGATIVE_OPERATORS
            if values and (negative or "!" in list(domain)):
                named.add((target._name, None))
        if TEAM in through and field.name not in SAFE_FIELDS:
            named.add((TEAM, None))
    return named


def contact_conditions(model, domain):
    """Return [Domain, …] on contacts: what a condition asks of each contact it reaches.

    Conditions on the same contact are also combined into one Domain, because together
    they may name a colleague.
    """
    domains, domains_by_path = [], {}
    for condition in domain.iter_conditions():
        names, current, path = condition.field_expr.split("."), model, []
        while names and current._name != CONTACT:
            path.append(names.pop(0))
            field = current._fields[path[-1]]
            if not field.relational:
                break
            current = model.env[field.comodel_name]
        if condition.operator in ("any", "not any") and not names:
            inner = Domain(condition.value)
            if current._name != CONTACT:
                domains += contact_conditions(current, inner)
                continue
        elif current._name == CONTACT and names:
            if names[-1] in SAFE_FIELDS or names == ["id"]:
                continue
            inner = Domain(".".join(names), condition.operator, condition.value)
        else:
            continue
        domains.append(inner)
        domains_by_path.setdefault(tuple(path), []).append(inner)
    domains += [Domain.AND(each) for each in domains_by_path.values() if len(each) > 1]
    return domains


def _path(model, condition):
    """Return (model of the last field, the last field, the models passed)."""
    passed = [model]
    for name in condition.field_expr.split("."):
        source = passed[-1]
        field = source._fields[name]
        if field.relational:
            passed.append(model.env[field.comodel_name])
    if field.relational:
        passed.pop()
    return source, field, passed


def _target(source, field):
    return source.env[field.comodel_name] if field.relational else None
