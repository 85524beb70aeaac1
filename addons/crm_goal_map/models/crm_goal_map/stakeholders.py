import logging

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from odoo.addons.crm_metric_definitions.public import one_by_one

_logger = logging.getLogger(__name__)


class CrmGoalMap(models.Model):
    """The stakeholders of all goals of a map: personal data, kept for a while."""

    _inherit = "crm.goal.map"

    stakeholder_ids = fields.One2many(
        "crm.goal.stakeholder",
        "map_id",
        string="Stakeholders",
        readonly=True,
        groups="crm_goal_map.group_stakeholders",
    )
    stakeholder_grid = fields.Html(
        compute="_compute_stakeholder_grid",
        groups="crm_goal_map.group_stakeholders",
        sanitize=False,
    )
    stakeholder_retention = fields.Integer(
        string="Keep stakeholders (months)",
        default=6,
        required=True,
        help="This many months after the end of the period the names of the"
        " stakeholders are removed; influence and stance stay. If the project goes on,"
        " move the end of the period.",
    )
    stakeholders_kept_until = fields.Date(compute="_compute_stakeholders_kept_until")

    _stakeholder_retention = models.Constraint(
        "CHECK (stakeholder_retention >= 0)",
        "Stakeholders are kept for zero months or more after the period.",
    )

    @api.depends("date_to", "stakeholder_retention")
    def _compute_stakeholders_kept_until(self):
        for record in self:
            record.stakeholders_kept_until = record.date_to and (
                record.date_to + relativedelta(months=record.stakeholder_retention)
            )

    @api.depends("stakeholder_ids.needs_action", "stakeholder_ids.display_name")
    @api.depends_context("lang")
    def _compute_stakeholder_grid(self):
        Person = self.env["crm.goal.stakeholder"]
        stance, influence = Person._fields["stance_now"], Person._fields["influence"]
        for record in self:
            cells = record.stakeholder_ids.grouped(
                lambda person: (person.influence, person.stance_now)
            )
            record.stakeholder_grid = cells and self.env["ir.qweb"]._render(
                "crm_goal_map.stakeholder_grid",
                {
                    "stances": stance._description_selection(self.env),
                    "influences": reversed(influence._description_selection(self.env)),
                    "cells": cells,
                },
            )

    def action_anonymise_stakeholders(self):
        """Anonymise all stakeholders, at the end of a project."""
        return self.stakeholder_ids.action_anonymise()

    def action_delete_stakeholders(self):
        """Delete all stakeholders, at the end of a project."""
        self.stakeholder_ids.unlink()
        return True

    @api.model
    def _cron_forget_stakeholders(self):
        """Anonymise stakeholders whose retention has ended, in archived maps too."""
        today = fields.Date.context_today(self)
        People = self.env["crm.goal.stakeholder"].with_context(active_test=False)
        people = People.search(
            [("anonymised", "=", False), ("map_id.date_to", "<", today)]
        )
        maps = people.map_id.filtered(lambda m: m.stakeholders_kept_until < today)

        def forget(record):
            people.filtered(lambda row: row.map_id == record).action_anonymise()
            body = self.env._(
                "The retention period has ended: the stakeholder data of this map was"
                " anonymised."
            )
            record.message_post(body=body)

        one_by_one(maps, forget, _logger)
