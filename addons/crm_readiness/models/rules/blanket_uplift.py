from odoo import models


class BlanketUplift(models.AbstractModel):
    _name = "crm.readiness.rule.blanket_uplift"
    _inherit = "crm.readiness.rule"
    _description = "No Blanket Uplift"

    def _evaluate(self, scope):
        found = scope.map.blanket_uplift()
        if not found["blanket"]:
            return self._result(scope.goals.browse(), "")
        goals = scope.goals.browse(found["goal_ids"]).exists()
        # looked for in the whole map, reported for the segments in question
        failing = goals.filtered(lambda goal: goal.segment_id in scope.segments)
        return self._result(
            failing,
            self.env._("Derive each target from the reasons behind its own figure."),
        )
