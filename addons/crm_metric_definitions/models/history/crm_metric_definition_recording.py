import logging
from contextvars import ContextVar

from odoo import api, fields, models

from ..approval.crm_append_only_mixin import append
from .crm_metric_value import FIGURES, moved

_logger = logging.getLogger(__name__)

#: the nightly job, and nothing that RPC or a context can reach, sees all people
_recording = ContextVar("crm_metric_recording", default=False)
#: figures of this many records keep the list of them, to name those that move
KEPT_IDS = 1000
CURSOR = "crm_metric_definitions.history_cursor"


class CrmMetricDefinition(models.Model):
    """Recording history: closed periods of known metrics, and what moved in them.

    The work is cut into units (company, metric, granularity, breakdown). Each unit
    evaluates its whole window once, adds the rows that are missing and compares the
    others; then it commits. A killed job resumes at the next unit, a second run
    changes nothing, and after a pause the missing periods are simply among the
    missing rows.
    """

    _inherit = "crm.metric.definition"

    def _sees_people(self):
        return _recording.get() or super()._sees_people()

    @api.model
    def _cron_record_history(self):
        """Record closed periods and look for restatements; commits per unit."""
        params = self.env["ir.config_parameter"].sudo()
        done = set(filter(None, (params.get_param(CURSOR) or "").split(" ")))
        units = [unit for unit in self._history_units() if _key(unit) not in done]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(units))
        for unit in units:
            self._record_unit_safely(*unit)
            done.add(_key(unit))
            params.set_param(CURSOR, " ".join(sorted(done)))
            if not cron._commit_progress(1):
                return
        params.set_param(CURSOR, False)
        cron._commit_progress(0, remaining=0)

    def _record_unit_safely(self, company, metric, granularity, breakdown):
        try:
            with self.env.cr.savepoint():
                metric.with_company(company)._record_unit(granularity, breakdown)
        except Exception:
            # one broken metric must not keep the others from being recorded
            _logger.exception(
                "History of metric %s by %s, %s", metric.code, breakdown, granularity
            )

    def _record_unit(self, granularity, breakdown):
        """Record one metric in its company for one granularity and breakdown."""
        self.ensure_one()
        start, end = self._history_window(granularity)
        if start >= end:
            return
        token = _recording.set(True)
        try:
            points = self.evaluate(start, end, granularity, breakdown)[self.id]
            plan = self._plan(start, end, granularity, breakdown)
        finally:
            _recording.reset(token)
        if plan["problem"]:
            return
        points = [point for point in points if point["status"] != "not_measurable"]
        existing = {
            (row.period_start.isoformat(), row.breakdown_id): row
            for row in self._history_rows(granularity, breakdown, start)
        }
        latest = self._latest_restatements(existing.values())
        parts = frozenset(point["breakdown"] for point in points)
        if self._is_personal(breakdown, start, end):
            personal = {period.key: parts for period in plan["periods"]}
        else:
            personal = self._single_parts(plan, {}, breakdown, parts)
        fresh = []
        for point in points:
            key = point["period_start"], _part(point, breakdown)
            row = existing.pop(key, None)
            if row is None:
                vals = self._history_vals(point, granularity, breakdown, personal)
                if self._is_kept(vals):
                    fresh.append(vals)
            else:
                self._compare(row, latest.get(row.id), point)
        for row in existing.values():
            # nothing is counted there any more, not even the group exists
            gone = {**dict.fromkeys(FIGURES), "status": "no_data", "population": 0}
            if breakdown and row.numerator is not None:
                gone["numerator"] = 0.0
                gone["value"] = None if row.has_denominator else 0.0
                gone["status"] = "ok" if gone["value"] is not None else "no_data"
            if points:
                self._compare(row, latest.get(row.id), gone)
        append(self.env["crm.metric.value"].sudo(), fresh)

    def _history_rows(self, granularity, breakdown, start):
        return (
            self.env["crm.metric.value"]
            .sudo()
            .search(
                [
                    ("metric_id", "=", self.id),
                    ("approval_id", "=", self.sudo().approval_id.id),
                    ("company_id", "=", self.env.company.id),
                    ("granularity", "=", granularity),
                    ("breakdown", "=", breakdown or ""),
                    ("period_start", ">=", start),
                ]
            )
        )

    def _latest_restatements(self, rows):
        found = (
            self.env["crm.metric.restatement"]
            .sudo()
            .search([("value_id", "in", [row.id for row in rows])], order="id")
        )
        return {restatement.value_id.id: restatement for restatement in found}

    def _history_vals(self, point, granularity, breakdown, personal):
        metric = self.sudo()
        group = point["breakdown"]
        day = fields.Date.to_date(point["period_start"])
        divided = metric.kind == "ratio" or metric._has_units()
        vals = {name: point[name] for name in (*FIGURES, "status", "population")}
        vals.update(
            metric_id=metric.id,
            approval_id=metric.approval_id.id,
            company_id=self.env.company.id,
            granularity=granularity,
            period_start=point["period_start"],
            period_end=point["period_end"],
            breakdown=breakdown or "",
            breakdown_id=_part(point, breakdown),
            label=point["label"],
            user_id=group if breakdown == "user" else False,
            team_id=group if breakdown == "team" else False,
            personal=group in personal[day],
            has_denominator=divided,
            adds_periods=metric._adds_up(("event",)) and not metric._mixed_units(),
            adds_groups=metric._adds_up(("event", "level"))
            and (not metric._has_units() or breakdown == "user")
            and not metric._mixed_units(),
        )
        if not breakdown:
            vals["counted_ids"] = self._counted_ids(point)
        return vals

    def _counted_ids(self, point):
        """Return {measure id: ids counted in a period}, or None for too many."""
        if self.kind == "manual" or point["population"] > KEPT_IDS:
            return None
        found = {}
        for measure in self.sudo().numerator_id | self.sudo().denominator_id:
            model = self.env[measure.model].sudo().with_context(active_test=False)
            domain = measure._counted_domain(
                fields.Date.to_date(point["period_start"]),
                fields.Date.to_date(point["period_end"]),
                self.env.company,
                self.tz,
            )
            ids = model._search(domain, limit=KEPT_IDS + 1).get_result_ids()
            if len(ids) > KEPT_IDS:
                return None
            found[str(measure.id)] = sorted(ids)
        return found

    def _compare(self, row, restatement, point):
        """Note a restatement where the figure has moved since it was last known."""
        last = restatement or row
        prefix = "new_" if restatement else ""
        old = {name: last[prefix + name] for name in FIGURES}
        new = {name: point[name] for name in FIGURES}
        if not moved(old, new):
            return
        counted = (
            None
            if row.breakdown
            else self._counted_ids(
                {
                    **point,
                    "period_start": row.period_start,
                    "period_end": row.period_end,
                }
            )
        )
        vals = {"value_id": row.id, "counted_ids": counted}
        vals.update({f"old_{name}": old[name] for name in FIGURES})
        vals.update({f"new_{name}": new[name] for name in FIGURES})
        vals.update(new_status=point["status"], new_population=point["population"])
        vals["moved_records"] = _moved_records(last.counted_ids, counted)
        append(self.env["crm.metric.restatement"].sudo(), [vals])


def _key(unit):
    company, metric, granularity, breakdown = unit
    return f"{company.id}/{metric.id}/{granularity}/{breakdown or ''}"


def _part(point, breakdown):
    """Return the stored id of a point's group: "" for the total."""
    if not breakdown:
        return ""
    group = point["breakdown"]
    return "none" if group is None else str(group)


def _moved_records(before, after):
    """Return {measure id: {"entered": ids, "left": ids}}, or None if not known."""
    if before is None or after is None or before is False or after is False:
        return None
    return {
        key: {
            "entered": sorted(set(after[key]) - set(before.get(key, ()))),
            "left": sorted(set(before.get(key, ())) - set(after[key])),
        }
        for key in after
    }
