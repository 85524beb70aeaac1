from odoo import api, fields, models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    goal_ids = fields.Many2many("crm.goal", string="Goals", copy=False)
    goal_count = fields.Integer(compute="_compute_goal_count")

    @api.depends("goal_ids")
    def _compute_goal_count(self):
        counts = {}
        if self.env["crm.goal"].has_access("read"):
            groups = self.env["crm.goal"]._read_group(
                [("team_ids", "in", self.ids)], ["team_ids"], ["__count"]
            )
            counts = {team.id: count for team, count in groups}
        for team in self:
            team.goal_count = counts.get(team._origin.id, 0)

    def action_open_goals(self):
        """Open the goals of this sales team."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_goal_map.crm_goal_action"
        )
        return dict(action, domain=[("team_ids", "in", self.ids)], context={})
