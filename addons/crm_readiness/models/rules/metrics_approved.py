from odoo import models


class MetricsApproved(models.AbstractModel):
    _name = "crm.readiness.rule.metrics_approved"
    _inherit = "crm.readiness.rule"
    _description = "Metrics Have an Approved Procedure"

    def _evaluate(self, context):
        failing = context.metrics.filtered(lambda metric: not metric.is_approved)
        if failing:
            return self._result(
                failing,
                self.env._("Have the measurement procedure approved."),
            )
        without = context.goals.filtered(lambda goal: not goal.metric_id)
        return self._result(without, self.env._("Choose the metric of the goal."))
