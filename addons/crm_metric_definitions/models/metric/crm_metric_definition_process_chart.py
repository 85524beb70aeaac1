from dataclasses import asdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date

from ... import words
from ...engine.span import Span
from ...lib.periods import floor, shifted
from ...lib.process_behaviour import process_behaviour

#: closed periods on a chart unless a span is given
CHART_PERIODS = {"week": 52, "month": 24, "quarter": 16, "year": 10, "day": 60}


class CrmMetricDefinition(models.Model):
    """Why is the result as it is? Natural limits: signal or noise."""

    _inherit = "crm.metric.definition"

    @api.readonly
    def process_limits(self, date_from=None, date_to=None, granularity="month"):
        """Return the natural process limits of each metric, and their signals.

        One ``evaluate`` for all metrics of a calendar (time zone, first day of the
        week): their newest closed period is the same. Limits rest on the periods after
        the last annotated break; nothing is ever rebased automatically.

        :param date_from, date_to: span (end excluded); without, the newest closed
            periods (24 months)
        :return: {metric id: None (under six points) or {"mean", "lower", "upper",
            "moving_range", "start" (index of the first point they rest on),
            "provisional" (under twelve), "official", "points" (as of evaluate),
            "signals": [{"rule", "side", "index", "indexes", "period_start"}]}}
        """
        limits = {}
        for metrics in self.grouped(lambda m: (m.tz, m.week_start)).values():
            start, end = metrics._chart_span(date_from, date_to, granularity)
            points = metrics.evaluate(start, end, granularity)
            annotations = metrics._annotations(start, end)
            for metric in metrics:
                notes = annotations.get(metric.id, [])
                limits[metric.id] = metric._limits(points[metric.id], notes)
        return limits

    def _chart_span(self, date_from, date_to, granularity):
        """Return the span of metrics of one calendar."""
        if granularity not in tuple(CHART_PERIODS):
            raise UserError(self.env._("A chart needs days, weeks, months or longer."))
        metric = self[:1]
        end = date_to or floor(metric._today(), granularity, int(metric.week_start))
        if date_from or date_to:
            span = Span.parse(self.env, date_from or "1900-01-01", end, granularity)
            end = span.end
        if date_from:
            return span.start, end
        return shifted(end, granularity, -CHART_PERIODS[granularity]), end

    def _annotations(self, start, end):
        """Return {metric id: annotations of the span}: one query."""
        companies = self.sudo().company_id | self.env.company
        rows = (
            self.env["crm.metric.annotation"]
            .sudo()
            .search(
                [
                    ("metric_id", "in", self.ids),
                    ("company_id", "in", companies.ids),
                    ("date", ">=", start),
                    ("date", "<", end),
                ],
                order="date, id",
            )
        )
        annotations = {}
        for row in rows:
            if row.company_id == row.metric_id._company():
                annotations.setdefault(row.metric_id.id, []).append(row)
        return annotations

    def _limits(self, points, annotations):
        self.ensure_one()
        breaks = [_index_of(points, row.date) for row in annotations if row.is_break]
        behaviour = process_behaviour(
            [point["value"] for point in points],
            [index for index in breaks if index is not None],
        )
        if behaviour is None:
            return None
        limits = asdict(behaviour)
        for signal in limits["signals"]:
            signal["indexes"] = list(signal["indexes"])
            signal["period_start"] = points[signal["index"]]["period_start"]
        limits["signals"] = list(limits["signals"])
        return {**limits, "official": points[-1]["official"], "points": points}

    # -- what the charts on the form show ----------------------------------

    @api.readonly
    def process_chart(self, granularity="month"):
        """Return what the process behaviour chart draws, with texts for its table.

        A limit that the figure cannot reach (a share below 0 % or above 100 %, a
        number below 0) is not drawn.
        """
        self.ensure_one()
        start, end = self._chart_span(None, None, granularity)
        points = self.evaluate(start, end, granularity)[self.id]
        annotations = self._annotations(start, end).get(self.id, [])
        limits = self._limits(points, annotations)
        chart = {
            "granularity": granularity,
            "percent": self.value_format == "percent",
            "official": bool(points) and points[-1]["official"],
            "points": [
                {
                    "label": words.period(self.env, point["period_start"], granularity),
                    "value": point["value"],
                    "text": self.format_value(point["value"]),
                    "note": point["note"],
                    "period_start": point["period_start"],
                    "period_end": point["period_end"],
                }
                for point in points
            ],
            "annotations": [
                {
                    "index": _index_of(points, row.date),
                    "date": format_date(self.env, row.date),
                    "name": row.name,
                    "is_break": row.is_break,
                }
                for row in annotations
            ],
            "can_annotate": self.env["crm.metric.annotation"].has_access("create"),
            "breakdowns": self._breakdown_choices(),
            "limits": None,
        }
        if limits:
            values = [point["value"] for point in points if point["value"] is not None]
            if limits["lower"] < 0 <= min(values):
                limits["lower"] = None
            if chart["percent"] and max(values) <= 1 < limits["upper"]:
                limits["upper"] = None
            for name in ("mean", "lower", "upper"):
                limit = limits[name]
                limits[f"{name}_text"] = (
                    self.env._("none") if limit is None else self.format_value(limit)
                )
            for signal in limits["signals"]:
                signal["text"] = self._signal_text(signal, chart["points"])
            del limits["points"], limits["official"], limits["moving_range"]
            chart["limits"] = limits
        return chart

    def _signal_text(self, signal, points):
        texts = {
            ("outside_limit", "above"): self.env._("above the upper natural limit"),
            ("outside_limit", "below"): self.env._("below the lower natural limit"),
            ("eight_on_one_side", "above"): self.env._("eight in a row above the mean"),
            ("eight_on_one_side", "below"): self.env._("eight in a row below the mean"),
            ("three_of_four_near_limit", "above"): self.env._(
                "three of four nearer the upper limit than the mean"
            ),
            ("three_of_four_near_limit", "below"): self.env._(
                "three of four nearer the lower limit than the mean"
            ),
        }
        what = texts[signal["rule"], signal["side"]]
        period = points[signal["index"]]["label"]
        return self.env._("%(period)s: %(what)s", period=period, what=what)


def _index_of(points, day):
    """Return the index of the period that holds a day, or None."""
    iso = fields.Date.to_string(day)
    for index, point in enumerate(points):
        if point["period_start"] <= iso < point["period_end"]:
            return index
    return None
