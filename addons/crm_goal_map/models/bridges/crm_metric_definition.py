from odoo import api, fields, models


class CrmMetricDefinition(models.Model):
    _inherit = "crm.metric.definition"

    goal_ids = fields.One2many("crm.goal", "metric_id", string="Goals", copy=False)
    goal_count = fields.Integer(compute="_compute_goal_count")

    @api.depends("goal_ids")
    def _compute_goal_count(self):
        for metric in self:
            metric.goal_count = len(metric.goal_ids)
