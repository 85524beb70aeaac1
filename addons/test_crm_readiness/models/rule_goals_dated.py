from odoo import models


class RuleGoalsDated(models.AbstractModel):
    _name = "crm.readiness.rule.goals_dated"
    _inherit = "crm.readiness.rule"
    _description = "Goals Have a Date"

    def _evaluate(self, context):
        failing = context.goals.filtered(lambda goal: not goal.target_date)
        return self._result(failing, self.env._("Say until when."))
