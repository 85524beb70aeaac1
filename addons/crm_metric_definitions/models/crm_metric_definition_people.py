from collections.abc import Iterable

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_metric_definition_evaluate import PEOPLE
from .measure_error import MeasureError

#: what a condition may ask of a person without naming one
IMPERSONAL = ("boolean", "selection")
#: whose records can be people: teams of one, contacts of colleagues
KINDS = ("crm.team", "res.partner")


class CrmMetricDefinition(models.Model):
    """Figures that would be one person's, though nobody asked for a person.

    Doors beside the breakdown by person: a definition whose condition names a person
    or a team of one, a breakdown by team where one is a team of one, and the contact
    of a colleague in place of the user. Who may not see people finds them closed.
    """

    _inherit = "crm.metric.definition"

    # -- a condition that names a person -----------------------------------

    def _computation(self):
        found = super()._computation()
        return {
            **found,
            "names_person": any(
                names_person(self.env[spec["model"]], spec["domain"])
                for spec in found["sides"].values()
            ),
            "named": frozenset().union(
                *(
                    named_ids(self.env[spec["model"]], spec["domain"])
                    for spec in found["sides"].values()
                )
            ),
        }

    def _plan(self, start, end, granularity, breakdown, facts=None):
        facts = facts or self._computation()
        plan = super()._plan(start, end, granularity, breakdown, facts)
        if not plan["problem"] and self._hides_person(facts):
            plan["problem"] = self._person_sentence()
        return plan

    def _hides_person(self, facts=None):
        return self._names_person(facts) and not self._sees_people()

    def _names_person(self, facts=None):
        """Tell whether a measure counts what belongs to people that it names."""
        facts = facts or self._computation()
        if facts["names_person"] or not facts["named"]:
            return facts["names_person"]
        teams = self._single_people("crm.team")
        if teams:
            teams.add(("crm.team", None))
        return bool(facts["named"] & (teams | self._single_people("res.partner")))

    def _person_sentence(self):
        return self.env._(
            "Its condition names a person: it is shown only to the group “%s”.",
            self._people_group().name,
        )

    def _people_group(self):
        group = self.env.ref("crm_metric_definitions.group_individual_figures")
        return group.sudo()

    def _is_personal(self, breakdown):
        return super()._is_personal(breakdown) or self._names_person()

    def _covered(self, measure, start, end):
        if self._hides_person():
            raise MeasureError(self._person_sentence())
        return super()._covered(measure, start, end)

    @api.readonly
    def action_drill_down(
        self,
        date_from,
        date_to,
        side="numerator",
        breakdown=None,
        breakdown_id=None,
        reason=None,
    ):
        self.ensure_one()
        if self._hides_person():
            raise AccessError(self._person_sentence())
        self._check_part_shown(date_from, date_to, breakdown, breakdown_id)
        return super().action_drill_down(
            date_from, date_to, side, breakdown, breakdown_id, reason
        )

    # -- parts that are one person -----------------------------------------

    def _hidden_parts(self, breakdown, parts):
        """Return those parts that are not shown to who may not see people.

        These are the teams of one person, and colleagues among the contacts. If there
        is one only, its figure would be the total less all the others: the next
        smallest part is not shown either.

        :param parts: ids of the parts that have a figure, None for "not assigned"
        """
        if not self._kind_of_parts(breakdown) or self._sees_people():
            return frozenset()
        return self._single_parts(breakdown, parts)

    def _single_parts(self, breakdown, parts):
        """Return the parts that are to be hidden, whoever looks."""
        kind = self._kind_of_parts(breakdown)
        singles = {part for _kind, part in self._single_people(kind)}
        hidden = singles.intersection(parts)
        people = self._team_sizes() if kind == "crm.team" else {}
        others = [part for part in parts if part not in hidden]
        if len(hidden) == 1 and others:
            hidden.add(min(others, key=lambda team: (people.get(team, 0), team or 0)))
        return frozenset(hidden)

    def _team_sizes(self):
        """Return {team id: number of people who are or were its members}."""
        rows = self.env.execute_query(
            SQL(
                """SELECT team_id, COUNT(DISTINCT user_id)
                     FROM crm_salesperson_period
                    WHERE team_id IS NOT NULL
                 GROUP BY team_id"""
            )
        )
        return dict(rows)

    def _single_people(self, kind):
        """Return {(kind, id)}: the teams of one, or the contacts of colleagues."""
        if kind == "crm.team":
            sizes = self._team_sizes()
            return {(kind, team) for team, people in sizes.items() if people == 1}
        if kind == "res.partner":
            users = self.env["res.users"].sudo().with_context(active_test=False)
            colleagues = users.search_fetch([("share", "=", False)], ["partner_id"])
            return {(kind, user.partner_id.id) for user in colleagues}
        return set()

    def _check_part_shown(self, date_from, date_to, breakdown, breakdown_id):
        """A figure that is not shown is not told by the number of its records."""
        if not self._kind_of_parts(breakdown) or not isinstance(breakdown_id, int):
            return
        # the part itself may have been left out altogether: it is hidden all the same
        points = self.evaluate(date_from, date_to, "total", breakdown)[self.id]
        parts = {point["breakdown"] for point in points} | {breakdown_id}
        if breakdown_id in self._hidden_parts(breakdown, parts):
            raise AccessError(self._hidden_sentence())

    def _hidden_sentence(self):
        return self.env._("Not shown: it would tell the figure of a single person.")

    def _kind_of_parts(self, breakdown):
        """Return the model of a breakdown, under whatever name, if it can be people."""
        if breakdown == "team":
            return "crm.team"
        if breakdown == "user" or not isinstance(breakdown, str):
            return None
        model = self.env.get(self.sudo().numerator_id.model)
        if model is None:
            return None
        field = model._fields.get(breakdown)
        kind = field.comodel_name if field is not None else None
        return kind if kind in KINDS else None


def named_ids(model, domain):
    """Return {(model, id)} of the teams and contacts that a condition names.

    The id None stands for teams named by a text: nobody knows which one it will find.
    """
    found = set()
    for condition in domain.iter_conditions():
        target = model
        for name in condition.field_expr.split("."):
            field = target._fields[name]
            if field.relational:
                target = model.env[field.comodel_name]
        value = condition.value
        if condition.operator in ("any", "not any"):
            found |= named_ids(target, Domain(value))
            continue
        values = (
            value
            if isinstance(value, Iterable) and not isinstance(value, str)
            else [value]
        )
        if target._name in KINDS and field.type not in IMPERSONAL:
            found |= {
                (target._name, None if isinstance(value, str) else value)
                for value in values
                if value and not isinstance(value, bool)
                if field.relational or field.name == "id" or isinstance(value, str)
            }
    return found


def names_person(model, domain, of_person=False):
    """Tell whether a condition picks records of people by who they are.

    ``user_id = 7``, ``user_id.name = "Ann"``, ``team_id.member_ids in [7]`` do, and so
    do their negations, which give the same figure as a difference; ``user_id is set``
    and ``user_id.active = True`` do not.

    :param of_person: the model's records are, or are reached through, people
    """
    return any(
        _names_person(model, condition, of_person)
        for condition in domain.iter_conditions()
    )


def _names_person(model, condition, of_person):
    of_person = of_person or model._name in PEOPLE
    for name in condition.field_expr.split("."):
        field = model._fields[name]
        if field.relational:
            model = model.env[field.comodel_name]
            of_person = of_person or model._name in PEOPLE
    value = condition.value
    if condition.operator in ("any", "not any"):
        return names_person(model, Domain(value), of_person)
    if not of_person:
        return False
    if field.type in IMPERSONAL:
        return False
    if field.relational and model._name not in (*PEOPLE, "res.partner"):
        return False
    values = (
        [value] if isinstance(value, str) or not hasattr(value, "__iter__") else value
    )
    return any(values)
