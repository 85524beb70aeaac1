from odoo import api, fields, models
from odoo.tools import format_date

from odoo.addons.crm_metric_definitions.public import (
    NullableFloat,
    months_between,
    shift,
)

from ...lib import progress
from .. import words

SPARKLINE = 12  # months


class CrmGoal(models.Model):
    """The current figure, progress, status and level reached, from the goal's metric.

    A figure is shown only when the metric is known, and progress only when the
    metric's definition is still the one that the baseline was measured by.
    """

    _inherit = "crm.goal"

    current_value = NullableFloat(
        string="Current figure", compute="_compute_figures", aggregator=None
    )
    current_display = fields.Char(string="Now", compute="_compute_figures")
    current_period = fields.Char(string="Period", compute="_compute_figures")
    progress = NullableFloat(
        compute="_compute_figures",
        aggregator=None,
        help="Share of the way from the baseline to the target; empty when unknown.",
    )
    trend = fields.Selection(
        [
            ("better", "Getting better"),
            ("worse", "Getting worse"),
            ("steady", "No difference beyond noise"),
            ("up", "Rising"),
            ("down", "Falling"),
        ],
        compute="_compute_figures",
    )
    forecast_display = fields.Char(string="Forecast", compute="_compute_figures")
    status = fields.Selection(
        [
            ("not_known", "Not known yet"),
            ("just_begun", "Just begun"),
            ("no_evidence", "No evidence yet"),
            ("off_track", "Off track"),
            ("at_risk", "At risk"),
            ("on_track", "On track"),
            ("reached", "Reached"),
        ],
        compute="_compute_figures",
        search="_search_status",
    )
    status_hint = fields.Char(string="What to do", compute="_compute_figures")
    evidence = fields.Char(
        string="Beyond noise",
        compute="_compute_figures",
        help="What the closed months since the baseline say beyond noise.",
    )
    trust = fields.Selection(
        [("known", "Known"), ("not_known", "Not known yet"), ("stale", "Stale")],
        compute="_compute_figures",
        search="_search_trust",
    )
    sparkline = fields.Json(compute="_compute_figures")
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

    @api.depends(
        "metric_id",
        "metric_id.known_state",
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
    def _compute_figures(self):
        for company, goals in self.grouped(lambda g: g.map_id.company_id).items():
            metrics = goals.metric_id.sudo(False).with_company(company)
            # the calls are as many for one goal as for all of them
            fingerprints = metrics._approval_fingerprints()
            points = metrics.process_series() if metrics else {}
            current = goals._current_points(metrics)
            for goal in goals:
                id_ = goal.metric_id._origin.id
                goal.update(
                    goal._figure_values(
                        goal.metric_id.with_company(company),
                        fingerprints.get(id_),
                        points.get(id_) or [],
                        current.get(goal.id),
                    )
                )

    # -- from the metric ---------------------------------------------------

    def _current_points(self, metrics):
        """Return {goal id: point}, measured over as many months as the baseline.

        A figure that is older than the baseline is left out.
        """
        current = {}
        by_length = self.filtered("metric_id").grouped(lambda g: g._window_months())
        for months, goals in by_length.items():
            known = metrics.browse(goals.metric_id.ids).filtered("is_known")
            points = known._live_points(months)
            for goal in goals:
                point = points.get(goal.metric_id.id)
                if point and goal._is_current(point):
                    current[goal.id] = point
        return current

    def _is_current(self, point):
        """Whether a point has a figure that is not older than the baseline."""
        if not point["official"] or point["value"] is None:
            return False
        end = self.baseline_period_end
        return not end or fields.Date.to_date(point["period_end"]) >= end

    def _window_months(self):
        """Return the months of the baseline's period; 12 without a baseline."""
        if not self.baseline_id:
            return 12
        start, end = self.baseline_period_start, self.baseline_period_end
        return max(1, round(months_between(start, end)))

    # -- of the goal -------------------------------------------------------

    def _figure_values(self, metric, fingerprint, points, current_point):
        """Return the values of the computed fields of one goal.

        :param points: the metric's closed months since its last documented break
        """
        self.ensure_one()
        hint = self._next_step(metric, fingerprint, current_point)
        point = current_point if metric.is_known else None
        current = point["value"] if point else None
        values = {
            "current_value": current,
            "current_display": self.format_figure(current),
            "current_period": point
            and metric._period_text(point["period_start"], point["period_end"]),
            "progress": None,
            "trend": False,
            "forecast_display": False,
            "status": "not_known",
            "status_hint": hint,
            "evidence": False,
            "trust": "known" if metric.is_known else "not_known",
            "sparkline": False,
        }
        if self._definition_changed(fingerprint) or metric.known_state == "expired":
            values["trust"] = "stale"
        if metric.is_known:
            values["sparkline"] = self._sparkline(points[-SPARKLINE:])
        if hint:
            return values
        change, found = self._change(points)
        word = shift.last_six([point["value"] for point in points])
        band, end = self._band(), fields.Date.to_date(point["period_end"])
        ahead = self.target_date and change.forecast is not None
        values.update(
            progress=progress.progress(self.baseline_value, current, band),
            trend=word and word.word(self.direction or "none"),
            forecast_display=ahead and self.format_figure(change.forecast),
            status=progress.status(band, self._path(), current, change, end),
            evidence=self._evidence(change, found),
        )
        return values

    def _sparkline(self, points):
        """Return {"values", "labels"} of the newest months; False without a figure."""
        if all(point["value"] is None for point in points):
            return False
        return {
            "values": [point["value"] for point in points],
            "labels": [
                f"{format_date(self.env, p['period_start'], date_format='MMM y')}:"
                f" {self.format_figure(p['value'])}"
                for p in points
            ],
        }

    # -- what has changed since the baseline -------------------------------

    def _change(self, points):
        """Return (progress.Change, shift.Shift or None) of the months since then.

        A figure that adds up is compared by the share of one month.
        """
        since = str(self.baseline_period_end)
        before = [p["value"] for p in points if p["period_end"] <= since]
        after = [p["value"] for p in points if p["period_start"] >= since]
        if all(value is None for value in before + after):
            return progress.Change(), None
        recent = [value for value in after if value is not None][-shift.RECENT :]
        found, months = shift.compare(before, recent), 1
        if self._adds_up():
            months = self._window_months()
        if found is None or not found.side:
            return progress.Change(len(recent)), found
        band = self._band(months)
        closer = band.distance(found.recent) < band.distance(found.before)
        beyond = band.contains(found.before) and band.contains(found.recent)
        better = found.word(self.direction or "none") == "better" or closer
        side = "better" if better else None if beyond else "worse"
        return progress.Change(len(recent), side, found.recent * months), found

    def _evidence(self, change, found):
        """Say from which change on it would show, or what has been found."""
        if change.periods is None:
            return False
        if change.periods < progress.MIN_PERIODS:
            return self.env._(
                "%(periods)s of %(needed)s closed months since the baseline: too early"
                " to say anything.",
                periods=change.periods,
                needed=progress.MIN_PERIODS,
            )
        if found is None:
            return self.env._("Too few months are known to tell a change from noise.")
        means = {
            "before": self.format_figure(found.before),
            "recent": self.format_figure(found.recent),
            "count": found.periods_recent,
        }
        if found.side:
            return self.env._(
                "Mean of a month %(before)s before, %(recent)s in the last %(count)s:"
                " more than noise.",
                **means,
            )
        if found.detectable is None:
            return self.env._("Nothing has moved at all.")
        if self.value_format == "percent":
            step = words.points(self.env, found.detectable)
        else:
            step = f"+{self.format_figure(found.detectable)}"
        return self.env._(
            "Mean of a month %(before)s before, %(recent)s in the last %(count)s: no"
            " difference beyond noise. A change shows from about %(step)s on.",
            step=step,
            **means,
        )

    def _next_step(self, metric, fingerprint, current_point):
        """Say what is missing before progress can be shown; False if nothing is."""
        if metric.active and not metric.is_known:
            return metric.known_hint or self.env._("The metric is not known yet.")
        missing = next(self._missing_figures(fingerprint), False)
        if not missing and not current_point:
            return self.env._("The metric has no figure for the last months.")
        return missing

    def _missing_figures(self, fingerprint):
        """Yield what is missing of metric, baseline and target.

        :param fingerprint: of the metric's definition today
        """
        metric = self.metric_id
        if not metric:
            yield self.env._("Choose the metric that this goal is measured by.")
            return
        if not metric.active:
            yield self.env._(
                "The metric “%s” is archived: choose one in use, or restore it.",
                metric.name,
            )
        if not self.baseline_id:
            yield self.env._("Freeze the baseline.")
        elif self._definition_changed(fingerprint):
            yield self.env._(
                "“%s” is defined differently than when the baseline was measured:"
                " freeze the baseline again and say why.",
                metric.name,
            )
        if self.target_value is None or not self.target_date:
            yield self.env._("Set a target and its date.")

    def _definition_changed(self, fingerprint):
        return bool(self.baseline_id) and self.baseline_fingerprint != fingerprint

    def _path(self):
        """Return baseline, interim targets and target as (date, figure), by date."""
        start, end = self.baseline_period_end, self.target_date
        steps = [
            (interim.date, interim.value)
            for interim in self.interim_ids.sorted("date")
            if start < interim.date < end
        ]
        return [(start, self.baseline_value), *steps, (end, self.target_value)]

    def _search_status(self, operator, value):
        return self._search_computed("status", operator, value)

    def _search_trust(self, operator, value):
        return self._search_computed("trust", operator, value)

    def _search_computed(self, name, operator, value):
        if operator != "in":
            return NotImplemented
        goals = self.with_context(active_test=False).search([])
        return [("id", "in", goals.filtered(lambda g: g[name] in value).ids)]

    # -- levels ------------------------------------------------------------

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
        return progress.band(comparator, value, None, direction, self._half_digit())
