from odoo import models


class GoalsInSegments(models.AbstractModel):
    _name = "crm.readiness.rule.goals_in_segments"
    _inherit = "crm.readiness.rule"
    _description = "Each Segment Has an Approved Goal or a Reason for None"

    def _evaluate(self, context):
        approved = context.goals.filtered("is_approved").segment_id
        reasoned = context.positions.filtered(
            lambda position: (position.no_goal_reason or "").strip()
        ).segment_id
        return self._result(
            context.segments - approved - reasoned,
            self.env._(
                "Have a goal approved in the segment, or state in its position why it"
                " gets none."
            ),
        )
