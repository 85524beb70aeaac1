from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...lib import progress
from ..mixins.known_float import KnownFloat

TARGET_COMPARATORS = [
    (">=", "at least"),
    (">", "more than"),
    ("<=", "at most"),
    ("<", "under"),
    ("=", "exactly"),
    ("~", "about"),
    ("range", "between"),
]
# A float that was never set reads 0: the boolean beside it says "this is a figure".
NULLABLE = ("target_value", "committed_value", "stretch_value")


class CrmGoal(models.Model):
    """Where the goal is to go, and how that is said.

    Relative change and percentage points are always both printed; nothing is
    prefilled from the baseline.
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
        string="Stated as",
        required=True,
        default="absolute",
        copy=False,
    )
    target_change = fields.Float(
        string="Change",
        copy=False,
        digits=(16, 6),
        help="As a fraction: 0.2 is +20 % (relative) or 20 percentage points.",
    )
    target_value = KnownFloat(
        string="Target",
        known="target_known",
        compute="_compute_target",
        store=True,
        readonly=False,
        copy=False,
        digits=(16, 6),
        tracking=True,
        aggregator=None,
    )
    target_known = fields.Boolean(
        string="Target is set",
        compute="_compute_target",
        store=True,
        readonly=False,
        copy=False,
    )
    target_upper = fields.Float(
        string="and", copy=False, digits=(16, 6), aggregator=None
    )
    target_date = fields.Date(string="Until", copy=False, tracking=True)
    committed_value = KnownFloat(
        string="Committed",
        known="committed_known",
        copy=False,
        digits=(16, 6),
        aggregator=None,
    )
    committed_known = fields.Boolean(string="Committed is set", copy=False)
    stretch_value = KnownFloat(
        string="Stretch",
        known="stretch_known",
        copy=False,
        digits=(16, 6),
        aggregator=None,
    )
    stretch_known = fields.Boolean(string="Stretch is set", copy=False)
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

    @api.depends("target_basis", "target_change", "baseline_value", "baseline_known")
    def _compute_target(self):
        for goal in self:
            if goal.target_basis == "absolute":
                goal.target_value, goal.target_known = (
                    goal.target_value,
                    goal.target_known,
                )
                continue
            known = goal.baseline_known and bool(goal.target_change)
            step = goal.target_change
            if goal.target_basis == "relative":
                # +20 % of a negative baseline is still upwards
                step = abs(goal.baseline_value) * goal.target_change
                known = known and bool(goal.baseline_value)
            goal.target_known = known
            goal.target_value = goal.baseline_value + step if known else 0.0

    @api.onchange("target_value", "committed_value", "stretch_value")
    def _onchange_figures(self):
        for name in NULLABLE:
            if self[name]:
                self[_known(name)] = True

    @api.constrains("target_comparator", "target_value", "target_upper")
    def _check_range(self):
        for goal in self:
            if (
                goal.target_comparator == "range"
                and goal.target_known
                and goal.target_upper < goal.target_value
            ):
                raise ValidationError(
                    self.env._("“between” needs the lower figure first: %s", goal.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_known(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._with_known(vals))

    def _with_known(self, vals):
        """A figure given without its "is set" is meant to be set, 0 included."""
        known = {
            _known(name): True
            for name in NULLABLE
            if name in vals and _known(name) not in vals
        }
        return {**vals, **known}

    @api.depends(
        "baseline_known",
        "baseline_value",
        "target_known",
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
            baseline = goal.figure(goal.baseline_value, goal.baseline_known)
            goal.baseline_display = baseline
            target = self.env._("no target yet")
            if goal.target_known:
                target = words[goal.target_comparator or "="] % {
                    "figure": goal.figure(goal.target_value),
                    "upper": goal.figure(goal.target_upper),
                }
            elif goal.target_basis != "absolute" and goal.target_change:
                # the change is known, also while its baseline is not
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
        if self.target_basis == "relative":
            return self.map_id._percent(self.target_change)
        if self.value_format == "percent":
            points = self.map_id._percent(self.target_change).removesuffix(" %")
            return self.env._("%s percentage points", points)
        sign = "+" if self.target_change > 0 else ""
        return f"{sign}{self.figure(self.target_change)}"

    def _change_text(self):
        """Relative and absolute change, always both, so that nobody mixes them up."""
        if not (self.baseline_known and self.target_known):
            if self._states_relative_only():
                return self.env._(
                    "%s of a baseline that is not known yet",
                    self.map_id._percent(self.target_change),
                )
            return ""
        step = self.target_value - self.baseline_value
        if self.value_format == "percent":
            points = self.map_id._percent(step).removesuffix(" %")
            absolute = self.env._("%s percentage points", points)
        else:
            sign = "+" if step > 0 else ""
            absolute = f"{sign}{self.figure(step)}"
        if not self.baseline_value:
            return self.env._("%s (no percentage: the baseline is zero)", absolute)
        relative = self.map_id._percent(step / abs(self.baseline_value))
        return self.env._(
            "%(absolute)s, relative %(relative)s", absolute=absolute, relative=relative
        )

    def _band(self):
        if not self.target_known:
            return None
        return progress.band(
            self.target_comparator or "=",
            self.target_value,
            self.target_upper,
            self.direction or "none",
        )


def _known(name):
    return name.replace("_value", "_known")
