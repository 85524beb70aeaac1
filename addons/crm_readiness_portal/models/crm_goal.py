from odoo import models
from odoo.tools import format_date


class CrmGoal(models.Model):
    _inherit = "crm.goal"

    def _advisor_words(self):
        """Return what the advisor reads about these goals, as words. No owner."""
        approval = dict(self._approval_states())
        return [
            {
                "name": goal.name,
                "segment": goal.segment_id.name,
                "metric": goal.metric_id.name or "",
                "baseline": goal.baseline_display,
                "target": goal.target_display,
                "until": (
                    self.env._("until %s", format_date(self.env, goal.target_date))
                    if goal.target_date
                    else ""
                ),
                "change": goal.change_display or "",
                "approved": goal.is_approved,
                "approval": approval[goal.approval_state],
            }
            for goal in self
        ]
