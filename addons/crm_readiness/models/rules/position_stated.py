from odoo import models


class PositionStated(models.AbstractModel):
    _name = "crm.readiness.rule.position_stated"
    _inherit = "crm.readiness.rule"
    _description = "Each Segment Has a Position"

    def _evaluate(self, context):
        failing = context.segments - context.positions.segment_id
        return self._result(
            failing,
            self.env._("State where the segment stands today, “absent” included."),
        )
