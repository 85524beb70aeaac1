from odoo import models


class OpponentsAnswered(models.AbstractModel):
    _name = "crm.readiness.rule.opponents_answered"
    _inherit = "crm.readiness.rule"
    _description = "Influential Opponents Have an Action"

    # opponents of a goal are personal data: others see the state, but no record
    _details_group = "crm_goal_map.group_stakeholders"

    def _evaluate(self, context):
        stakeholders = self.env["crm.goal.stakeholder"].search(
            [("goal_id", "in", context.goals.ids)]
        )
        return self._result(
            stakeholders.filtered("needs_action").goal_id,
            self.env._("Decide what is done about influential opponents."),
        )
