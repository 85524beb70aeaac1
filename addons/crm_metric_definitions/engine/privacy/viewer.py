from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..errors import MeasureError
from .conditions import (
    contact_conditions,
    named_ids,
    names_person,
)


class CrmMetricDefinition(models.Model):
    """Figures that would be one person's, since their definition names him.

    A condition may name a person or a team of one, or the contact of a colleague in
    place of the user. Who may not see people finds all doors closed. Of breakdowns see
    ``crm_metric_definition_teams.py``.
    """

    _inherit = "crm.metric.definition"

    def _computation(self):
        found = super()._computation()
        named, contacts = frozenset(), []
        names = False
        for spec in found["sides"].values():
            model, domain = self.env[spec["model"]], spec["domain"]
            names = names or names_person(model, domain)
            named |= named_ids(model, domain)
            contacts += contact_conditions(model, domain)
        people = {"names_person": names, "named": named, "contacts": contacts}
        return {**found, **people}

    def _plan(self, start, end, granularity, breakdown, facts=None):
        facts = facts or self._computation()
        plan = super()._plan(start, end, granularity, breakdown, facts)
        if not plan["problem"] and self._hides_person(start, end, facts):
            plan["problem"] = self._person_sentence()
        return plan

    def _hides_person(self, start, end, facts=None):
        return not self._sees_people() and self._names_person(start, end, facts)

    def _names_person(self, start, end, facts=None):
        """Tell whether a measure counts what belongs to people that it names."""
        facts = facts or self._computation()
        if facts["names_person"]:
            return True
        return self._names_small_team(facts["named"], start, end) or (
            self._names_colleague(facts["named"], facts["contacts"])
        )

    def _names_small_team(self, named, start, end):
        teams = {id_ for kind, id_ in named if kind == "crm.team"}
        if not teams:
            return False
        known = self._teams()
        small, lone = known.are_small(start, end)
        unknown = teams - known.known - {None}
        return bool(teams & small or unknown or (None in teams and lone))

    def _names_colleague(self, named, conditions):
        """A condition on contacts names a colleague if it is true of just one, or not.

        That is asked of what a contact has to be, and of the ids.
        """
        ids = {id_ for kind, id_ in named if kind == "res.partner"}
        if not ids and not conditions:
            return False
        colleagues = self._colleagues()
        if ids & colleagues:
            return True
        contacts = self.env["res.partner"].sudo().with_context(active_test=False)
        of_us = Domain("id", "in", list(colleagues))
        counts = [contacts.search_count(of_us & asked) for asked in conditions]
        return len(colleagues) > 2 and any(
            count in (1, len(colleagues) - 1) for count in counts
        )

    def _colleagues(self):
        """Return the ids of the contacts of internal users."""
        users = self.env["res.users"].sudo().with_context(active_test=False)
        found = users.search_fetch([("share", "=", False)], ["partner_id"])
        return {user.partner_id.id for user in found}

    def _person_sentence(self):
        return self.env._(
            "Its condition names a person: it is shown only to the group “%s”.",
            self._people_group().name,
        )

    def _people_group(self):
        group = self.env.ref("crm_metric_definitions.group_individual_figures")
        return group.sudo()

    def _is_personal(self, breakdown, start=None, end=None):
        today = fields.Date.today()
        return self._is_by_person(breakdown) or self._names_person(
            start or today, end or today + timedelta(days=1)
        )

    def _covered(self, measure, start, end):
        if self._hides_person(start, end):
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
        start, end = self._span(date_from, date_to, "total")
        if self._hides_person(start, end):
            raise AccessError(self._person_sentence())
        self._check_part_shown(start, end, breakdown, breakdown_id)
        return super().action_drill_down(
            date_from, date_to, side, breakdown, breakdown_id, reason
        )
