from odoo import models

from ...lib.gate import PASSING


class EarlierGates(models.AbstractModel):
    _name = "crm.readiness.rule.earlier_gates"
    _inherit = "crm.readiness.rule"
    _description = "Earlier Gates Have Passed"

    _by_phase = True

    def _evaluate(self, context):
        passed = context.project.decision_ids.filtered(
            lambda decision: decision.kind in PASSING
        ).phase_id
        earlier = self.env["crm.readiness.phase"].search(
            [("sequence", "<", context.phase.sequence)]
        )
        return self._result(
            earlier - passed, self.env._("Decide the gates in their order.")
        )
