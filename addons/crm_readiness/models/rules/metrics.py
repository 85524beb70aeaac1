"""Criteria of the phase “measurement”."""

from odoo import models
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)


class MetricsApproved(models.AbstractModel):
    _name = "crm.readiness.rule.metrics_approved"
    _inherit = "crm.readiness.rule"
    _description = "Metrics Have an Approved Procedure"

    def _evaluate(self, context):
        if failing := context.metrics.filtered(lambda metric: not metric.is_approved):
            todo = self.env._("Have the measurement procedure approved.")
            return self._result(failing, todo)
        without = context.goals.filtered(lambda goal: not goal.metric_id)
        return self._result(without, self.env._("Choose the metric of the goal."))


class MetricsKnown(models.AbstractModel):
    _name = "crm.readiness.rule.metrics_known"
    _inherit = "crm.readiness.rule"
    _description = "Metrics Are Applied Consistently"
    _todo = _lt(
        "Check that the procedure is applied consistently, person by person:"
        " until then the figure is not known."
    )

    def _failing(self, context):
        return context.metrics.filtered(lambda metric: not metric.is_known)
