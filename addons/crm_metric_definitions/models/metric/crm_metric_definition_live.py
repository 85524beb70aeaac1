from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class CrmMetricDefinition(models.Model):
    """What the metric's own form shows, and the figures that others may show."""

    _inherit = "crm.metric.definition"

    live_value = fields.Char(string="Newest figure", compute="_compute_live")
    live_note = fields.Char(compute="_compute_live")
    approval_changes = fields.Html(
        string="Changed since the last approval", compute="_compute_approval_changes"
    )

    @api.depends("is_approved", "kind", "numerator_id", "denominator_id", "tz")
    @api.depends_context("company", "lang")
    def _compute_live(self):
        real = self.browse(self._origin.ids)
        found = real._live_points()
        for metric in self:
            point = found.get(metric._origin.id) or {}
            metric.live_value = metric.format_value(point.get("value"))
            if not point or point.get("note") and point.get("value") is None:
                metric.live_note = point.get("note")
                continue
            period = metric._period_text(point["period_start"], point["period_end"])
            metric.live_note = (
                period
                if point["official"]
                else self.env._("%s: preview, not official", period)
            )

    def _live_points(self):
        """Return {metric id: point}: the last twelve full months, or what was entered
        last. Goals are measured over the same months, so the figures agree."""
        end = fields.Date.today().replace(day=1)
        start = end - relativedelta(years=1)
        manual = self.filtered(lambda metric: metric.kind == "manual")
        points = (self - manual).evaluate(start, end, "total") if self - manual else {}
        for metric in manual:
            company = metric.company_id or self.env.company
            entered = metric.sudo().manual_value_ids.filtered(
                lambda row, company=company: row.company_id == company
            )
            if entered:
                row = entered.sorted(lambda row: (row.period_end, row.id))[-1]
                span = row.period_start, row.period_end
                points |= metric.evaluate(*span, "total")
        return {id_: found[0] for id_, found in points.items() if found}

    def _period_text(self, start, end):
        """Return the days of a period in words; ``end`` is the first day after it."""
        last = fields.Date.to_date(end) - relativedelta(days=1)
        return self.env._(
            "%(start)s – %(end)s",
            start=format_date(self.env, start),
            end=format_date(self.env, last),
        )

    @api.depends("approval_state")
    @api.depends_context("lang")
    def _compute_approval_changes(self):
        for metric in self:
            known = metric._origin
            metric.approval_changes = known and known._approval_changes_html()

    def latest_points(self, periods=12):
        """Return {metric id: its newest closed monthly points}, official ones only.

        One call for any number of metrics; a metric that is not known has no
        points, so nobody can show a figure that is a preview.
        """
        if not isinstance(periods, int) or not 1 <= periods <= 1200:
            raise UserError(self.env._("“%s” is no number of months.", periods))
        known = self.browse(self._known_ids())
        end = fields.Date.today().replace(day=1)
        start = end - relativedelta(months=periods)
        points = known.evaluate(start, end, "month") if known else {}
        return {metric.id: points.get(metric.id, []) for metric in self}
