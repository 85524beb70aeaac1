from odoo import models


class GoalsApproved(models.AbstractModel):
    _name = "crm.readiness.rule.goals_approved"
    _inherit = "crm.readiness.rule"
    _description = "All Goals Are Approved"

    def _evaluate(self, context):
        failing = context.goals.filtered(lambda goal: not goal.is_approved)
        return self._result(
            failing,
            self.env._("Request the approval of the goal, or archive it."),
        )
