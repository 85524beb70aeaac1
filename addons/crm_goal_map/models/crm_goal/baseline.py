from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_metric_definitions.models.approval.crm_append_only_mixin import (
    append,
)

from .measure import BASELINE


class CrmGoal(models.Model):
    """Freezing a baseline: the only way in for its figure, period and approval."""

    _inherit = "crm.goal"

    def action_freeze_baseline(self, date_from=None, date_to=None, reason=None):
        """Take the baseline from the metric and freeze it.

        :param date_from: first day of the period, a date or an ISO string
        :param date_to: first day after the period
        :param reason: why, where a baseline is frozen already
        :raise UserError: the metric is not known, or has no figure for the period
        """
        self.check_access("write")
        if not date_from or not date_to:
            return self._open_freeze_wizard()
        date_from, date_to = map(fields.Date.to_date, (date_from, date_to))
        self._check_freeze(date_from, date_to, reason)
        rows = []
        for company, goals in self.grouped(lambda g: g.map_id.company_id).items():
            metrics = goals.metric_id.with_company(company)
            points = metrics.evaluate(date_from, date_to, granularity="total")
            prints = metrics._approval_fingerprints()
            for goal in goals:
                metric = metrics.browse(goal.metric_id.id)
                point = (points.get(metric.id) or [{}])[0]
                goal._check_point(metric, point)
                rows.append(goal._baseline_row(metric, point, prints, reason))
        append(self.env["crm.goal.baseline"], rows)
        for row in rows:
            # beside write() below, which refuses these fields to everybody
            models.Model.write(
                self.browse(row["goal_id"]),
                {
                    f"baseline_{name}": row[name]
                    for name in ("value", "period_start", "period_end", "fingerprint")
                }
                | {
                    "baseline_known": True,
                    "baseline_approval_id": row["approval_id"],
                },
            )
        # once for all of them: what write() would do for each
        self._approval_track()
        self.map_id._approval_track()
        return True

    def _open_freeze_wizard(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Freeze the baseline"),
            "res_model": "crm.goal.baseline.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_goal_ids": self.ids},
        }

    def _check_freeze(self, date_from, date_to, reason):
        if date_from >= date_to:
            raise UserError(
                self.env._("The period of a baseline ends after it begins.")
            )
        if date_to > fields.Date.add(fields.Date.today(), days=1):
            raise UserError(
                self.env._("A baseline is measured over days that are over.")
            )
        for goal in self:
            if not goal.metric_id:
                raise UserError(
                    self.env._("“%s” has no metric to take a baseline from.", goal.name)
                )
            if goal.baseline_known and not (reason or "").strip():
                raise UserError(
                    self.env._(
                        "“%s” has a frozen baseline. Say why it is measured again; the"
                        " old one stays in its history.",
                        goal.name,
                    )
                )

    def _check_point(self, metric, point):
        self.ensure_one()
        if not point.get("official"):
            raise UserError(
                self.env._(
                    "No baseline for “%(goal)s”: “%(metric)s” is not known yet."
                    " %(hint)s",
                    goal=self.name,
                    metric=metric.name,
                    hint=metric.known_hint or "",
                )
            )
        if point.get("value") is None:
            raise UserError(
                self.env._(
                    "No baseline for “%(goal)s”: “%(metric)s” has no figure for this"
                    " period. %(note)s",
                    goal=self.name,
                    metric=metric.name,
                    note=point.get("note") or "",
                )
            )

    def _baseline_row(self, metric, point, prints, reason):
        return {
            "goal_id": self.id,
            "metric_id": metric.id,
            "value": point["value"],
            "period_start": point["period_start"],
            "period_end": point["period_end"],
            "approval_id": metric.approval_id.id,
            "fingerprint": prints[metric.id],
            "reason": reason,
            "user_id": self.env.uid,
        }

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get(name) for vals in vals_list for name in BASELINE):
            raise self._frozen_error()
        return super().create(vals_list)

    def write(self, vals):
        if BASELINE & set(vals):
            raise self._frozen_error()
        if "metric_id" in vals and any(
            goal.baseline_known and goal.metric_id.id != vals["metric_id"]
            for goal in self
        ):
            raise UserError(
                self.env._(
                    "The baseline was measured by another metric. Archive this goal and"
                    " make a new one, so that the old figures stay."
                )
            )
        return super().write(vals)

    def _frozen_error(self):
        return UserError(
            self.env._(
                "A baseline is frozen from its metric by “Freeze baseline”; nobody"
                " types it in or changes it."
            )
        )
