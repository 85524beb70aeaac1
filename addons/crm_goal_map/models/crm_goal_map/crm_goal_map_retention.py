from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class CrmGoalMap(models.Model):
    """Stakeholders are personal data: they are forgotten after the map's period."""

    _inherit = "crm.goal.map"

    stakeholder_retention = fields.Integer(
        string="Keep stakeholders (months)",
        default=6,
        required=True,
        help="So many months after the end of the period, who the stakeholders were is"
        " forgotten; influence and stance stay as figures. If the project goes on,"
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

    @api.model
    def _cron_forget_stakeholders(self):
        """Anonymise what is past its time, in archived maps too.

        Who is anonymised is never touched again, so a second run does nothing.
        """
        today = fields.Date.context_today(self)
        people = (
            self.env["crm.goal.stakeholder"]
            .with_context(active_test=False)
            .search([("anonymised", "=", False), ("map_id.date_to", "<", today)])
        )
        for record, rows in people.grouped("map_id").items():
            if record.stakeholders_kept_until >= today:
                continue
            rows.action_anonymise()
            record.message_post(
                body=self.env._(
                    "The retention period has ended: the stakeholder data of this map"
                    " was anonymised."
                )
            )
