from datetime import date
from functools import cached_property

from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...lib.disclosure import Member, Teams
from ..errors import NotShown
from ..query import present_groups
from .conditions import CONTACT, PERSON_MODELS, TEAM

PEOPLE_GROUP = "crm_metric_definitions.group_individual_figures"
PERSON = "person"
#: who work on metrics that are not known yet
INSIDE_GROUPS = (
    "crm_metric_definitions.group_metric_manager",
    "crm_metric_definitions.group_metric_approver",
)


class Viewer:
    """Decides which figures a reader may see, where one may be that of one person.

    Figures are the same for everybody; nothing else decides whether they are shown.
    Readers without the group for individual figures get

    * an error for a breakdown by person;
    * no figure of a metric whose condition names a person, or a team of one, or the
      contact of a colleague in place of the user;
    * no figure of a team of at most one person and of a colleague's contact, nor of a
      second group, if the first could otherwise be computed from the total (see
      ``lib/disclosure.py``).

    A viewer is made for one call and reads teams and colleagues once.
    """

    def __init__(self, env, sees_people):
        self.env = env
        self.sees_people = sees_people
        self._teams = {}

    @classmethod
    def of(cls, env):
        """Return the viewer who is the acting user."""
        return cls(env, env.user.has_group(PEOPLE_GROUP))

    # -- rights ------------------------------------------------------------

    def check_rights(self, metric, breakdown=None, lists=False):
        """Raise NotShown unless the reader may see this much of a metric.

        Official totals and those of teams are for all whom the sources name. Anything
        else takes the right to read the records, and each field that is used of them.

        :param lists: about single records
        """
        env = self.env
        if env.su:
            return
        if not metric.is_known and not self._works_on(metric):
            raise NotShown(env._("“%s” is not known yet.", metric.name))
        for measure in metric.operands.values():
            group = env["res.groups"].sudo().browse(measure.source.group_id or [])
            if metric.is_known and group and group not in env.user.all_group_ids:
                raise NotShown(
                    env._(
                        "Figures of “%(name)s” are shown only to the group"
                        " “%(group)s”.",
                        name=measure.source.name,
                        group=group.name,
                    )
                )
            part = measure.group_field(breakdown)
            if lists or not metric.is_known or part not in (None, measure.team):
                self._check_readable(measure, part)

    def may_read(self, metric, breakdown=None):
        try:
            self.check_rights(metric, breakdown)
        except NotShown:
            return False
        return True

    def _works_on(self, metric):
        user = self.env.user
        return user.id in metric.insiders or any(map(user.has_group, INSIDE_GROUPS))

    def _check_readable(self, measure, part):
        used = measure.used
        if part not in (None, measure.team):
            used |= {(measure.model, part)}
        for name, field in sorted(used):
            model = self.env[name]
            if model.has_access("read") and model._has_field_access(
                model._fields[field], "read"
            ):
                continue
            raise NotShown(
                self.env._(
                    "It counts “%(field)s” of “%(records)s”, which you may not read.",
                    field=model._fields[field]._description_string(self.env),
                    records=model._description,
                )
            )

    # -- whole metrics -----------------------------------------------------

    def check_breakdown(self, metric, breakdown):
        """Raise AccessError for a breakdown by person, unless people may be seen."""
        if not self.sees_people and self._kind(metric, breakdown) == PERSON:
            problem = self.env._(
                "Figures per person are shown only to the group “%s”.",
                self._group_name(),
            )
            raise AccessError(problem)

    def check_condition(self, metric, span):
        """Raise NotShown where a condition names a person, unless they may be seen."""
        if not self.sees_people and self._may_not_see(metric.named, span):
            problem = self.env._(
                "Its condition names a person: it is shown only to the group “%s”.",
                self._group_name(),
            )
            raise NotShown(problem)

    def hides(self, metric, breakdown, span):
        """Tell whether nothing of a breakdown of the metric is shown."""
        return not self.sees_people and (
            self._kind(metric, breakdown) == PERSON
            or self._may_not_see(metric.named, span)
        )

    def _group_name(self):
        return self.env.ref(PEOPLE_GROUP).sudo().name

    def _kind(self, metric, breakdown):
        """Return what the groups of a breakdown are: PERSON, TEAM, CONTACT or None."""
        models = set()
        for measure in metric.operands.values() if breakdown else ():
            field = measure.group_field(breakdown)
            if field in measure.source.people:
                return PERSON
            if field:
                models.add(self.env[measure.model]._fields[field].comodel_name)
        if breakdown == "user" or not models.isdisjoint(PERSON_MODELS):
            return PERSON
        if breakdown == "team" or TEAM in models:
            return TEAM
        return CONTACT if CONTACT in models else None

    def _may_not_see(self, named, span):
        return (
            named.person
            or (named.teams and self._names_small_team(named.teams, span))
            or self._names_colleague(named)
        )

    def _names_small_team(self, named, span):
        teams = self._teams_of()
        small, singletons = teams.small(span.start, span.end)
        unknown = named - teams.known - {None}
        return bool(named & small or unknown or (None in named and singletons))

    def _names_colleague(self, named):
        """Tell whether conditions name a colleague's contact: by its id, or by fitting
        exactly one colleague or all but one."""
        if not named.contacts and not named.contact_conditions:
            return False
        if named.contacts & self._colleagues:
            return True
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        of_us = Domain("id", "in", list(self._colleagues))
        counts = [
            partners.search_count(of_us & domain) for domain in named.contact_conditions
        ]
        size = len(self._colleagues)
        return size > 2 and any(count in (1, size - 1) for count in counts)

    # -- groups of a breakdown ---------------------------------------------

    def suppressed(self, metric, breakdown, keys, periods, groups):
        """Return {period key: groups that are not shown}.

        They are listed whether or not anything was counted.

        :param keys: {operand name: QueryKey} of the metric
        :param groups: ids of the groups that have a figure, None for "not assigned"
        """
        kind = None if self.sees_people else self._kind(metric, breakdown)
        if kind == TEAM:
            teams = self._teams_with_figures(metric, keys["numerator"])
            return {p.key: teams.suppressed(p.start, p.end, groups) for p in periods}
        if kind == CONTACT:
            suppressed = self._colleagues.intersection(groups)
            others = [group for group in groups if group not in suppressed]
            if len(suppressed) == 1 and others:
                # complementary suppression: else it would be the total less the others
                suppressed.add(min(others, key=lambda group: (group is None, group)))
            return {period.key: frozenset(suppressed) for period in periods}
        return {}

    def may_suppress(self, metric, breakdown):
        """Tell whether some groups of a breakdown may not be shown."""
        return not self.sees_people and self._kind(metric, breakdown) is not None

    def check_group(self, metric, breakdown, group, keys, span, groups):
        """Raise AccessError for a group if the length of a list reveals its figure."""
        periods = span.periods(metric.week_start)
        suppressed = self.suppressed(metric, breakdown, keys, periods, groups | {group})
        (suppressed,) = suppressed.values()
        if self._kind(metric, breakdown) == TEAM:
            suppressed |= self._teams_of().small(span.start, span.end)[0]
        if group in suppressed:
            raise AccessError(self.suppressed_note())

    def suppressed_note(self):
        return self.env._("Not shown: it would reveal the figure of a single person.")

    def _teams_with_figures(self, metric, key):
        """Return the Teams that can have a figure.

        For figures per salesperson these are all teams of the company, otherwise the
        teams with any record in its source.
        """
        if metric.per_salesperson:
            return self._teams_of(key.company_id)
        measure = metric.operands["numerator"]
        source = (key.model, key.group, key.company_id)
        if source not in self._teams:
            present = frozenset(present_groups(self.env, key, measure, "crm_team"))
            self._teams[source] = self._teams_of(key.company_id, present)
        return self._teams[source]

    def _teams_of(self, company_id=None, present=None):
        """Return the Teams of all companies, or of one."""
        key = company_id, present
        if key in self._teams:
            return self._teams[key]
        domain = [("team_id", "!=", False)]
        if company_id:
            domain.append(("company_id", "in", [company_id, False]))
        rows = self.env["crm.salesperson.period"].sudo()
        rows = rows.search_fetch(domain, ["team_id", "user_id", "date_from", "date_to"])
        members = [
            Member(
                row.team_id.id,
                row.user_id.id or None,
                row.date_from or date.min,
                row.date_to or date.max,
            )
            for row in rows
        ]
        return self._teams.setdefault(key, Teams(members, present))

    @cached_property
    def _colleagues(self):
        """Return the ids of the contacts of internal users."""
        users = self.env["res.users"].sudo().with_context(active_test=False)
        rows = users.search_fetch([("share", "=", False)], ["partner_id"])
        return {user.partner_id.id for user in rows}
