from odoo import models


class WaiversRunning(models.AbstractModel):
    _name = "crm.readiness.rule.waivers_running"
    _inherit = "crm.readiness.rule"
    _description = "Nothing Waived Has Expired"

    _by_phase = True

    def _evaluate(self, context):
        project = context.project
        valid = context.waivers.filtered("is_valid")
        criteria = project._criteria(context.phase) - valid.criterion_id
        # without itself: evaluating it would not end
        criteria = criteria.filtered(lambda c: c.rule != "waivers_running")
        expired = context.waivers.filtered(
            lambda waiver: (
                waiver.is_approved
                and not waiver.is_valid
                and waiver.criterion_id in criteria
                and project._rule_result(waiver.criterion_id, context)[0] != "met"
            )
        )
        return self._result(
            expired,
            self.env._(
                "Meet the criterion, or ask for a new waiver with a new reason."
            ),
        )
