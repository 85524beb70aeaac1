from odoo import api, fields, models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    goal_ids = fields.Many2many("crm.goal", string="Goals", copy=False)
    goal_count = fields.Integer(compute="_compute_goal_count")

    @api.depends("goal_ids")
    def _compute_goal_count(self):
        readable = self.env["crm.goal"].has_access("read")
        for team in self:
            team.goal_count = len(team.goal_ids) if readable else 0
