from odoo import fields, models


class MapReviewed(models.AbstractModel):
    _name = "crm.readiness.rule.map_reviewed"
    _inherit = "crm.readiness.rule"
    _description = "The Map Was Reviewed in Time"

    def _evaluate(self, context):
        due = context.map.next_review
        late = due and due < fields.Date.today()
        return self._result(
            context.map if late else context.map.browse(),
            self.env._("Review the goal map against the business conditions."),
        )
