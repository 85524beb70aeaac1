from odoo import api, fields, models

from odoo.addons.crm_metric_definitions.fields import NullableFloat

from ...lib import progress
from ...lib import trend as trends

STATUS = [
    ("not_known", "Not known yet"),
    ("off_track", "Off track"),
    ("at_risk", "At risk"),
    ("on_track", "On track"),
    ("reached", "Reached"),
]


class CrmGoal(models.Model):
    """The goal's figures: frozen baseline, today's figure, progress, status.

    A figure is shown only when the metric is known, and progress only when the
    metric's definition is still the one that the baseline was measured by.
    """

    _inherit = "crm.goal"

    current_value = NullableFloat(
        string="Current figure", compute="_compute_measure", aggregator=None
    )
    current_display = fields.Char(string="Now", compute="_compute_measure")
    current_period = fields.Char(string="Measured from", compute="_compute_measure")
    progress = NullableFloat(
        compute="_compute_measure",
        aggregator=None,
        help="Share of the way from the baseline to the target; empty when unknown.",
    )
    trend = fields.Selection(
        [
            ("better", "Getting better"),
            ("worse", "Getting worse"),
            ("steady", "Steady"),
            ("up", "Rising"),
            ("down", "Falling"),
        ],
        compute="_compute_measure",
    )
    forecast_display = fields.Char(string="Forecast", compute="_compute_measure")
    status = fields.Selection(
        STATUS, compute="_compute_measure", search="_search_status"
    )
    status_hint = fields.Char(string="What to do", compute="_compute_measure")
    trust = fields.Selection(
        [("known", "Known"), ("not_known", "Not known yet"), ("stale", "Stale")],
        compute="_compute_measure",
        search="_search_trust",
    )
    sparkline = fields.Json(compute="_compute_measure")
    # -- status ------------------------------------------------------------

    @api.depends(
        "metric_id",
        "baseline_value",
        "baseline_fingerprint",
        "target_value",
        "target_upper",
        "target_comparator",
        "target_date",
        "interim_ids.value",
        "interim_ids.date",
    )
    @api.depends_context("lang", "company")
    def _compute_measure(self):
        figures = self._figures()
        for goal in self:
            goal.update(goal._measured(figures.get(goal.id, {})))

    def _measured(self, facts):
        """Values of the computed fields of one goal."""
        self.ensure_one()
        hint = self._hint(facts)
        point = facts.get("current") if facts.get("known") else None
        current = point["value"] if point else None
        points = facts.get("points") or []
        series = [p["value"] if p.get("official") else None for p in points]
        values = {
            "current_value": current,
            "current_display": self.figure(current),
            "current_period": point
            and self.metric_id._period_text(point["period_start"], point["period_end"]),
            "progress": None,
            "trend": False,
            "forecast_display": False,
            "status": "not_known",
            "status_hint": hint,
            "trust": self._trust(facts),
            "sparkline": self._sparkline(points, series, facts),
        }
        if hint:
            return values
        goal_band = self._band()
        ahead = self._months_ahead(points)
        share = (0, 1) if self.value_format == "percent" else None
        predicted = trends.forecast(series, ahead, current, share) if ahead else None
        values.update(
            progress=progress.progress(self.baseline_value, current, goal_band),
            trend=trends.trend(series, self.direction or "none") or False,
            forecast_display=(
                predicted is not None and self.figure(predicted) or False
            ),
            status=progress.status(
                goal_band,
                self._path(),
                current,
                predicted,
                fields.Date.to_date(point["period_end"]),
            ),
        )
        return values

    def _hint(self, facts):
        """Say what has to be done before progress can be shown; empty = nothing."""
        if not self.metric_id:
            return self.env._("Choose the metric that this goal is measured by.")
        if not self.metric_id.active:
            return self.env._(
                "The metric “%s” is archived: choose one in use, or restore it.",
                self.metric_id.name,
            )
        if not facts.get("known"):
            return facts.get("hint") or self.env._("The metric is not known yet.")
        if not self.baseline_id:
            return self.env._("Freeze the baseline.")
        if self._definition_changed(facts.get("fingerprint")):
            return self.env._(
                "“%s” is defined differently than when the baseline was measured:"
                " freeze the baseline again and say why.",
                self.metric_id.name,
            )
        if self.target_value is None or not self.target_date:
            return self.env._("Set a target and its date.")
        if not facts.get("current"):
            return self.env._("The metric has no figure for the last months.")
        return False

    def _definition_changed(self, fingerprint):
        return bool(self.baseline_id) and self.baseline_fingerprint != fingerprint

    def _trust(self, facts):
        if facts.get("known"):
            changed = self._definition_changed(facts.get("fingerprint"))
            return "stale" if changed else "known"
        expired = facts.get("state") == "expired"
        lapsed = self._definition_changed(facts.get("fingerprint"))
        return "stale" if expired or lapsed else "not_known"

    def _sparkline(self, points, series, facts):
        if not facts.get("known") or not any(v is not None for v in series):
            return False
        return {
            "values": series,
            "labels": [
                f"{point['period_start'][:7]}: {self.figure(value)}"
                for point, value in zip(points, series, strict=True)
            ],
        }

    def _path(self):
        """Baseline, interim targets and target with their dates, oldest first."""
        if not self.baseline_id or self.target_value is None or not self.target_date:
            return []
        start = self.baseline_period_end
        steps = [(start, self.baseline_value)]
        steps += [
            (interim.date, interim.value)
            for interim in self.interim_ids.sorted("date")
            if start < interim.date < self.target_date
        ]
        return [*steps, (self.target_date, self.target_value)]

    def _months_ahead(self, points):
        if not points or not self.target_date:
            return None
        last = fields.Date.to_date(points[-1]["period_end"])
        return max((self.target_date - last).days / 30.44, 0)

    def _search_status(self, operator, value):
        return self._search_measured("status", operator, value)

    def _search_trust(self, operator, value):
        return self._search_measured("trust", operator, value)

    def _search_measured(self, name, operator, value):
        if operator != "in":
            return NotImplemented
        goals = self.with_context(active_test=False).search([])
        return [("id", "in", goals.filtered(lambda g: g[name] in value).ids)]
