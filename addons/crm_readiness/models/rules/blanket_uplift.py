from odoo import models


class BlanketUplift(models.AbstractModel):
    _name = "crm.readiness.rule.blanket_uplift"
    _inherit = "crm.readiness.rule"
    _description = "No Blanket Uplift"

    def _evaluate(self, context):
        uplift = context.map.blanket_uplift()  # of the whole map
        goal_ids = uplift["goal_ids"] if uplift["blanket"] else []
        goals = context.goals.browse(goal_ids).exists()
        failing = goals.filtered(lambda goal: goal.segment_id in context.segments)
        return self._result(
            failing,
            self.env._("Derive each target from the reasons behind its own figure."),
        )
