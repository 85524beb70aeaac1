from odoo import models


class WaiversRunning(models.AbstractModel):
    _name = "crm.readiness.rule.waivers_running"
    _inherit = "crm.readiness.rule"
    _description = "Nothing Waived Has Expired"

    _by_phase = True

    def _evaluate(self, scope):
        running = scope.waivers.filtered("is_valid").criterion_id
        expired = scope.waivers.filtered(
            lambda waiver: (
                waiver.is_approved
                and not waiver.is_valid
                and waiver.criterion_id not in running
                and (finding := scope.findings.get(waiver.criterion_id.code))
                and finding.state != "met"
            )
        )
        return self._result(
            expired,
            self.env._(
                "Meet the criterion, or ask for a new waiver with a new reason."
            ),
        )
