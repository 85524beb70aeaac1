from odoo import api, fields, models

from ...lib import progress


class CrmGoal(models.Model):
    """The highest ambition level that the current figure reaches."""

    _inherit = "crm.goal"

    achievement = fields.Selection(
        [
            ("none", "No level reached yet"),
            ("committed", "Committed level reached"),
            ("target", "Target reached"),
            ("stretch", "Stretch reached"),
        ],
        string="Level reached",
        compute="_compute_achievement",
        help="Only where a committed or stretch figure is set, and only while today's"
        " figure is known.",
    )

    @api.depends("current_value", "progress", "committed_value", "stretch_value")
    def _compute_achievement(self):
        for goal in self:
            committed = goal._ambition_band(goal.committed_value)
            stretch = goal._ambition_band(goal.stretch_value)
            goal.achievement = (
                (committed or stretch)
                and goal.progress is not None
                and progress.level(goal.current_value, goal._band(), committed, stretch)
            )

    def _ambition_band(self, value):
        """Return the figures that reach the committed or stretch ``value``."""
        if value is None:
            return None
        comparator, direction = self.target_comparator or "=", self.direction or "none"
        if comparator in ("range", "=", "~") and direction != "none":
            comparator = ">=" if direction == "higher" else "<="
        return progress.band(comparator, value, direction=direction)
