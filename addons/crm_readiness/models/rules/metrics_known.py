from odoo import models


class MetricsKnown(models.AbstractModel):
    _name = "crm.readiness.rule.metrics_known"
    _inherit = "crm.readiness.rule"
    _description = "Metrics Are Applied Consistently"

    def _evaluate(self, context):
        failing = context.metrics.filtered(lambda metric: not metric.is_known)
        return self._result(
            failing,
            self.env._(
                "Check that the procedure is applied consistently, person by person:"
                " until then the figure is not known."
            ),
        )
