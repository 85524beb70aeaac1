from odoo import models


class GoalsRealistic(models.AbstractModel):
    _name = "crm.readiness.rule.goals_realistic"
    _inherit = "crm.readiness.rule"
    _description = "Goals Are Realistic"

    def _evaluate(self, context):
        failing = context.goals.filtered(
            lambda goal: (
                not (goal.realism_kind and (goal.realism_evidence or "").strip())
            )
        )
        return self._result(
            failing,
            self.env._("Say by which evidence the target can be reached."),
        )
