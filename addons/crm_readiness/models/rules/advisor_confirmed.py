from odoo import models


class AdvisorConfirmed(models.AbstractModel):
    _name = "crm.readiness.rule.advisor_confirmed"
    _inherit = "crm.readiness.rule"
    _description = "An Advisor Has Confirmed the Evidence"

    def _evaluate(self, context):
        project = context.project
        if not project.advisor_id:
            return self._not_met(
                self.env._(
                    "Name a business engineer or external advisor who is not the owner."
                )
            )
        last = project._last_confirmation()
        if not last:
            return self._not_met(
                self.env._("Ask %s to confirm the evidence.", project.advisor_id.name)
            )
        return self._result(
            project._changed_since(last, context),
            self.env._(
                "Ask %s to confirm again: this has changed since the confirmation.",
                project.advisor_id.name,
            ),
        )
