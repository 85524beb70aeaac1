from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class CrmGoalBaselineWizard(models.TransientModel):
    _name = "crm.goal.baseline.wizard"
    _description = "Freeze Baseline"

    goal_ids = fields.Many2many("crm.goal", string="Goals", required=True)
    date_from = fields.Date(
        string="First day",
        required=True,
        default=lambda self: self._default_month() - relativedelta(years=1),
    )
    date_last = fields.Date(
        string="Last day",
        required=True,
        default=lambda self: self._default_month() - relativedelta(days=1),
    )
    again = fields.Boolean(compute="_compute_again")
    reason = fields.Text(
        string="Why again", help="The old baseline stays in the goal's history."
    )

    def _default_month(self):
        """Return the first day of this month, wherever the metrics are measured."""
        goals = self.env["crm.goal"].browse(self.env.context.get("default_goal_ids"))
        days = [metric._today() for metric in goals.metric_id]
        return min(days or [fields.Date.context_today(self)]).replace(day=1)

    @api.depends("goal_ids")
    def _compute_again(self):
        for wizard in self:
            wizard.again = bool(wizard.goal_ids.baseline_id)

    def action_freeze(self):
        """Freeze the baselines of the chosen goals."""
        self.ensure_one()
        end = self.date_last + relativedelta(days=1)
        self.goal_ids.action_freeze_baseline(self.date_from, end, self.reason)
        return {"type": "ir.actions.act_window_close"}
