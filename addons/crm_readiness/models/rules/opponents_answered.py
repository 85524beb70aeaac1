from odoo import models


class OpponentsAnswered(models.AbstractModel):
    _name = "crm.readiness.rule.opponents_answered"
    _inherit = "crm.readiness.rule"
    _description = "Influential Opponents Have an Action"

    # who is against a goal is personal data: others see the state and no record
    _details_group = "crm_goal_map.group_stakeholders"

    def _evaluate(self, scope):
        stakeholders = self.env["crm.goal.stakeholder"].search(
            [("goal_id", "in", scope.goals.ids)]
        )
        return self._result(
            stakeholders.filtered("needs_action").goal_id,
            self.env._("Decide what is done about influential opponents."),
        )
