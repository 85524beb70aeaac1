from dataclasses import asdict

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools.misc import format_date

from .. import words
from ..lib.periods import floor, shifted
from ..lib.process_behaviour import phases
from ..lib.shift import last_six
from .span import Span

#: closed periods on a chart unless a span is given
CHART_PERIODS = {"week": 52, "month": 24, "quarter": 16, "year": 10, "day": 60}


class ProcessChart:
    """Natural process limits of metrics: which points are signals, which are noise.

    The metrics share a calendar (time zone, first day of the week), so their newest
    closed period is the same and one ``evaluate`` is enough. Limits rest on the periods
    after the last annotated break; nothing is ever rebased automatically.
    """

    def __init__(self, metrics, granularity, date_from=None, date_to=None):
        self.env = metrics.env
        self.metrics = metrics
        self.granularity = granularity
        start, end = self._span(date_from, date_to)
        self.points = metrics.evaluate(start, end, granularity)
        self.annotations = self._annotations(start, end)

    def _span(self, date_from, date_to):
        granularity, metric = self.granularity, self.metrics[0]
        if granularity not in tuple(CHART_PERIODS):
            raise UserError(self.env._("A chart needs days, weeks, months or longer."))
        end = date_to or floor(metric._today(), granularity, int(metric.week_start))
        if date_from or date_to:
            first = date_from or "1900-01-01"
            span = Span.parse(self.env, first, end, granularity)
            end = span.end
        if date_from:
            return span.start, end
        return shifted(end, granularity, -CHART_PERIODS[granularity]), end

    def _annotations(self, start, end):
        """Return {metric id: annotations of the span}: one query."""
        companies = self.metrics.sudo().company_id | self.env.company
        rows = self.env["crm.metric.annotation"].sudo()
        rows = rows.search(
            [
                ("metric_id", "in", self.metrics.ids),
                ("company_id", "in", companies.ids),
                ("date", ">=", start),
                ("date", "<", end),
            ],
            order="date, id",
        )
        annotations = {metric.id: [] for metric in self.metrics}
        for row in rows:
            if row.company_id == row.metric_id._company():
                annotations[row.metric_id.id].append(row)
        return annotations

    def limits(self, metric):
        """Return the limits of one metric or None, see ``process_limits``."""
        points = self.points[metric.id]
        drawn = phases(
            [None if point["running"] else point["value"] for point in points],
            self._indexes(metric, "is_break"),
            self._indexes(metric, "locks_limits"),
        )
        if drawn[-1] is None:
            return None
        limits = asdict(drawn[-1])
        for signal in limits["signals"]:
            signal["period_start"] = points[signal["index"]]["period_start"]
        return {
            **limits,
            "official": points[-1]["official"],
            "points": points,
            "earlier": [_lines(phase) for phase in drawn[:-1] if phase],
        }

    def series(self, metric):
        """Return the points of the newest process, see ``process_series``."""
        return self.points[metric.id][
            max(self._indexes(metric, "is_break"), default=0) :
        ]

    def _indexes(self, metric, kind):
        """Return the indexes of the periods with a break or a lock."""
        points = self.points[metric.id]
        rows = [row for row in self.annotations[metric.id] if row[kind]]
        indexes = [_index_of(points, row.date) for row in rows]
        return [index for index in indexes if index is not None]

    # -- what the form draws, of one metric --------------------------------

    def drawn(self):
        """Return what the chart draws, see ``process_chart``."""
        (metric,) = self.metrics
        points = [self._drawn_point(metric, point) for point in self.points[metric.id]]
        return {
            "granularity": self.granularity,
            "percent": metric.value_format == "percent",
            "official": bool(points) and self.points[metric.id][-1]["official"],
            "points": points,
            "annotations": [
                {
                    "index": _index_of(points, row.date),
                    "date": format_date(self.env, row.date),
                    "name": row.name,
                    "is_break": row.is_break,
                    "locks_limits": row.locks_limits,
                }
                for row in self.annotations[metric.id]
            ],
            "can_annotate": self.env["crm.metric.annotation"].has_access("create"),
            "limits": self._drawn_limits(metric, points),
            "shift": self._drawn_shift(metric),
        }

    def _drawn_point(self, metric, point):
        start = point["period_start"]
        return {
            "label": words.period(self.env, start, self.granularity),
            "value": point["value"],
            "text": metric.format_value(point["value"]),
            "note": point["note"],
            "period_start": start,
            "period_end": point["period_end"],
        }

    def _drawn_shift(self, metric):
        """Return what the words *better* and *worse* rest on: one sentence, two means.

        :return: {"text", "side", "before", "recent", "periods"} or None: too few
        """
        series = self.series(metric)
        found = last_six([point["value"] for point in series])
        if found is None:
            return None
        words = {
            "count": found.periods_recent,
            "before": found.periods_before,
            "recent": metric.format_value(found.recent),
            "old": metric.format_value(found.before),
        }
        if found.side:
            text = self.env._(
                "The last %(count)s known periods (mean %(recent)s) differ from the"
                " %(before)s before (%(old)s) by more than noise.",
                **words,
            )
        else:
            text = self.env._(
                "The last %(count)s known periods (mean %(recent)s) do not differ from"
                " the %(before)s before (%(old)s) by more than noise.",
                **words,
            )
        return {
            "text": text,
            "side": found.side,
            "before": found.before,
            "recent": found.recent,
            "periods": found.periods_recent,
        }

    def _drawn_limits(self, metric, points):
        limits = self.limits(metric)
        if limits is None:
            return None
        values = [point["value"] for point in points if point["value"] is not None]
        for phase in (limits, *limits["earlier"]):
            if phase["lower"] < 0 <= min(values):
                phase["lower"] = None
            if metric.value_format == "percent" and max(values) <= 1 < phase["upper"]:
                phase["upper"] = None
        for name in ("mean", "lower", "upper"):
            limit = limits[name]
            text = self.env._("none") if limit is None else metric.format_value(limit)
            limits[f"{name}_text"] = text
        for signal in limits["signals"]:
            signal["text"] = self._signal_text(signal, points)
        for name in ("points", "official", "moving_range"):
            del limits[name]
        return limits

    def _signal_text(self, signal, points):
        texts = {
            "outside_limit": {
                "above": self.env._("above the upper natural limit"),
                "below": self.env._("below the lower natural limit"),
            },
            "eight_on_one_side": {
                "above": self.env._("eight in a row above the mean"),
                "below": self.env._("eight in a row below the mean"),
            },
            "three_of_four_near_limit": {
                "above": self.env._(
                    "three of four nearer the upper limit than the mean"
                ),
                "below": self.env._(
                    "three of four nearer the lower limit than the mean"
                ),
            },
        }
        return self.env._(
            "%(period)s: %(what)s",
            period=points[signal["index"]]["label"],
            what=texts[signal["rule"]][signal["side"]],
        )


def _lines(phase):
    """Return what is drawn of an earlier phase."""
    names = ("mean", "lower", "upper", "start", "end")
    return {name: getattr(phase, name) for name in names}


def _index_of(points, day):
    """Return the index of the period that holds a day, or None."""
    iso = fields.Date.to_string(day)
    for index, point in enumerate(points):
        if point["period_start"] <= iso < point["period_end"]:
            return index
    return None
