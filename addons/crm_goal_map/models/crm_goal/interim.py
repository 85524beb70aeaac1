from odoo import api, fields, models


class CrmGoalInterim(models.Model):
    """A figure to be reached on the way."""

    _name = "crm.goal.interim"
    _description = "Interim Target"
    _inherit = ["crm.approval.part.mixin", "crm.goal.stated.mixin"]
    _order = "date, id"
    _rec_name = "date"

    goal_id = fields.Many2one("crm.goal", required=True, index=True, ondelete="cascade")
    date = fields.Date(required=True)
    value = fields.Float(required=True, digits=(16, 6), aggregator=None)
    value_format = fields.Selection(related="goal_id.value_format")
    stated = fields.Char(
        string="Figure", compute="_compute_stated", inverse="_inverse_stated"
    )
    note = fields.Char()

    _once = models.UniqueIndex(
        "(goal_id, date)", "There is an interim target for this day already."
    )

    @api.depends("value", "value_format")
    @api.depends_context("lang")
    def _compute_stated(self):
        for interim in self:
            empty = not interim._origin and not interim.value
            interim.stated = not empty and interim._figure_text(
                interim.value, interim.value_format == "percent"
            )

    def _inverse_stated(self):
        for interim in self.filtered("stated"):
            interim.value = interim._stated_value()

    @api.onchange("stated")
    def _onchange_stated(self):
        if self.stated:
            self.value = self._stated_value()

    def _stated_value(self):
        percent = self.value_format == "percent" if self.goal_id.metric_id else None
        return self._read_figure(self.stated, percent)[1]

    @api.constrains("goal_id", "date", "value")
    def _check_contradictions(self):
        self.goal_id._check_contradictions()

    def _approval_owners(self):
        return self.goal_id
