from odoo import fields, models
from odoo.fields import Domain

from odoo.addons.crm_metric_definitions.public import MeasureError


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
        self.touched_goal_ids = False
        for goal in self.env["crm.goal"].search([]):
            for lead in self.filtered_domain(goal._lead_domain()):
                lead.touched_goal_ids |= goal

    def _search_touched_goal_ids(self, operator, value):
        if operator != "in":
            return NotImplemented
        Goal = self.env["crm.goal"]
        goals = Goal.search([("id", "in", list(filter(None, value)))])
        domain = Domain.OR(goal._lead_domain() for goal in goals)
        if False in value:
            domain |= ~Domain.OR(goal._lead_domain() for goal in Goal.search([]))
        return domain


class CrmGoal(models.Model):
    """The records of the pipeline that a goal counts."""

    _inherit = "crm.goal"

    def _lead_domain(self):
        """Return the domain of the leads of the goal's teams that its metric counts."""
        self.ensure_one()
        metric = self.metric_id.sudo()
        domain = Domain.FALSE
        for measure in metric.numerator_id | metric.denominator_id:
            try:
                spec = measure._spec()
            except MeasureError:
                continue
            if spec.model == "crm.lead":
                domain |= spec.domain & spec.active_domain()
        if self.team_ids:
            domain &= Domain("team_id", "in", self.team_ids.ids)
        return domain
