from odoo import fields

from ...engine.evaluation import Evaluation
from ...engine.privacy.viewer import Viewer
from ...engine.query import counted_model
from ...engine.span import Span
from ...lib.periods import floor, shifted
from ...lib.points import make_point
from ..approval.crm_append_only_mixin import append
from .crm_metric_value import FIGURES, moved

#: a figure of up to so many records keeps their ids, to name those that move
KEPT_IDS = 1000
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

    The whole window is evaluated once. Periods without a row get one; the figures of
    the others are compared with what was last known of them, and a difference becomes
    a restatement.
    """

    def __init__(self, metric, granularity, breakdown):
        self.env = metric.env
        self.metric = metric.sudo()
        self.granularity = granularity
        self.breakdown = breakdown

    def run(self):
        start, end = self._window()
        if start >= end:
            return
        span = Span(start, end, self.granularity)
        viewer = Viewer(self.env, sees_people=True)
        evaluation = Evaluation(self.metric, span, self.breakdown, viewer)
        points = evaluation.points()[self.metric.id]
        points = [point for point in points if point["status"] != "not_measurable"]
        if not points:
            return
        personal = self._personal(evaluation, points)
        rows = {
            (row.period_start.isoformat(), row.breakdown_id): row
            for row in self._recorded(start)
        }
        fresh = []
        for point in points:
            row = rows.pop((point["period_start"], self._stored_group(point)), None)
            if row:
                self._compare(row, point)
            else:
                fresh.append(self._vals(point, personal))
        for row in rows.values():
            self._compare(row, self._nothing_counted(row))
        # figures whose retention period is over are not recorded
        until = self.env.company._metric_people_until()
        kept = [v for v in fresh if not v["personal"] or v["period_end"] > until]
        append(self.env["crm.metric.value"].sudo(), kept)

    def _window(self):
        """Return the first day of history and the end of the last closed period."""
        params = self.env["ir.config_parameter"].sudo()
        key = "crm_metric_definitions.history_months"
        months = int(params.get_param(key, HISTORY_MONTHS))
        calendar = self.granularity, int(self.metric.week_start)
        end = floor(self.metric._today(), *calendar)
        return floor(shifted(end, "month", -months), *calendar), end

    def _personal(self, evaluation, points):
        """Return {period key: groups whose figure is one person's}."""
        metric = evaluation.metrics[self.metric.id]
        reader = Viewer(self.env, sees_people=False)
        groups = frozenset(point["breakdown"] for point in points)
        periods = evaluation.periods(metric)
        if reader.hides(metric, self.breakdown, evaluation.span):
            return {period.key: groups for period in periods}
        return reader.suppressed(
            metric, self.breakdown, evaluation.keys(metric), periods, groups
        )

    def _recorded(self, start):
        """Return the rows that were recorded before."""
        values = self.env["crm.metric.value"].sudo()
        return values.search(
            [
                ("metric_id", "=", self.metric.id),
                ("approval_id", "=", self.metric.approval_id.id),
                ("company_id", "=", self.env.company.id),
                ("granularity", "=", self.granularity),
                ("breakdown", "=", self.breakdown or ""),
                ("period_start", ">=", start),
            ]
        )

    def _stored_group(self, point):
        """Return the stored id of a point's group: "" for the total."""
        if not self.breakdown:
            return ""
        group = point["breakdown"]
        return "none" if group is None else str(group)

    def _vals(self, point, personal):
        metric, breakdown = self.metric, self.breakdown
        group = point["breakdown"]
        days = point["period_start"], point["period_end"]
        start, end = map(fields.Date.to_date, days)
        has_units = metric.per_salesperson or metric.normalise_per != "none"
        # a ratio that is also taken per week or person cannot be added up
        adds_up = not (metric.kind == "ratio" and has_units)
        vals = {name: point[name] for name in (*FIGURES, "status", "population")}
        vals.update(
            metric_id=metric.id,
            approval_id=metric.approval_id.id,
            company_id=self.env.company.id,
            granularity=self.granularity,
            period_start=start,
            period_end=end,
            breakdown=breakdown or "",
            breakdown_id=self._stored_group(point),
            label=point["label"],
            user_id=group if breakdown == "user" else False,
            team_id=group if breakdown == "team" else False,
            personal=group in personal.get(start, ()),
            has_denominator=metric.kind == "ratio" or has_units,
            adds_periods=adds_up and metric._adds_up(("event",)),
            adds_groups=adds_up
            and metric._adds_up()
            and (not has_units or breakdown == "user"),
            counted_ids=self._counted_ids(start, end, point["population"]),
        )
        return vals

    def _nothing_counted(self, row):
        """Return the figure of a row where nothing is counted any more."""
        figure = {**dict.fromkeys(FIGURES), "status": "no_data", "population": 0}
        if self.breakdown and row.numerator is not None:
            figure["numerator"] = 0.0
            if not row.has_denominator:
                figure.update(value=0.0, status="ok")
        return figure

    def _compare(self, row, point):
        """Note a restatement where the figure has moved since it was last known."""
        restatement = row.restatement_ids[:1]
        last, prefix = (restatement, "new_") if restatement else (row, "")
        old = {name: last[prefix + name] for name in FIGURES}
        new = {name: point[name] for name in FIGURES}
        if not moved(old, new):
            return
        counted = self._counted_ids(
            row.period_start, row.period_end, point["population"]
        )
        vals = {
            "value_id": row.id,
            "counted_ids": counted,
            "new_status": point["status"],
            "new_population": point["population"],
            "moved_records": _moved_records(last.counted_ids, counted),
        }
        for name in FIGURES:
            vals.update({f"old_{name}": old[name], f"new_{name}": new[name]})
        append(self.env["crm.metric.restatement"].sudo(), [vals])

    def _counted_ids(self, start, end, population):
        """Return {measure id: ids counted in a period}: of totals, unless too many."""
        metric, company = self.metric, self.env.company
        if self.breakdown or metric.kind == "manual" or population > KEPT_IDS:
            return None
        ids_of = {}
        for counted in metric._operands().values():
            measure = counted._spec()
            model = counted_model(self.env, measure.model, company.id, metric.tz)
            domain = measure.counted_domain(start, end, company, metric.tz)
            ids = model._search(domain, limit=KEPT_IDS + 1).get_result_ids()
            if len(ids) > KEPT_IDS:
                return None
            ids_of[str(measure.id)] = sorted(ids)
        return ids_of


def _moved_records(before, after):
    """Return {measure id: {"entered": ids, "left": ids}}, or None if not known."""
    if before in (None, False) or after is None:
        return None
    moves = {}
    for key in after:
        old, new = set(before.get(key, ())), set(after[key])
        moves[key] = {"entered": sorted(new - old), "left": sorted(old - new)}
    return moves
