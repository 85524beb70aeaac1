from odoo import models


class WaiversRunning(models.AbstractModel):
    _name = "crm.readiness.rule.waivers_running"
    _inherit = "crm.readiness.rule"
    _description = "Nothing Waived Has Expired"

    _by_phase = True

    def _evaluate(self, scope):
        project = scope.project
        running = scope.waivers.filtered("is_valid").criterion_id
        asked = project._criteria(scope.phase) - running
        # itself is not among what it looks at
        asked = asked.filtered(lambda c: c.rule != "waivers_running")
        expired = scope.waivers.filtered(
            lambda waiver: (
                waiver.is_approved
                and not waiver.is_valid
                and waiver.criterion_id in asked
                and project._answer(waiver.criterion_id, scope)[0] != "met"
            )
        )
        return self._result(
            expired,
            self.env._(
                "Meet the criterion, or ask for a new waiver with a new reason."
            ),
        )
