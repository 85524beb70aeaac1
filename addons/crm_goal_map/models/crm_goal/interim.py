from odoo import api, fields, models

from odoo.addons.crm_metric_definitions.public import NullableFloat, Part, say


class CrmGoalInterim(models.Model):
    """A figure to be reached by a day before the target's date."""

    _name = "crm.goal.interim"
    _description = "Interim Target"
    _inherit = ["crm.approval.part.mixin"]
    _order = "date, id"
    _rec_name = "date"

    goal_id = fields.Many2one("crm.goal", required=True, index=True, ondelete="cascade")
    date = fields.Date(required=True)
    value = NullableFloat(
        string="Interim target", required=True, digits=(16, 6), aggregator=None
    )
    value_format = fields.Selection(related="goal_id.value_format")
    note = fields.Char()

    _once = models.UniqueIndex(
        "(goal_id, date)", "There is an interim target for this day already."
    )

    @api.constrains("goal_id", "date", "value")
    def _check_contradictions(self):
        self.goal_id._check_contradictions()

    def _approval_owners(self):
        return self.goal_id

    def _approval_parts(self):
        return (Part("value", label=None, say=say.figure),)
