from odoo import fields, models
from odoo.fields import Domain


class CrmLead(models.Model):
    _inherit = "crm.lead"

    touched_goal_ids = fields.Many2many(
        "crm.goal",
        string="Touched by goals",
        compute="_compute_touched_goal_ids",
        search="_search_touched_goal_ids",
        help="Goals whose metric counts this record, in their sales teams.",
    )

    def _compute_touched_goal_ids(self):
        goals = self.env["crm.goal"].search([])
        self.touched_goal_ids = False
        for goal in goals:
            touched = self.filtered_domain(goal._lead_domain())
            for lead in touched:
                lead.touched_goal_ids |= goal

    def _search_touched_goal_ids(self, operator, value):
        if operator != "in":
            return NotImplemented
        Goal = self.env["crm.goal"]
        ids = [id_ for id_ in value if id_]
        goals = Goal.search([("id", "in", ids)])
        domain = Domain.OR(goal._lead_domain() for goal in goals)
        if False in value:
            domain |= ~Domain.OR(goal._lead_domain() for goal in Goal.search([]))
        return domain
