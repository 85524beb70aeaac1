from odoo import fields, models


class CrmGoalBaseline(models.Model):
    """A baseline as it was frozen; a later one does not replace it."""

    _name = "crm.goal.baseline"
    _description = "Frozen Baseline"
    _inherit = ["crm.append.only.mixin"]
    _order = "id desc"
    _rec_name = "date"

    goal_id = fields.Many2one(
        "crm.goal", required=True, readonly=True, index=True, ondelete="cascade"
    )
    metric_id = fields.Many2one(
        "crm.metric.definition", readonly=True, required=True, ondelete="restrict"
    )
    value = fields.Float(readonly=True, aggregator=None)
    display = fields.Char(string="Baseline", compute="_compute_display")
    period_start = fields.Date(readonly=True, required=True)
    period_end = fields.Date(string="Period before", readonly=True, required=True)
    approval_id = fields.Many2one(
        "crm.approval", string="Measured under", readonly=True, ondelete="restrict"
    )
    fingerprint = fields.Char(readonly=True, required=True)
    reason = fields.Text(readonly=True)
    user_id = fields.Many2one("res.users", string="By", readonly=True, required=True)
    date = fields.Datetime(readonly=True, required=True, default=fields.Datetime.now)

    def _compute_display(self):
        for row in self:
            row.display = row.metric_id.format_value(row.value)
