from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.crm_goal_position.crm_goal_position import EXISTENCE


class CrmGoalStartRow(models.AbstractModel):
    """Common fields of the rows of all steps."""

    _name = "crm.goal.start.row"
    _description = "Row of the Guided Start"

    start_id = fields.Many2one(
        "crm.goal.start", required=True, index=True, ondelete="cascade"
    )
    segment_id = fields.Many2one(
        "crm.goal.segment",
        string="Process segment",
        required=True,
        ondelete="cascade",
    )


class CrmGoalStartSegment(models.TransientModel):
    _name = "crm.goal.start.segment"
    _description = "Position in the Guided Start"
    _inherit = ["crm.goal.start.row"]
    _order = "sequence, id"

    sequence = fields.Integer()
    existence = fields.Selection(EXISTENCE)
    finding = fields.Text()


class CrmGoalStartValue(models.TransientModel):
    _name = "crm.goal.start.value"
    _description = "Figure in the Guided Start"
    _inherit = ["crm.goal.start.row"]
    _order = "id"

    metric_id = fields.Many2one("crm.metric.definition", ondelete="cascade")
    name = fields.Char(string="Other figure")
    stated = fields.Char(string="Value as stated", required=True)

    @api.onchange("stated")
    def _onchange_stated(self):
        if self.stated:
            self._check_stated()

    def _check_stated(self):
        """Refuse a statement that the position assessment cannot read."""
        value = self.env["crm.goal.position.value"].new({})
        value._read_statement(self.stated or "")
        if self.stated and self._origin and not (self.metric_id or self.name):
            raise UserError(
                self.env._(
                    "Say what “%s” counts: a metric or another figure.", self.stated
                )
            )


class CrmGoalStartGoal(models.TransientModel):
    _name = "crm.goal.start.goal"
    _description = "Goal in the Guided Start"
    _inherit = ["crm.goal.start.row"]
    _order = "id"

    metric_id = fields.Many2one(
        "crm.metric.definition", required=True, ondelete="cascade"
    )
    wanted = fields.Boolean(string="Set a goal", default=True)
    stated = fields.Char(string="Value as stated", compute="_compute_stated")

    @api.depends("segment_id", "metric_id", "start_id.value_ids.stated")
    def _compute_stated(self):
        for goal in self:
            values = goal.start_id.value_ids.filtered(
                lambda v, goal=goal: (
                    v.segment_id == goal.segment_id and v.metric_id == goal.metric_id
                )
            )
            goal.stated = ", ".join(filter(None, values.mapped("stated")))
