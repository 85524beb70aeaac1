from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import arguments, words
from ...engine.contributions import Contributions
from ...engine.coverage import Coverage
from ...engine.errors import NotMeasurable
from ...engine.evaluation import Evaluation
from ...engine.metric_spec import MetricSpec
from ...engine.privacy.viewer import Viewer
from ...engine.process_chart import ProcessChart
from ...engine.span import Span
from ...lib.periods import months_between


class CrmMetricDefinition(models.Model):
    """The public methods of the engine, and the figures on the metric's own form."""

    _inherit = "crm.metric.definition"

    live_value = fields.Char(string="Newest figure", compute="_compute_live")
    live_note = fields.Char(compute="_compute_live")

    @api.readonly
    def evaluate(self, date_from, date_to, granularity="month", breakdown=None):
        """Compute the figures of the metrics for every period of a span of days.

        :param date_from: first day, a date or an ISO string
        :param date_to: first day that no longer belongs to the span
        :param granularity: day, week, month, quarter, year or total
        :param breakdown: None, ``"user"``, ``"team"`` or another allowed field
        :return: {metric id: [point, …]}; a point is a dict with ``period_start``,
            ``period_end`` (excluded), ``breakdown`` (id or None), ``label``,
            ``numerator``, ``denominator``, ``value`` (None = unknown; percentages
            as fractions), ``population`` (number of records), ``status`` (ok,
            no_data, zero_denominator, not_measurable), ``official`` and ``note``
            (one sentence where something has to be said, else None), and ``running``:
            the last day of the period is not over in the metric's time zone. Drafts and
            running periods are computed as well, for the metric's own form: callers
            must not show or store a figure that is not ``official``
        :raises UserError: for dates or a granularity that make no sense
        :raises AccessError: for a breakdown by person without the right to see it
        """
        self._check_read_access()
        span = Span.parse(self.env, date_from, date_to, granularity)
        return Evaluation(self, span, breakdown, Viewer.of(self.env)).points()

    @api.readonly
    def coverage(self, date_from, date_to):
        """Say how many candidate records were left out of the figure, and why.

        Candidates are the records dated in ``[date_from, date_to)``, and those
        without a date that meet every other condition. Each one that is left out
        is counted under the first reason that applies.

        :return: {metric id: {"population", "counted", "left_out", "numerator",
            "denominator", "note"}}: ``left_out`` is a list of {"reason", "label",
            "count"}; counted + all left out = population. Both measures have these
            keys, too, and ``measure``; the first level is that of a ratio's denominator
        """
        self._check_read_access()
        span = Span.parse(self.env, date_from, date_to)
        return Coverage(self, span, Viewer.of(self.env)).entries()

    @api.readonly
    def action_drill_down(
        self,
        date_from,
        date_to,
        side="numerator",
        breakdown=None,
        breakdown_id=None,
        reason=None,
    ):
        """Open the records behind a figure, or those left out of it.

        The list obeys the viewer's own rights; its title says how many of them
        the viewer may see.

        :param side: "numerator" or "denominator"
        :param reason: a ``reason`` of :meth:`coverage`, or None for the counted ones
        """
        arguments.one(self)
        self._check_read_access()
        span = Span.parse(self.env, date_from, date_to)
        coverage = Coverage(self, span, Viewer.of(self.env))
        return coverage.drill_down(side, breakdown, breakdown_id, reason or "counted")

    # -- charts ------------------------------------------------------------

    @api.readonly
    def process_limits(self, date_from=None, date_to=None, granularity="month"):
        """Return the natural process limits of each metric, and their signals.

        :param date_from, date_to: span (end excluded); without, the newest closed
            periods (24 months)
        :return: {metric id: None (under six points) or {"mean", "lower", "upper",
            "moving_range", "start" (index of the first point they rest on),
            "end", "locked" (index at which limits were locked, or None),
            "provisional" (under twelve), "official", "points" (as of evaluate),
            "signals": [{"rule", "side", "index", "indexes", "period_start"}],
            "earlier": [{"mean", "lower", "upper", "start", "end"}] of phases before}}
        """
        limits = {}
        for metrics in self.grouped(lambda m: (m.tz, m.week_start)).values():
            chart = ProcessChart(metrics, granularity, date_from, date_to)
            limits |= {metric.id: chart.limits(metric) for metric in metrics}
        return limits

    @api.readonly
    def process_series(self):
        """Return {metric id: monthly points since the last documented break}.

        These are closed months, at most the newest 24, and only of known metrics:
        every word about a change rests on them.
        """
        known, series = self.browse(self._known_ids()), {}
        for metrics in known.grouped(lambda m: (m.tz, m.week_start)).values():
            chart = ProcessChart(metrics, "month")
            series |= {metric.id: chart.series(metric) for metric in metrics}
        return {metric.id: series.get(metric.id, []) for metric in self}

    @api.readonly
    def process_chart(self, granularity="month"):
        """Return what the process behaviour chart draws, with texts for its table.

        A limit that the figure cannot reach (a share below 0 % or above 100 %, a
        number below 0) is not drawn.
        """
        arguments.one(self)
        chart = ProcessChart(self, granularity).drawn()
        return {**chart, "breakdowns": Contributions(self).choices()}

    @api.readonly
    def pareto_chart(self, date_from, date_to, breakdown):
        """Return the parts of what is counted, by falling size.

        :return: {"rows": [{"key", "label", "value", "text", "share", "cumulative"}],
            "problem": a sentence why there are none, or None}
        """
        arguments.one(self)
        span = Span.parse(self.env, date_from, date_to)
        measure = self.sudo().numerator_id.name
        try:
            rows = Contributions(self, breakdown).shares(span)
        except NotMeasurable as reason:
            return {"measure": measure, "rows": [], "problem": reason.args[0]}
        return {"measure": measure, "rows": rows, "problem": None}

    @api.readonly
    def decompose_change(self, before, after, breakdown):
        """Split the change of a ratio between two spans into rate and mix, by part.

        :param before, after: [first day, first day after] of the spans
        :return: {"before", "after", "change", "rate", "mix", "rounding",
            "parts": [{"key", "label", "rate", "mix", …}], "problem"}: all parts add
            up exactly to the change, see lib/decomposition.py
        """
        arguments.one(self)
        spans = []
        for pair in (before, after):
            pair = pair if isinstance(pair, list | tuple) else ()
            spans.append(Span.parse(self.env, *(*pair, None, None)[:2]))
        try:
            change = Contributions(self, breakdown).of_change(*spans)
        except NotMeasurable as reason:
            return {"parts": [], "problem": reason.args[0]}
        return {**change, "problem": None}

    def _check_read_access(self):
        # the access check would fetch all fields; the record rules need only this one
        self.fetch(["company_id"])
        self.check_access("read")

    def _broken_reason(self):
        """Return one sentence why the metric has no figure for the user, or None."""
        self.ensure_one()
        metric = MetricSpec.of(self, self._measures()._meanings())
        today = self._today()
        span = Span(today, today + relativedelta(days=1))
        try:
            Viewer.of(self.env).check_condition(metric, span)
        except NotMeasurable as reason:
            return metric.problem or reason.args[0]
        return metric.problem

    # -- newest figures ----------------------------------------------------

    @api.depends("is_approved", "kind", "numerator_id", "denominator_id", "tz")
    @api.depends_context("company", "lang")
    def _compute_live(self):
        points = self.browse(self._origin.ids)._live_points()
        for metric in self:
            point = points.get(metric._origin.id) or {}
            metric.live_value = metric.format_value(point.get("value"))
            if not point or point.get("note") and point.get("value") is None:
                metric.live_note = point.get("note")
                continue
            period = metric._period_text(point["period_start"], point["period_end"])
            if not point["official"]:
                period = self.env._("%s: preview, not official", period)
            # since when membership is recorded stands beside the figure
            metric.live_note = ". ".join(filter(None, [period, point.get("note")]))

    def _live_points(self, months=None):
        """Return {metric id: point}: the last twelve full months, or what was entered
        last. Goals are measured by the same points, so the figures agree.

        :param months: the length of the period, also of an entered one
        """
        manual = self.filtered(lambda metric: metric.kind == "manual")
        points = {}
        for metrics, start, end in (self - manual)._closed_months(months or 12):
            points |= metrics.evaluate(start, end, "total")
        newest = {}
        for metric in manual:
            rows = metric.sudo().manual_value_ids.sorted(lambda r: (r.period_end, r.id))
            spans = [
                (row.period_start, row.period_end)
                for row in rows
                if row.company_id == metric._company()
            ]
            if months:
                spans = [s for s in spans if round(months_between(*s)) == months]
            newest.update({metric: spans[-1]} if spans else {})
        # metrics entered for the same days share one call
        for span in set(newest.values()):
            metrics = manual.filtered(lambda m, span=span: newest.get(m) == span)
            points |= metrics.evaluate(*span, "total")
        return {id_: series[0] for id_, series in points.items() if series}

    def _closed_months(self, months):
        """Return [(metrics, first day, day after the last)]: the newest months that
        are over where the metrics are measured, so one item but for hours in which
        the month is not the same everywhere."""
        ends = self.grouped(lambda metric: metric._today().replace(day=1))
        return [
            (metrics, end - relativedelta(months=months), end)
            for end, metrics in ends.items()
        ]

    def _team_points(self):
        """Yield ({metric id: monthly points by team}, {metric id: the same in total}).

        Both are of the last twelve full months where the metrics are measured.
        """
        for metrics, *span in self._closed_months(12):
            months = metrics.evaluate(*span, "month", "team")
            total = metrics.evaluate(*span, "total", "team")
            everything = {metric.id: [] for metric in self}
            yield everything | months, everything | total

    def _period_text(self, start, end):
        """Return the days of a period in words; ``end`` is the first day after it."""
        return words.days(self.env, start, end)

    def latest_points(self, periods=12):
        """Return {metric id: its newest closed monthly points}, official ones only.

        One call for any number of metrics; a metric that is not known has no
        points, so nobody can show a figure that is a preview.
        """
        if not isinstance(periods, int) or not 1 <= periods <= 1200:
            raise UserError(self.env._("“%s” is not a number of months.", periods))
        points = {}
        for known, start, end in self.browse(self._known_ids())._closed_months(periods):
            points |= known.evaluate(start, end, "month")
        return {metric.id: points.get(metric.id, []) for metric in self}
