from odoo import models


class ConflictsAnswered(models.AbstractModel):
    _name = "crm.readiness.rule.conflicts_answered"
    _inherit = "crm.readiness.rule"
    _description = "Conflicts Are Answered"

    def _evaluate(self, scope):
        conflicts = self.env["crm.goal.effect"].search(
            [
                ("goal_id", "in", scope.goals.ids),
                ("kind", "=", "weakens"),
                ("affected_goal_id.active", "=", True),
                ("guard_limit", "=", False),
            ]
        )
        return self._result(
            conflicts.goal_id,
            self.env._(
                "The goal weakens another one: guard that one by a metric and a limit."
            ),
        )
