from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ..lib import progress

BASELINE = {
    "baseline_value",
    "baseline_known",
    "baseline_period_start",
    "baseline_period_end",
    "baseline_approval_id",
    "baseline_fingerprint",
}
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

    baseline_value = fields.Float(
        string="Baseline", readonly=True, copy=False, aggregator=None
    )
    baseline_known = fields.Boolean(
        string="Baseline is frozen", readonly=True, copy=False
    )
    baseline_period_start = fields.Date(
        string="Baseline from", readonly=True, copy=False
    )
    baseline_period_end = fields.Date(
        string="Baseline before", readonly=True, copy=False
    )
    baseline_approval_id = fields.Many2one(
        "crm.approval",
        string="Baseline measured under",
        readonly=True,
        copy=False,
        help="The approval of the measurement procedure at that time.",
    )
    baseline_fingerprint = fields.Char(readonly=True, copy=False)
    baseline_ids = fields.One2many(
        "crm.goal.baseline", "goal_id", string="Earlier baselines", readonly=True
    )
    baseline_display = fields.Char(string="Frozen baseline", compute="_compute_displays")
    target_display = fields.Char(string="Target in words", compute="_compute_displays")
    change_display = fields.Char(string="Change in words", compute="_compute_displays")

    current_value = fields.Float(
        string="Current figure", compute="_compute_measure", aggregator=None
    )
    current_known = fields.Boolean(compute="_compute_measure")
    current_display = fields.Char(string="Now", compute="_compute_measure")
    current_period = fields.Char(string="Measured from", compute="_compute_measure")
    progress = fields.Float(
        compute="_compute_measure",
        aggregator=None,
        help="Share of the way from the baseline to the target; empty when unknown.",
    )
    progress_known = fields.Boolean(compute="_compute_measure")
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
    gate_state = fields.Selection(
        [("open", "Gate open"), ("closed", "Gate closed")],
        string="Gate",
        compute="_compute_gate_state",
    )

    @api.depends("segment_id")
    def _compute_gate_state(self):
        """Filled by the addon that knows gates."""
        self.gate_state = False

    @api.depends(
        "baseline_known",
        "baseline_value",
        "target_known",
        "target_value",
        "target_upper",
        "target_comparator",
        "metric_id",
    )
    @api.depends_context("lang")
    def _compute_displays(self):
        words = self._target_words()
        for goal in self:
            baseline = goal.figure(goal.baseline_value, goal.baseline_known)
            goal.baseline_display = baseline
            target = goal.figure(goal.target_value, goal.target_known)
            if goal.target_known:
                target = words[goal.target_comparator or "="] % {
                    "figure": target,
                    "upper": goal.figure(goal.target_upper),
                }
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

    def _change_text(self):
        """Relative and absolute change, always both, so that nobody mixes them up."""
        if not (self.baseline_known and self.target_known):
            if self.target_basis == "relative" and self.target_change:
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
            sign = "+" if step >= 0 else ""
            absolute = f"{sign}{self.figure(step)}"
        if not self.baseline_value:
            return self.env._("%s (no percentage: the baseline is zero)", absolute)
        relative = self.map_id._percent(step / abs(self.baseline_value))
        return self.env._(
            "%(absolute)s, relative %(relative)s", absolute=absolute, relative=relative
        )

    # -- status ------------------------------------------------------------

    @api.depends(
        "metric_id",
        "baseline_known",
        "baseline_value",
        "baseline_fingerprint",
        "target_known",
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

    def _figures(self):
        """Collect what all goals need of their metrics, in a fixed number of calls.

        :return: {goal id: {"known", "state", "hint", "fingerprint", "points",
            "current"}}
        """
        found = {}
        for company, goals in self.grouped(lambda g: g.map_id.company_id).items():
            metrics = goals.metric_id.sudo(False).with_company(company)
            prints = metrics._approval_fingerprints() if metrics else {}
            points = metrics.latest_points() if metrics else {}
            current = goals._current_points(metrics)
            for goal in goals:
                metric = goal.metric_id.with_company(company)
                if not metric:
                    continue
                found[goal.id] = {
                    "known": metric.is_known,
                    "state": metric.known_state,
                    "hint": metric.known_hint,
                    "fingerprint": prints.get(metric._origin.id),
                    "points": points.get(metric._origin.id) or [],
                    "current": current.get(goal.id),
                }
        return found

    def _current_points(self, metrics):
        """Measure today's figure over as many months as the baseline took.

        A year's figure is compared with a year's figure. Goals whose baselines
        have the same length share one call.
        """
        today = fields.Date.today().replace(day=1)
        by_length = self.filtered("metric_id").grouped(lambda g: g._window_months())
        found = {}
        for months, goals in by_length.items():
            known = metrics.browse(goals.metric_id.ids).filtered("is_known")
            manual = known.filtered(lambda m: m.kind == "manual")
            points = {}
            if known - manual:
                start = today - relativedelta(months=months)
                points = (known - manual).evaluate(start, today, "total")
            newest = manual._newest_manual_points(months) if manual else {}
            for goal in goals:
                point = (points.get(goal.metric_id.id) or [None])[0]
                point = point or newest.get(goal.metric_id.id)
                if point and point["official"] and point["value"] is not None:
                    found[goal.id] = point
        return found

    def _window_months(self):
        start, end = self.baseline_period_start, self.baseline_period_end
        if not start or not end:
            return 12
        return max(1, round((end - start).days / 30.44))

    def _measured(self, facts):
        """Values of the computed fields of one goal."""
        self.ensure_one()
        hint = self._hint(facts)
        point = facts.get("current") if facts.get("known") else None
        current = point["value"] if point else None
        points = facts.get("points") or []
        series = [p["value"] if p.get("official") else None for p in points]
        values = {
            "current_value": current or 0.0,
            "current_known": current is not None,
            "current_display": self.figure(current),
            "current_period": self._period_text(point),
            "progress": 0.0,
            "progress_known": False,
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
        predicted = progress.forecast(series, ahead, current) if ahead else None
        share = progress.progress(self.baseline_value, current, goal_band)
        values.update(
            progress=share,
            progress_known=True,
            trend=progress.trend(series, self.direction or "none") or False,
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
        if not self.baseline_known:
            return self.env._("Freeze the baseline.")
        if self._definition_changed(facts.get("fingerprint")):
            return self.env._(
                "“%s” is defined differently than when the baseline was measured:"
                " freeze the baseline again and say why.",
                self.metric_id.name,
            )
        if not self.target_known or not self.target_date:
            return self.env._("Set a target and its date.")
        if not facts.get("current"):
            return self.env._("The metric has no figure for the last months.")
        return False

    def _definition_changed(self, fingerprint):
        return self.baseline_known and self.baseline_fingerprint != fingerprint

    def _trust(self, facts):
        if facts.get("known"):
            changed = self._definition_changed(facts.get("fingerprint"))
            return "stale" if changed else "known"
        expired = facts.get("state") == "expired"
        lapsed = self.baseline_known and self._definition_changed(
            facts.get("fingerprint")
        )
        return "stale" if expired or lapsed else "not_known"

    def _period_text(self, point):
        if not point:
            return False
        return self.env._(
            "%(start)s to before %(end)s",
            start=point["period_start"],
            end=point["period_end"],
        )

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

    def _band(self):
        if not self.target_known:
            return None
        return progress.band(
            self.target_comparator or "=",
            self.target_value,
            self.target_upper,
            self.direction or "none",
        )

    def _path(self):
        """Baseline, interim targets and target with their dates, oldest first."""
        if not (self.baseline_known and self.target_known and self.target_date):
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
