from odoo import api, fields, models

# text → (value, whether it is known)
STATED = {
    "target_stated": ("target_value", "target_known"),
    "committed_stated": ("committed_value", "committed_known"),
    "stretch_stated": ("stretch_value", "stretch_known"),
}
TEXTS = (*STATED, "upper_stated", "change_stated")


class CrmGoal(models.Model):
    """What people type for a target: one text, instead of a figure and a tick.

    Clearing the text makes the figure unknown again.
    """

    _name = "crm.goal"
    _inherit = ["crm.goal", "crm.goal.stated.mixin"]

    target_stated = fields.Char(
        string="Target figure",
        compute="_compute_stated",
        readonly=False,
        help="As people write it: 48 %, or 2.5. Empty: there is no target yet.",
    )
    upper_stated = fields.Char(
        string="Upper figure",
        compute="_compute_stated",
        readonly=False,
    )
    committed_stated = fields.Char(
        string="Committed to",
        compute="_compute_stated",
        readonly=False,
        help="What is promised at the least. Empty: nothing is.",
    )
    stretch_stated = fields.Char(
        string="Stretched to",
        compute="_compute_stated",
        readonly=False,
        help="What would be more than expected. Empty: nothing is said.",
    )
    change_stated = fields.Char(
        string="Change by",
        compute="_compute_stated",
        readonly=False,
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
            for name in TEXTS:
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

    def _read_stated(self, name, text):
        """Values to write for what was typed into one of the texts."""
        self.ensure_one()
        text = (text or "").strip()
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

    @api.model_create_multi
    def create(self, vals_list):
        typed = [
            {name: vals[name] for name in TEXTS if name in vals} for vals in vals_list
        ]
        rest = [{k: v for k, v in vals.items() if k not in TEXTS} for vals in vals_list]
        goals = super().create(rest)
        for goal, texts in zip(goals, typed, strict=True):
            goal._write_typed(texts)
        return goals

    def write(self, vals):
        typed = {name: vals[name] for name in TEXTS if name in vals}
        result = super().write({k: v for k, v in vals.items() if k not in typed})
        self._write_typed(typed)
        return result

    def _write_typed(self, texts):
        """Write all that was typed at once: one figure alone may contradict another."""
        for goal in self if texts else ():
            vals = {}
            for name, text in texts.items():
                vals.update(goal._read_stated(name, text))
            changed = {key: new for key, new in vals.items() if goal[key] != new}
            if changed:
                goal.write(changed)

    def _onchange_stated(self, name):
        self.update(self._read_stated(name, self[name]))
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
