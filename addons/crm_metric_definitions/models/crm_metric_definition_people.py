from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_metric_definition_evaluate import PEOPLE
from .measure_error import MeasureError

#: what a condition may ask of a person without naming one
IMPERSONAL = ("boolean", "selection")


class CrmMetricDefinition(models.Model):
    """Figures that would be one person's, though nobody asked for a person.

    Two doors beside the breakdown by person: a definition whose condition names a
    person, and a team of one. Both are closed to those who may not see people.
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
        }

    def _plan(self, start, end, granularity, breakdown, facts=None):
        facts = facts or self._computation()
        plan = super()._plan(start, end, granularity, breakdown, facts)
        if not plan["problem"] and facts["names_person"] and not self._sees_people():
            plan["problem"] = self._person_sentence()
        return plan

    def _hides_person(self):
        return self._names_person() and not self._sees_people()

    def _names_person(self):
        """Tell whether a measure counts what belongs to people that it names."""
        return self._computation()["names_person"]

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

    # -- teams of one ------------------------------------------------------

    def _hidden_parts(self, breakdown, parts):
        """Return those parts that are not shown to who may not see people.

        These are the teams of one person. If there is one only, its figure would be
        the total less all the others: the next smallest part is not shown either.

        :param parts: ids of the teams that have a figure, None for "not assigned"
        """
        if not self._is_team(breakdown) or self._sees_people():
            return frozenset()
        people = self._team_sizes()
        hidden = {team for team in parts if people.get(team) == 1}
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

    def _check_part_shown(self, date_from, date_to, breakdown, breakdown_id):
        """A figure that is not shown is not told by the number of its records."""
        if not self._is_team(breakdown) or self._sees_people():
            return
        points = self.evaluate(date_from, date_to, "total", breakdown)[self.id]
        for point in points:
            if (
                point["breakdown"] == (breakdown_id or None)
                and point["status"] == "not_measurable"
            ):
                raise AccessError(point["note"])

    def _is_team(self, breakdown):
        """Tell whether a breakdown is one by team, under whatever name."""
        if breakdown in (None, "user", "team"):
            return breakdown == "team"
        model = self.env.get(self.sudo().numerator_id.model)
        field = None if model is None else model._fields.get(breakdown)
        return field is not None and field.comodel_name == "crm.team"


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
