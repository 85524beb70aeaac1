from odoo import models


class GoalsWithTactic(models.AbstractModel):
    _name = "crm.readiness.rule.goals_with_tactic"
    _inherit = "crm.readiness.rule"
    _description = "Every Goal Has a Tactic"

    def _evaluate(self, scope):
        tactics = scope.deliverables.filtered(lambda item: item.kind == "tactic")
        return self._result(
            scope.goals - tactics.goal_ids,
            self.env._("Plan a tactic that serves the goal."),
        )
