from odoo import models


class GoalsOwned(models.AbstractModel):
    _name = "crm.readiness.rule.goals_owned"
    _inherit = "crm.readiness.rule"
    _description = "Goals Are Owned"

    def _evaluate(self, context):
        failing = context.goals.filtered(
            lambda goal: not goal.owner_id or not goal.owner_id.active
        )
        return self._result(failing, self.env._("Name who is responsible for it."))
