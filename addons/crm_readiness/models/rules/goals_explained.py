from odoo import models


class GoalsExplained(models.AbstractModel):
    _name = "crm.readiness.rule.goals_explained"
    _inherit = "crm.readiness.rule"
    _description = "Goals Are Explained"

    def _evaluate(self, context):
        failing = context.goals.filtered(lambda goal: not goal.explanation_ids)
        return self._result(
            failing,
            self.env._("Explain why the result looks as it does today."),
        )
