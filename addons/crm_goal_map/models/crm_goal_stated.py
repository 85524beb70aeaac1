from odoo import api, fields, models

# text → (value, whether it is known)
STATED = {
    "target_stated": ("target_value", "target_known"),
    "committed_stated": ("committed_value", "committed_known"),
    "stretch_stated": ("stretch_value", "stretch_known"),
}


class CrmGoal(models.Model):
    """What people type for a target: one text, instead of a figure and a tick.

    Clearing the text makes the figure unknown again.
    """

    _name = "crm.goal"
    _inherit = ["crm.goal", "crm.goal.stated.mixin"]

    target_stated = fields.Char(
        string="Target figure",
        compute="_compute_stated",
        inverse="_inverse_target_stated",
        help="As people write it: 48 %, or 2.5. Empty: there is no target yet.",
    )
    upper_stated = fields.Char(
        string="Upper figure",
        compute="_compute_stated",
        inverse="_inverse_upper_stated",
    )
    committed_stated = fields.Char(
        string="Committed to",
        compute="_compute_stated",
        inverse="_inverse_committed_stated",
        help="What is promised at the least. Empty: nothing is.",
    )
    stretch_stated = fields.Char(
        string="Stretched to",
        compute="_compute_stated",
        inverse="_inverse_stretch_stated",
        help="What would be more than expected. Empty: nothing is said.",
    )
    change_stated = fields.Char(
        string="Change by",
        compute="_compute_stated",
        inverse="_inverse_change_stated",
        help="+20 % of the baseline, or +5 percentage points.",
    )

    @api.depends(
        "target_value",
        "target_known",
        "target_upper",
        "target_comparator",
        "target_basis",
        "target_change",
        "committed_value",
        "committed_known",
        "stretch_value",
        "stretch_known",
        "value_format",
    )
    @api.depends_context("lang")
    def _compute_stated(self):
        for goal in self:
            for name in (*STATED, "upper_stated", "change_stated"):
                goal[name] = goal._stated_text(name)

    def _stated_text(self, name):
        """Print one figure; False where it is not known."""
        percent = self.value_format == "percent"
        if name == "change_stated":
            if self.target_basis == "absolute" or not self.target_change:
                return False
            percent = self._change_is_percent()
            return self._figure_text(self.target_change, percent, signed=True)
        if name == "upper_stated":
            if not self.target_known or self.target_comparator != "range":
                return False
            return self._figure_text(self.target_upper, percent)
        value, known = STATED[name]
        return self[known] and self._figure_text(self[value], percent)

    def _change_is_percent(self):
        return self.target_basis == "relative" or self.value_format == "percent"

    def _read_stated(self, name):
        """Values to write for what was typed into one of the texts."""
        self.ensure_one()
        text = (self[name] or "").strip()
        percent = self.value_format == "percent" if self.metric_id else None
        if name == "change_stated":
            if self.target_basis == "absolute":
                return {}
            percent = self._change_is_percent()
            return {
                "target_change": self._read_figure(text, percent)[1] if text else 0.0
            }
        if name == "upper_stated":
            if self.target_comparator != "range":
                return {}
            upper = self._read_figure(text, percent)[1] if text else 0.0
            return {"target_upper": upper}
        value, known = STATED[name]
        if name == "target_stated" and self.target_basis != "absolute":
            return {}
        if not text:
            return {value: 0.0, known: False}
        typed, figure = self._read_figure(text, percent)
        vals = {value: figure, known: True}
        if name == "target_stated" and typed != "=":
            # "under 2" says more than its figure
            vals["target_comparator"] = typed
        return vals

    def _inverse_stated(self, name):
        for goal in self:
            vals = goal._read_stated(name)
            if vals:
                goal.write(vals)
            # what is shown next is the figure as it was understood
            goal.invalidate_recordset([name], flush=False)

    def _inverse_target_stated(self):
        self._inverse_stated("target_stated")

    def _inverse_upper_stated(self):
        self._inverse_stated("upper_stated")

    def _inverse_committed_stated(self):
        self._inverse_stated("committed_stated")

    def _inverse_stretch_stated(self):
        self._inverse_stated("stretch_stated")

    def _inverse_change_stated(self):
        self._inverse_stated("change_stated")

    def _onchange_stated(self, name):
        self.update(self._read_stated(name))
        self[name] = self._stated_text(name)

    @api.onchange("target_stated")
    def _onchange_target_stated(self):
        self._onchange_stated("target_stated")

    @api.onchange("upper_stated")
    def _onchange_upper_stated(self):
        self._onchange_stated("upper_stated")

    @api.onchange("committed_stated")
    def _onchange_committed_stated(self):
        self._onchange_stated("committed_stated")

    @api.onchange("stretch_stated")
    def _onchange_stretch_stated(self):
        self._onchange_stated("stretch_stated")

    @api.onchange("change_stated")
    def _onchange_change_stated(self):
        self._onchange_stated("change_stated")
