from odoo import models
from odoo.fields import Domain

from odoo.addons.crm_metric_definitions.engine.errors import MeasureError


class CrmGoal(models.Model):
    """The records of the pipeline that a goal counts."""

    _inherit = "crm.goal"

    def _lead_domain(self):
        """Domain of the leads that the goal's metric counts, in the goal's teams."""
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

    def action_open_leads(self):
        """Open the opportunities that the goal's metric counts."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm.crm_lead_opportunities"
        )
        return dict(
            action,
            domain=[("touched_goal_ids", "in", self.ids)],
            context={"active_test": False, "default_type": "opportunity"},
        )
