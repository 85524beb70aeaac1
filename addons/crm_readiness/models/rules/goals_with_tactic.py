from odoo import models


class GoalsWithTactic(models.AbstractModel):
    _name = "crm.readiness.rule.goals_with_tactic"
    _inherit = "crm.readiness.rule"
    _description = "Every Goal Has a Tactic"

    def _evaluate(self, context):
        tactics = context.deliverables.filtered(lambda item: item.kind == "tactic")
        return self._result(
            context.goals - tactics.goal_ids,
            self.env._("Plan a tactic that serves the goal."),
        )
