from odoo import api, fields, models
from odoo.tools.misc import format_date

from ...lib import realism

ADDITIVE = ("count", "count_distinct", "sum")


class CrmGoal(models.Model):
    """Compares the target with the process's limits, and dates explanations."""

    _inherit = "crm.goal"

    realism_verdict = fields.Char(
        string="Against the natural limits", compute="_compute_realism"
    )
    explanation_stale = fields.Boolean(
        string="Explanation is stale", compute="_compute_realism"
    )
    signal_text = fields.Char(string="Newer signal", compute="_compute_realism")

    @api.depends(
        "metric_id",
        "target_value",
        "target_upper",
        "target_comparator",
        "explanation_ids.date",
    )
    @api.depends_context("lang", "company")
    def _compute_realism(self):
        for company, goals in self.grouped(lambda g: g.map_id.company_id).items():
            metrics = goals.metric_id.with_company(company)
            limits = metrics.browse(metrics._known_ids()).process_limits()
            for goal in goals:
                chart = limits.get(goal.metric_id.id)
                goal.realism_verdict = goal._verdict(chart)
                signal = goal._newer_signal(chart)
                goal.explanation_stale = bool(signal) and bool(goal.explanation_ids)
                goal.signal_text = signal and self.env._(
                    "The metric shows a signal in the period from %s.",
                    format_date(self.env, signal["period_start"]),
                )

    def _newer_signal(self, chart):
        """Return the newest signal after the newest explanation, or False."""
        if not chart:
            return False
        explained = max(self.explanation_ids.mapped("date"), default=None)
        newer = [
            signal
            for signal in chart["signals"]
            if not explained
            or chart["points"][signal["index"]]["period_end"] > str(explained)
        ]
        return newer[-1] if newer else False

    def _verdict(self, chart):
        """Return a sentence that compares the target with the natural limits."""
        if self.target_value is None or not chart:
            return False
        # a documented break begins another process
        values = [point["value"] for point in chart["points"][chart["start"] :]]
        # a figure that adds up is compared by its share of one month
        band = self._band(self._window_months() if self._adds_up() else 1)
        verdict = realism.verdict(band, values, chart["lower"], chart["upper"])
        always = verdict.code == "chance" and verdict.every <= 1
        sentence = {
            "routine": self.env._(
                "Already reached in %(reached)s of %(periods)s months, without any"
                " change."
            ),
            "always": self.env._(
                "Already reached by chance in %(reached)s of %(periods)s months."
            ),
            "chance": self.env._(
                "Already reached by chance about every %(every)s months (%(reached)s of"
                " %(periods)s)."
            ),
            "possible": self.env._(
                "Never reached in %(periods)s months, but within the natural limits: it"
                " can be reached by chance."
            ),
            "different": self.env._(
                "Never reached in %(periods)s months and outside the natural limits:"
                " needs a different process."
            ),
        }.get("always" if always else verdict.code)
        return sentence and sentence % {
            "reached": verdict.reached,
            "periods": verdict.periods,
            "every": verdict.every,
        }

    def _adds_up(self):
        """Whether a figure over twelve months is the sum of twelve figures."""
        metric = self.metric_id.sudo()
        return (
            metric.kind == "simple"
            and metric.normalise_per == "none"
            and not metric.per_salesperson
            and metric.numerator_id.timing == "event"
            and metric.numerator_id.aggregation in ADDITIVE
        )
