from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class CrmGoalBaselineWizard(models.TransientModel):
    _name = "crm.goal.baseline.wizard"
    _description = "Freeze Baseline"

    goal_ids = fields.Many2many("crm.goal", string="Goals", required=True)
    date_from = fields.Date(
        string="First day",
        required=True,
        default=lambda self: (
            fields.Date.today().replace(day=1) - relativedelta(years=1)
        ),
    )
    date_to = fields.Date(
        string="First day after the period",
        required=True,
        default=lambda self: fields.Date.today().replace(day=1),
    )
    again = fields.Boolean(compute="_compute_again")
    reason = fields.Text(
        string="Why again", help="The old baseline stays in the goal's history."
    )

    @api.depends("goal_ids")
    def _compute_again(self):
        for wizard in self:
            wizard.again = bool(wizard.goal_ids.baseline_id)

    def action_freeze(self):
        """Freeze the baselines of the chosen goals."""
        self.ensure_one()
        self.goal_ids.action_freeze_baseline(self.date_from, self.date_to, self.reason)
        return {"type": "ir.actions.act_window_close"}


class CrmGoal(models.Model):
    _inherit = "crm.goal"

    def action_open_freeze_wizard(self):
        """Open the dialog in which the period of the baseline is chosen."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Freeze the baseline"),
            "res_model": "crm.goal.baseline.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_goal_ids": self.ids},
        }
