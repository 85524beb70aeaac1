from dataclasses import dataclass

from odoo.fields import Domain

from ..lib.periods import utc_midnight
from .ends import ended_domain, known_end
from .errors import MeasureError
from .filters import belongs_to, belongs_to_nobody
from .measure_condition import DATE_TYPES, checked_domain, used_fields, used_paths
from .source_spec import SourceSpec, source_of

NUMBER_TYPES = ("integer", "float", "monetary")
GROUP_TYPES = ("many2one", "selection", "boolean", "char", "integer")


@dataclass(frozen=True, eq=False)
class MeasureSpec:
    """What the engine needs of a measure, and which records the measure counts."""

    id: int
    name: str
    model: str
    timing: str
    aggregation: str
    date: str
    until: str | None  # the date when a state ends
    field: str | None  # what is summed, averaged or told apart; None: records count
    currency: str | None  # the field that says in which currency an amount is
    user: str | None
    person: str | None  # who that is, in the words of the code
    team: str | None
    breakdowns: frozenset
    active: str | None  # the field that archives records, unless these count
    source: SourceSpec
    used: frozenset  # {(model, field)}: what the figure is read from
    condition: str  # the domain as text, and what is added to it
    domain: Domain
    members: Domain | None  # of people who were in a team then, for figures per person
    end_known: Domain | None  # open, or ended on a known date: records of a state
    ended: Domain | None  # what has ended, if the date is that of the end
    date_only: frozenset  # the date fields that hold a day instead of a moment

    @classmethod
    def of(cls, measure, check_access=False):
        """Read a measure, and make sure that SQL can compute it.

        :param check_access: also require that the acting user may read the fields
        :raises MeasureError: with all that is in the way
        """
        stored, env = measure.sudo(), measure.env
        model = _measured_model(env, stored.model)
        if check_access:
            model.check_access("read")
        source = source_of(stored)
        breakdowns = stored.breakdown_field_ids.mapped("name")
        problems = dict.fromkeys(
            _problems(model, stored, breakdowns, check_access)
        ) or dict.fromkeys(_not_offered(env, stored, source, breakdowns))
        if problems:
            raise MeasureError("\n".join(problems))
        field = None if stored.aggregation == "count" else stored.field_name
        dates = stored.date_field_name, stored.date_to_field_name or None
        domain = checked_domain(model, stored.domain or "[]", check_access)
        for path in used_paths(model, domain):
            if not source.offers(model, path):
                raise MeasureError(source.not_offered(env, path))
        known = known_end(model, dates[1]) if stored.timing == "level" else None
        return cls(
            id=stored.id,
            name=stored.name,
            model=stored.model,
            timing=stored.timing,
            aggregation=stored.aggregation,
            date=dates[0],
            until=dates[1],
            field=field,
            currency=_foreign_currency(model, field, stored.aggregation),
            user=stored.user_field_name or None,
            person=_person(model, stored.user_field_name),
            team=stored.team_field_name or None,
            breakdowns=frozenset(breakdowns),
            active=None if stored.include_archived else model._active_name,
            source=source,
            used=frozenset(
                [(stored.model, name) for name in (*dates, field) if name]
                + used_fields(model, domain)
            ),
            condition=f"{stored.domain or '[]'}{dates[1] if known else ''}",
            domain=domain,
            members=None,
            end_known=known,
            ended=ended_domain(model, dates[0]),
            date_only=frozenset(
                name for name in dates if name and model._fields[name].type == "date"
            ),
        )

    def group_field(self, breakdown):
        """Return the field of a breakdown, or None where it is not allowed."""
        if breakdown in ("user", "team"):
            return getattr(self, breakdown)
        is_allowed = isinstance(breakdown, str) and breakdown in self.breakdowns
        return breakdown if is_allowed else None

    def person_label(self, env):
        """Return who the salesperson of a record is, in the reader's language."""
        return env[self.model]._fields[self.user]._description_string(env)

    # -- which records count -----------------------------------------------

    def counted_domain(self, start, end, company, tz):
        """Return the Domain of the records counted in ``[start, end)``, to search with
        ``active_test=False``: it leaves archived ones out if the measure does."""
        return Domain.AND(
            [
                self.whole_domain,
                self.active_domain(),
                self.company_domain(company),
                self.currency_domain(company),
                self.date_domain(start, end, tz),
            ]
        )

    @property
    def key(self):
        """What tells measures apart in one call: a metric per salesperson counts less
        by the same measure than others do."""
        return self.id, self.members is not None

    @property
    def whole_domain(self):
        """What the measure states, and what follows from its dates and its metric."""
        return Domain.AND(
            part for part in (self.domain, self.end_known, self.members) if part
        )

    def active_domain(self):
        return Domain(self.active, "=", True) if self.active else Domain.TRUE

    def company_domain(self, company):
        """Records of the company, see ``filters.belongs_to``."""
        return belongs_to(company.env, self.source.company, company)

    def no_company_domain(self, env):
        """Records of which nothing tells the company: they count nowhere."""
        return belongs_to_nobody(env, self.source.company)

    def currency_domain(self, company):
        """Amounts in the company's currency: others cannot be added to them."""
        if not self.currency:
            return Domain.TRUE
        return Domain(self.currency, "=", company.currency_id.id)

    def date_domain(self, start, end, tz):
        """Records that happened in the span or, for a state, were so at its end."""
        domain = Domain(self.date, "<", self.moment(self.date, end, tz))
        if self.timing == "event":
            return domain & Domain(self.date, ">=", self.moment(self.date, start, tz))
        if self.until:
            lasts = Domain(self.until, ">=", self.moment(self.until, end, tz))
            domain &= Domain(self.until, "=", False) | lasts
        return domain

    def moment(self, field, day, tz):
        """Return how a date field stores the beginning of a day in a time zone."""
        return day if field in self.date_only else utc_midnight(day, tz)


def _measured_model(env, name):
    if not name:
        raise MeasureError(env._("it does not say which records to count."))
    if name not in env:
        raise MeasureError(env._("the records “%s” no longer exist.", name))
    model = env[name]
    if model._abstract or model._transient:
        raise MeasureError(env._("“%s” holds no lasting records.", model._description))
    return model


def _problems(model, stored, breakdowns, check_access):
    """Yield the sentences that say what is wrong with the fields of a measure."""
    env, how = model.env, stored.aggregation
    if not stored.date_field_name:
        yield env._("it does not say which date counts.")
    if how != "count" and not stored.field_name:
        yield env._("it does not say what is added up.")
    if how == "count_distinct" and stored.timing == "level":
        yield env._("different values can be counted for events, not for a state.")
    added = (*GROUP_TYPES, *DATE_TYPES) if how == "count_distinct" else NUMBER_TYPES
    used = [
        (stored.date_field_name, DATE_TYPES, check_access),
        (stored.date_to_field_name, DATE_TYPES, check_access),
        (how != "count" and stored.field_name, added, check_access),
        # no access check: the viewer decides for each reader who may see people
        (stored.user_field_name, ("many2one",), False),
        (stored.team_field_name, ("many2one",), False),
        *((name, GROUP_TYPES, check_access) for name in breakdowns),
    ]
    for name, types, access in used:
        problem = name and _field_problem(model, name, types, access)
        if problem:
            yield problem


def _not_offered(env, stored, source, breakdowns):
    """Yield the sentences that say what the source does not offer."""
    used = [
        (source.dates, stored.date_field_name),
        (source.dates, stored.date_to_field_name),
        (source.values, stored.aggregation != "count" and stored.field_name),
        ((source.user,), stored.user_field_name),
        ((source.team,), stored.team_field_name),
        *((source.breakdowns, name) for name in breakdowns),
    ]
    for offered, name in used:
        if name and name not in offered:
            yield source.not_offered(env, name)


def _field_problem(model, name, types, check_access):
    """Return why SQL cannot use a field of the model, or None."""
    env = model.env
    field, names = model._fields.get(name), {"field": name, "model": model._description}
    if field is None:
        return env._("the field “%(field)s” of %(model)s no longer exists.", **names)
    if not (field.store and field.column_type):
        return env._("the field “%(field)s” of %(model)s is not stored.", **names)
    if field.type not in types:
        return env._("the field “%(field)s” of %(model)s cannot be used here.", **names)
    if check_access and not model._has_field_access(field, "read"):
        return env._("you may not read the field “%(field)s” of %(model)s.", **names)
    return None


def _person(model, name):
    field = model._fields.get(name)
    return field.string if field is not None else None


def _foreign_currency(model, name, aggregation):
    """Return the field of an amount's currency; None: it is the company's."""
    field = model._fields.get(name)
    if aggregation not in ("sum", "average") or field.type != "monetary":
        return None
    currency = model._fields[field.get_currency_field(model)]
    if currency.related == "company_id.currency_id":
        return None
    # computed and not searchable: the company's as well
    return currency.name if currency._description_searchable else None
