import logging

from odoo import fields

from ...engine.evaluation import Evaluation
from ...engine.privacy.viewer import Viewer
from ...engine.span import Span
from ...lib.periods import floor, shifted
from ...lib.points import Formula, make_point
from ..approval.crm_append_only_mixin import append
from .counted import Counted, moved_records, stored_group
from .crm_metric_value import FIGURES, moved

_logger = logging.getLogger(__name__)

HISTORY_MONTHS = 36


def recorded_points(metrics, span, breakdown):
    """Return {metric id: [point, …]} of rows of valid approvals, see ``history``."""
    env, known = metrics.env, metrics.browse(metrics._known_ids())
    rows = env["crm.metric.value"].search_fetch(
        [
            ("metric_id", "in", known.ids),
            ("approval_id", "in", known.sudo().approval_id.ids),
            ("company_id", "in", (known.company_id | env.company).ids),
            ("granularity", "=", span.granularity),
            ("breakdown", "=", breakdown or ""),
            ("period_start", ">=", span.start),
            ("period_end", "<=", span.end),
        ],
        [
            *("metric_id", "company_id", "period_start", "period_end", "label"),
            *("breakdown_id", "population", "status", *FIGURES),
        ],
        order="period_start, label, id",
    )
    points = {metric.id: [] for metric in metrics}
    for row in rows:
        if row.company_id == row.metric_id._company():
            figure = (row.numerator, row.denominator, row.value, row.status)
            days = row.period_start.isoformat(), row.period_end.isoformat()
            group, label = _group(row.breakdown_id), row.label or None
            points[row.metric_id.id].append(
                make_point(days, figure, True, group, label, row.population)
            )
    return points


def _group(stored):
    if stored in ("", "none"):
        return None
    return int(stored) if stored.isdigit() else stored


class Recording:
    """Recording the closed periods of a known metric, and finding what moved in them.

    The whole window is evaluated once for each breakdown. Periods without a row get
    one; the figures of the others are compared with what was last known of them, and a
    difference becomes a restatement.

    A period is recorded at once, its total and its parts, of one moment: so the parts
    add up to the total. A part that appears in a recorded period was nothing when the
    period was recorded: its row says so, and what it is now is a restatement.
    """

    def __init__(self, metric, granularity):
        self.env = metric.env
        self.metric = metric.sudo()
        self.granularity = granularity
        self.totals = {}  # {first day: whether the recorded total is today's}
        self.counted = Counted(metric)

    def run(self):
        start, end = self._window()
        if start >= end:
            return
        span = Span(start, end, self.granularity)
        (spec,) = self.metric._metric_specs().values()
        self._record(span, None)
        for breakdown in spec.breakdowns[1:]:
            try:
                with self.env.cr.savepoint():
                    self._record(span, breakdown)
            except Exception:
                # without these parts the total is still true
                _logger.exception("Metric %s by %s", self.metric.id, breakdown)

    def _record(self, span, breakdown):
        """Record the totals, or the parts of a breakdown."""
        viewer = Viewer(self.env, sees_people=True)
        evaluation = Evaluation(self.metric, span, breakdown, viewer)
        points = evaluation.points()[self.metric.id]
        if any(point["status"] == "not_measurable" for point in points):
            return
        rows = self._recorded(span, breakdown)
        parted = {day for day, _group in rows}  # periods of which parts are recorded
        personal = self._personal(evaluation, breakdown, points)
        # figures whose retention period is over are not recorded
        until = self.env.company._metric_people_until()
        fresh, late, gone = [], [], set()
        for point in points:
            day = point["period_start"]
            group = stored_group(breakdown, point["breakdown"])
            row = rows.pop((day, group), None)
            if row:
                self._compare(row, point)
                if not breakdown:
                    self.totals[day] = not moved(row, point)
                continue
            vals = self._vals(breakdown, point, personal)
            if vals["personal"] and vals["period_end"] <= until:
                gone.add(vals["period_start"])
                continue
            if breakdown and self._is_late(point, parted):
                late.append((vals, point))
            else:
                period = vals["period_start"], vals["period_end"]
                vals["counted_ids"] = self.counted.ids(
                    breakdown, group, period, vals["population"]
                )
                fresh.append(vals)
        for row in rows.values():
            self._compare(row, {**_last(row), **self._nothing(_last(row))})
        for vals in (*fresh, *(vals for vals, _point in late)):
            # without the parts of persons the others are no total
            vals["adds_groups"] &= vals["period_start"] not in gone
        append(self.env["crm.metric.value"].sudo(), fresh)
        self._append_late(late)

    def _is_late(self, point, parted):
        """Tell whether a part of a period appeared after this was recorded."""
        day = point["period_start"]
        if day not in self.totals or not (point["population"] or point["numerator"]):
            return False  # it is recorded now, or there is nothing of this part
        # where no parts were recorded at all, today's add up to an unmoved total
        return day in parted or not self.totals[day]

    def _append_late(self, late):
        none = {str(measure.id): [] for measure in self.metric._operands().values()}
        values = [
            {**vals, **self._nothing(point), "counted_ids": none}
            for vals, point in late
        ]
        rows = append(self.env["crm.metric.value"].sudo(), values)
        for row, (_vals, point) in zip(rows, late, strict=True):
            self._compare(row, point)

    def _window(self):
        """Return the first day of history and the end of the last closed period."""
        params = self.env["ir.config_parameter"].sudo()
        key = "crm_metric_definitions.history_months"
        months = int(params.get_param(key, HISTORY_MONTHS))
        calendar = self.granularity, int(self.metric.week_start)
        end = floor(self.metric._today(), *calendar)
        return floor(shifted(end, "month", -months), *calendar), end

    def _personal(self, evaluation, breakdown, points):
        """Return {period key: groups whose figure is one person's}."""
        metric = evaluation.metrics[self.metric.id]
        reader = Viewer(self.env, sees_people=False)
        groups = frozenset(point["breakdown"] for point in points)
        periods = evaluation.periods(metric)
        if reader.hides(metric, breakdown, evaluation.span):
            return {period.key: groups for period in periods}
        return reader.suppressed(
            metric, breakdown, evaluation.keys(metric), periods, groups
        )

    def _recorded(self, span, breakdown):
        """Return {(first day, stored group): row that was recorded before}."""
        rows = self.env["crm.metric.value"].sudo()
        rows = rows.search(
            [
                ("metric_id", "=", self.metric.id),
                ("approval_id", "=", self.metric.approval_id.id),
                ("company_id", "=", self.env.company.id),
                ("granularity", "=", self.granularity),
                ("breakdown", "=", breakdown or ""),
                ("period_start", ">=", span.start),
                ("period_end", "<=", span.end),
            ]
        )
        return {(row.period_start.isoformat(), row.breakdown_id): row for row in rows}

    def _vals(self, breakdown, point, personal):
        metric, group = self.metric, point["breakdown"]
        days = point["period_start"], point["period_end"]
        start, end = map(fields.Date.to_date, days)
        has_units = metric.per_salesperson or metric.normalise_per != "none"
        # a ratio that is also taken per week or person cannot be added up
        adds_up = not (metric.kind == "ratio" and has_units)
        return {
            **{name: point[name] for name in (*FIGURES, "status", "population")},
            "metric_id": metric.id,
            "approval_id": metric.approval_id.id,
            "company_id": self.env.company.id,
            "granularity": self.granularity,
            "period_start": start,
            "period_end": end,
            "breakdown": breakdown or "",
            "breakdown_id": stored_group(breakdown, group),
            "label": point["label"],
            "user_id": group if breakdown == "user" else False,
            "team_id": group if breakdown == "team" else False,
            "personal": group in personal.get(start, ()),
            "has_denominator": metric.kind == "ratio" or has_units,
            "adds_periods": adds_up and metric._adds_up(("event",)),
            "adds_groups": adds_up
            and metric._adds_up()
            and (not has_units or breakdown == "user"),
        }

    def _nothing(self, figure):
        """Return the figure of a part of which no record is counted, FIGURES and more.

        :param figure: the part's; weeks and people it is divided by stay what they are
        """
        metric = self.metric
        average = metric.numerator_id.aggregation == "average"
        formula = Formula(metric.kind == "ratio", numerator_average=average)
        units = None if metric.kind == "ratio" else figure["denominator"]
        names = (*FIGURES, "status")
        return {
            **dict(zip(names, formula.figure(None, 0, units=units), strict=True)),
            "population": 0,
        }

    def _compare(self, row, point):
        """Note a restatement where the figure has moved since it was last known."""
        old, new = _last(row), {name: point[name] for name in FIGURES}
        if not moved(old, new):
            return
        period = row.period_start, row.period_end
        counted = self.counted.ids(
            row.breakdown, row.breakdown_id, period, point["population"]
        )
        last = row.restatement_ids[:1] or row
        vals = {
            "value_id": row.id,
            "counted_ids": counted,
            "new_status": point["status"],
            "new_population": point["population"],
            "moved_records": moved_records(last.counted_ids, counted),
        }
        for name in FIGURES:
            vals.update({f"old_{name}": old[name], f"new_{name}": new[name]})
        append(self.env["crm.metric.restatement"].sudo(), [vals])
        row.invalidate_recordset(["restatement_ids"])  # the newest comes first


def _last(row):
    """Return the figure that was last known of a row: {name of FIGURES: value}."""
    restatement = row.restatement_ids[:1]
    last, prefix = (restatement, "new_") if restatement else (row, "")
    return {name: last[prefix + name] for name in FIGURES}
