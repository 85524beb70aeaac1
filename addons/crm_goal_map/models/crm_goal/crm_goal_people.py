from odoo import api, fields, models


class CrmGoal(models.Model):
    """What may be shown of a goal's stakeholders, and to whom."""

    _inherit = "crm.goal"

    stance_risk = fields.Boolean(
        string="Influential opponent without a measure",
        compute="_compute_stance_risk",
        groups="crm_goal_map.group_stakeholders",
    )

    @api.depends("stakeholder_ids.needs_action")
    def _compute_stance_risk(self):
        for goal in self:
            goal.stance_risk = any(goal.stakeholder_ids.mapped("needs_action"))

    def _responsible(self):
        """Who is told: the goal's owner, the map's when that one has left."""
        self.ensure_one()
        people = (self.owner_id, self.map_id.owner_id, self.map_id.create_uid)
        return next((user for user in people if user.active), self.env.user)
