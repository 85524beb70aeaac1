from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.crm_metric_definitions.fields import NullableFloat

from ...lib import progress
from ..words import percent, points
from .parts import change_words

TARGET_COMPARATORS = [
    (">=", "at least"),
    (">", "more than"),
    ("<=", "at most"),
    ("<", "under"),
    ("=", "exactly"),
    ("~", "about"),
    ("range", "between"),
]


class CrmGoal(models.Model):
    """The target: a level, or a change of the baseline, with its date.

    Words about the target always show both the relative change and the points;
    nothing is prefilled from the baseline.
    """

    _inherit = "crm.goal"

    target_comparator = fields.Selection(
        TARGET_COMPARATORS,
        string="Target is",
        compute="_compute_target_comparator",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    target_basis = fields.Selection(
        [
            ("absolute", "A level"),
            ("relative", "A relative change (% of the baseline)"),
            ("points", "A change in percentage points or units"),
        ],
        string="Target type",
        required=True,
        default="absolute",
        copy=False,
    )
    target_change = NullableFloat(
        string="Change",
        copy=False,
        digits=(16, 6),
        aggregator=None,
        help="As a fraction: 0.2 is +20 % (relative) or 20 percentage points.",
    )
    target_value = NullableFloat(
        string="Target",
        compute="_compute_target",
        store=True,
        readonly=False,
        copy=False,
        digits=(16, 6),
        tracking=True,
        aggregator=None,
    )
    target_upper = NullableFloat(
        string="Upper bound", copy=False, digits=(16, 6), aggregator=None
    )
    target_date = fields.Date(string="Until", copy=False, tracking=True)
    committed_value = NullableFloat(
        string="Committed",
        copy=False,
        digits=(16, 6),
        aggregator=None,
        help="What is promised at the least. Empty: nothing is promised.",
    )
    stretch_value = NullableFloat(
        string="Stretch",
        copy=False,
        digits=(16, 6),
        aggregator=None,
        help="What would be more than expected. Empty: no stretch target.",
    )
    interim_ids = fields.One2many("crm.goal.interim", "goal_id")
    baseline_display = fields.Char(
        string="Frozen baseline", compute="_compute_displays"
    )
    target_display = fields.Char(string="Target in words", compute="_compute_displays")
    change_display = fields.Char(string="Change in words", compute="_compute_displays")

    @api.depends("metric_id")
    def _compute_target_comparator(self):
        for goal in self:
            if not goal.target_comparator and goal.metric_id:
                lower = goal.metric_id.direction == "lower"
                goal.target_comparator = "<=" if lower else ">="

    @api.depends("target_basis", "target_change", "baseline_value")
    def _compute_target(self):
        for goal in self:
            baseline, step = goal.baseline_value, goal.target_change
            if goal.target_basis == "absolute":
                goal.target_value = goal.target_value
            elif not step or baseline is None:
                goal.target_value = None
            elif goal.target_basis == "points":
                goal.target_value = baseline + step
            else:
                # +20 % of a negative baseline goes up; of zero it is undefined
                step *= abs(baseline)
                goal.target_value = baseline + step if baseline else None

    @api.constrains("target_comparator", "target_value", "target_upper")
    def _check_range(self):
        for goal in self:
            lower, upper = goal.target_value, goal.target_upper
            if (
                goal.target_comparator == "range"
                and lower is not None
                and (upper is None or upper < lower)
            ):
                raise ValidationError(
                    self.env._("“between” needs the lower figure first: %s", goal.name)
                )

    @api.depends(
        "baseline_value",
        "target_value",
        "target_upper",
        "target_comparator",
        "target_basis",
        "target_change",
        "metric_id",
    )
    @api.depends_context("lang")
    def _compute_displays(self):
        words = self._target_words()
        for goal in self:
            goal.baseline_display = goal.figure(goal.baseline_value)
            target = self.env._("no target yet")
            if goal.target_value is not None:
                target = words[goal.target_comparator or "="] % {
                    "figure": goal.figure(goal.target_value),
                    "upper": goal.figure(goal.target_upper),
                }
            elif goal.target_basis != "absolute" and goal.target_change:
                # the change can be shown before the baseline is frozen
                target = goal._stated_change()
            goal.target_display = target
            goal.change_display = goal._change_text()

    def _target_words(self):
        return {
            ">=": self.env._("at least %(figure)s"),
            ">": self.env._("more than %(figure)s"),
            "<=": self.env._("at most %(figure)s"),
            "<": self.env._("under %(figure)s"),
            "=": "%(figure)s",
            "~": self.env._("about %(figure)s"),
            "range": self.env._("%(figure)s to %(upper)s"),
        }

    def _stated_change(self):
        """Say a change without its baseline: "+20 %", "+5 percentage points", "+2"."""
        return change_words(
            self.env, self.target_change, self.target_basis, self.metric_id
        )

    def _change_text(self):
        """Return absolute and relative change; showing both avoids confusion."""
        if self.baseline_value is None or self.target_value is None:
            if self._states_relative_only():
                return self.env._(
                    "%s of a baseline that is not known yet",
                    percent(self.env, self.target_change),
                )
            return ""
        step = self.target_value - self.baseline_value
        if self.value_format == "percent":
            absolute = points(self.env, step)
        else:
            sign = "+" if step > 0 else ""
            absolute = f"{sign}{self.figure(step)}"
        if not self.baseline_value:
            return self.env._("%s (no percentage: the baseline is zero)", absolute)
        relative = percent(self.env, step / abs(self.baseline_value))
        return self.env._(
            "%(absolute)s, relative %(relative)s", absolute=absolute, relative=relative
        )

    def _band(self):
        if self.target_value is None:
            return None
        return progress.band(
            self.target_comparator or "=",
            self.target_value,
            self.target_upper,
            self.direction or "none",
        )
