from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_metric_definitions.public import (
    SYSTEM,
    NullableFloat,
    append,
    arguments,
)


class CrmGoalBaseline(models.Model):
    """A baseline as it was frozen. Freezing again adds a row and changes none."""

    _name = "crm.goal.baseline"
    _description = "Frozen Baseline"
    _inherit = ["crm.append.only.mixin"]
    _order = "id desc"
    _rec_name = "date"

    goal_id = fields.Many2one(
        "crm.goal", required=True, readonly=True, index=True, ondelete="cascade"
    )
    metric_id = fields.Many2one(
        "crm.metric.definition", readonly=True, required=True, ondelete="restrict"
    )
    value = NullableFloat(readonly=True, required=True, aggregator=None)
    display = fields.Char(string="Baseline", compute="_compute_display")
    period = fields.Char(compute="_compute_display")
    period_start = fields.Date(readonly=True, required=True)
    period_end = fields.Date(
        readonly=True, required=True, help="The first day after the period."
    )
    approval_id = fields.Many2one(
        "crm.approval", string="Measured under", readonly=True, ondelete="restrict"
    )
    fingerprint = fields.Char(readonly=True, required=True)
    reason = fields.Text(readonly=True)
    user_id = fields.Many2one("res.users", string="By", readonly=True, required=True)
    date = fields.Datetime(readonly=True, required=True, default=fields.Datetime.now)

    @api.depends("metric_id", "value", "period_start", "period_end")
    @api.depends_context("lang")
    def _compute_display(self):
        for row in self:
            metric = row.metric_id
            row.display = metric.format_value(row.value)
            row.period = metric._period_text(row.period_start, row.period_end)


class CrmGoal(models.Model):
    """The goal's baseline is its newest frozen row. Only freezing adds such a row."""

    _inherit = "crm.goal"

    baseline_ids = fields.One2many(
        "crm.goal.baseline", "goal_id", string="Earlier baselines", readonly=True
    )
    baseline_id = fields.Many2one(
        "crm.goal.baseline",
        string="Frozen row",
        compute="_compute_baseline_id",
        store=True,
        **SYSTEM,
    )
    baseline_value = NullableFloat(
        string="Baseline", related="baseline_id.value", aggregator=None
    )
    baseline_period = fields.Char(
        string="Baseline period", related="baseline_id.period"
    )
    baseline_period_start = fields.Date(
        string="Baseline start", related="baseline_id.period_start"
    )
    baseline_period_end = fields.Date(
        string="First day after the baseline", related="baseline_id.period_end"
    )
    baseline_approval_id = fields.Many2one(
        string="Baseline measured under",
        related="baseline_id.approval_id",
        help="The approval of the measurement procedure at that time.",
    )
    baseline_fingerprint = fields.Char(related="baseline_id.fingerprint")

    @api.depends("baseline_ids")
    def _compute_baseline_id(self):
        for goal in self:
            goal.baseline_id = goal.baseline_ids.sorted("id")[-1:]

    def action_freeze_baseline(self, date_from, date_to, reason=None):
        """Take the baseline from the metric and freeze it.

        :param date_from: first day of the period, a date or an ISO string
        :param date_to: first day after the period
        :param reason: why, where a baseline is frozen already
        :raise UserError: the metric is not known, or has no figure for the period
        """
        self.check_access("write")
        date_from = arguments.day(self.env, "date_from", date_from)
        date_to = arguments.day(self.env, "date_to", date_to)
        reason = arguments.text(self.env, "reason", reason, optional=True)
        self._check_freeze(date_from, date_to, reason)
        rows = []
        for company, goals in self.grouped(lambda g: g.map_id.company_id).items():
            metrics = goals.metric_id.with_company(company)
            points = metrics.evaluate(date_from, date_to, granularity="total")
            fingerprints = metrics._approval_fingerprints()
            for goal in goals:
                metric = metrics.browse(goal.metric_id.id)
                point = (points.get(metric.id) or [{}])[0]
                goal._check_point(metric, point)
                rows.append(
                    {
                        "goal_id": goal.id,
                        "metric_id": metric.id,
                        "value": point["value"],
                        "period_start": point["period_start"],
                        "period_end": point["period_end"],
                        "approval_id": metric.approval_id.id,
                        "fingerprint": fingerprints[metric.id],
                        "reason": reason,
                        "user_id": self.env.uid,
                    }
                )
        append(self.env["crm.goal.baseline"], rows)
        # append() does not call write(), which tracks changes otherwise
        self._approval_track()
        self.map_id._approval_track()
        return True

    def _check_freeze(self, date_from, date_to, reason):
        if date_from >= date_to:
            message = self.env._("A baseline's last day must not be before its first.")
        elif any(date_to > metric._today() for metric in self.metric_id):
            message = self.env._("A baseline must not reach into the future.")
        elif goal := self.filtered(lambda goal: not goal.metric_id)[:1]:
            message = self.env._(
                "“%s” has no metric to take a baseline from.", goal.name
            )
        elif (goal := self.filtered("baseline_id")[:1]) and not (reason or "").strip():
            message = self.env._(
                "“%s” has a frozen baseline. Say why it is measured again; the old one"
                " stays in its history.",
                goal.name,
            )
        else:
            return
        raise UserError(message)

    def _check_point(self, metric, point):
        names = {"goal": self.name, "metric": metric.name}
        if not point.get("official"):
            message = self.env._(
                "No baseline for “%(goal)s”: “%(metric)s” is not known yet. %(hint)s",
                hint=metric.known_hint or "",
                **names,
            )
        elif point.get("value") is None:
            message = self.env._(
                "No baseline for “%(goal)s”: “%(metric)s” has no figure for this"
                " period. %(note)s",
                note=point.get("note") or "",
                **names,
            )
        else:
            return
        raise UserError(message)

    def _check_frozen(self, vals):
        """Refuse values of the baseline, and another metric once it is frozen."""
        if any(name.startswith("baseline_") for name in vals):
            message = self.env._(
                "A baseline is frozen from its metric by “Freeze baseline”; nobody"
                " types it in or changes it."
            )
        elif "metric_id" in vals and any(
            goal.baseline_id and goal.metric_id.id != vals["metric_id"] for goal in self
        ):
            message = self.env._(
                "The baseline was measured by another metric. Archive this goal and"
                " make a new one, so that the old figures stay."
            )
        else:
            return
        raise UserError(message)
