from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import format_date

from odoo.addons.crm_metric_definitions.public import NullableFloat, Part, say

from ...lib import contradiction, progress
from ..words import comparators, percent, points
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
FIGURE = {"copy": False, "digits": (16, 6), "aggregator": None}


class CrmGoalInterim(models.Model):
    """A figure to be reached by a day before the target's date."""

    _name = "crm.goal.interim"
    _description = "Interim Target"
    _inherit = ["crm.approval.part.mixin"]
    _order = "date, id"
    _approval_owner = "goal_id"
    _approval_table = (Part("value", label=None, say=say.figure),)
    _rec_name = "date"

    goal_id = fields.Many2one("crm.goal", required=True, index=True, ondelete="cascade")
    date = fields.Date(required=True)
    value = NullableFloat(
        string="Interim target", required=True, digits=(16, 6), aggregator=None
    )
    value_format = fields.Selection(related="goal_id.value_format")
    note = fields.Char()

    _once = models.UniqueIndex(
        "(goal_id, date)", "There is an interim target for this day already."
    )

    @api.constrains("goal_id", "date", "value")
    def _check_contradictions(self):
        self.goal_id._check_contradictions()


class CrmGoal(models.Model):
    """The target: a level, or a change of the baseline, with its date.

    Words about the target always show both the relative change and the points.

    ``create`` and ``write`` refuse figures that contradict each other. A contradiction
    that comes from elsewhere (a new baseline moves a relative target, a metric changes
    its direction) is not refused, but reported when an approval is requested.
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
        help="As a fraction: 0.2 is +20 % (relative) or 20 percentage points.",
        **FIGURE,
    )
    target_value = NullableFloat(
        string="Target",
        compute="_compute_target",
        store=True,
        readonly=False,
        tracking=True,
        **FIGURE,
    )
    target_upper = NullableFloat(string="Upper bound", **FIGURE)
    target_date = fields.Date(string="Until", copy=False, tracking=True)
    committed_value = NullableFloat(
        string="Committed",
        help="What is promised at the least. Empty: nothing is promised.",
        **FIGURE,
    )
    stretch_value = NullableFloat(
        string="Stretch",
        help="What would be more than expected. Empty: no stretch target.",
        **FIGURE,
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
        for goal in self:
            goal.baseline_display = goal.format_figure(goal.baseline_value)
            target = self.env._("no target yet")
            if goal.target_value is not None:
                figures = goal.target_value, goal.target_upper
                figures = map(goal.format_figure, figures)
                target = self._target_words(goal.target_comparator, *figures)
            elif goal.target_basis != "absolute" and goal.target_change:
                # the change can be shown before the baseline is frozen
                target = change_words(
                    self.env, goal.target_change, goal.target_basis, goal.metric_id
                )
            goal.target_display = target
            goal.change_display = goal._change_text()

    @api.model
    def _target_words(self, comparator, figure, upper):
        if comparator == "range":
            return self.env._("%(figure)s to %(upper)s", figure=figure, upper=upper)
        return comparators(self.env)[comparator or "="] % figure

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
            absolute = f"{sign}{self.format_figure(step)}"
        if not self.baseline_value:
            return self.env._("%s (no percentage: the baseline is zero)", absolute)
        relative = percent(self.env, step / abs(self.baseline_value))
        return self.env._(
            "%(absolute)s, relative %(relative)s", absolute=absolute, relative=relative
        )

    def _band(self, months=1):
        """Return the figures that reach the target, or one of its ``months`` parts."""
        if self.target_value is None:
            return None
        return progress.band(
            self.target_comparator or "=",
            self.target_value / months,
            self.target_upper and self.target_upper / months,
            self.direction or "none",
            self._half_digit(),
        )

    def _half_digit(self):
        """Return half of the last shown digit: what is shown as 0 is about 0."""
        digits = self.metric_id.digits + 2 * (self.value_format == "percent")
        return 0.5 * 10.0**-digits

    # -- contradictions ----------------------------------------------------

    def _check_contradictions(self):
        """Raise the first contradiction. A constraint would run on computation, too."""
        for goal in self:
            if sentences := goal._contradictions():
                raise ValidationError(sentences[0])

    def _problems_of_contradictions(self):
        """Return what contradicts itself, also after a change of metric or baseline."""
        metric, problems = self.metric_id, self._contradictions()
        if self.target_value is not None and contradiction.wrong_way(
            self.target_comparator or "=", metric.direction or "none"
        ):
            sentence = {
                "lower": self.env._(
                    "The target “%(target)s” points the wrong way: the less of"
                    " “%(metric)s”, the better."
                ),
                "higher": self.env._(
                    "The target “%(target)s” points the wrong way: the more of"
                    " “%(metric)s”, the better."
                ),
            }[metric.direction]
            names = {"target": self.target_display, "metric": metric.name}
            problems.insert(0, sentence % names)
        return problems

    def _contradictions(self):
        """Return one sentence for each figure that contradicts the others."""
        self.ensure_one()
        lower, upper = self.target_value, self.target_upper
        if self.target_comparator == "range" and lower is not None:
            if upper is None or upper < lower:
                return [
                    self.env._("“between” needs the lower figure first: %s", self.name)
                ]
        problems = contradiction.find(
            contradiction.Figures(
                self.target_comparator or "=",
                self.direction or "none",
                self.baseline_value,
                self.target_value,
                self.target_upper,
                self.committed_value,
                self.stretch_value,
                [(step.date, step.value) for step in self.interim_ids.sorted("date")],
                self.target_date or None,
            )
        )
        sentences = self._contradiction_sentences()
        return [
            sentences[problem.code]
            % {
                "figure": self.format_figure(problem.figure),
                "target": self.target_display,
                "stretch": self.format_figure(self.stretch_value),
                "date": format_date(self.env, problem.day) if problem.day else "",
            }
            for problem in problems
        ]

    def _contradiction_sentences(self):
        return {
            "committed": self.env._(
                "Committed is %(figure)s: that asks for more than the target"
                " “%(target)s”."
            ),
            "committed_stretch": self.env._(
                "Committed is %(figure)s: that asks for more than stretch, %(stretch)s."
            ),
            "committed_to_meet": self.env._(
                "Remove the committed figure %(figure)s: the target “%(target)s” is one"
                " figure to be met, so there is no lower level."
            ),
            "stretch": self.env._(
                "Stretch is %(figure)s: that asks for less than the target"
                " “%(target)s”."
            ),
            "interim": self.env._(
                "The interim target %(figure)s until %(date)s asks for more than the"
                " target “%(target)s”."
            ),
            "interim_back": self.env._(
                "The interim target %(figure)s until %(date)s lies further from the"
                " target “%(target)s” than what precedes it."
            ),
            "interim_late": self.env._(
                "The interim target %(figure)s until %(date)s comes after the target's"
                " own date."
            ),
        }
