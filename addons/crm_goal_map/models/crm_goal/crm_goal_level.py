from odoo import api, fields, models

from ...lib import progress


class CrmGoal(models.Model):
    """Committed, target, stretch: how much of it is reached, once that is known."""

    _inherit = "crm.goal"

    level = fields.Selection(
        [
            ("none", "No level reached yet"),
            ("committed", "Committed level reached"),
            ("target", "Target reached"),
            ("stretch", "Stretch reached"),
        ],
        string="Level reached",
        compute="_compute_level",
        help="Only where a committed or stretch figure is set, and only while today's"
        " figure is known.",
    )

    @api.depends(
        "current_value",
        "progress",
        "committed_value",
        "stretch_value",
    )
    def _compute_level(self):
        for goal in self:
            levels = (goal.committed_value, goal.stretch_value)
            goal.level = (
                levels != (None, None)
                and goal.progress is not None
                and progress.level(
                    goal.current_value,
                    goal._band(),
                    goal._band_of("committed"),
                    goal._band_of("stretch"),
                )
            )

    def _band_of(self, name):
        """The figures that reach the committed or the stretch level."""
        if self[f"{name}_value"] is None:
            return None
        comparator, direction = self.target_comparator or "=", self.direction or "none"
        if comparator in ("range", "=", "~") and direction != "none":
            comparator = ">=" if direction == "higher" else "<="
        return progress.band(comparator, self[f"{name}_value"], direction=direction)
