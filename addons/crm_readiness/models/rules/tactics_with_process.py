from odoo import models


class TacticsWithProcess(models.AbstractModel):
    _name = "crm.readiness.rule.tactics_with_process"
    _inherit = "crm.readiness.rule"
    _description = "Every Tactic Has a Process"

    def _evaluate(self, context):
        kinds = context.deliverables.grouped("kind")
        none = context.deliverables.browse()
        served = kinds.get("process", none).based_on_ids
        tactics = kinds.get("tactic", none).filtered(
            lambda tactic: tactic.goal_ids & context.goals
        )
        return self._result(
            tactics - served,
            self.env._("Describe the process that carries the tactic."),
        )
