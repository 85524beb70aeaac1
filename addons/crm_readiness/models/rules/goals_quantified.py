from odoo import models


class GoalsQuantified(models.AbstractModel):
    _name = "crm.readiness.rule.goals_quantified"
    _inherit = "crm.readiness.rule"
    _description = "Goals Are Quantified"

    def _evaluate(self, scope):
        failing = scope.goals.filtered(
            lambda goal: (
                not (
                    goal.metric_id
                    and goal.baseline_id
                    and goal.target_value is not None
                    and goal.target_date
                )
            )
        )
        return self._result(
            failing,
            self.env._("Give it a metric, a frozen baseline, a target and a date."),
        )
