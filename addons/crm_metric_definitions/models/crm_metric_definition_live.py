from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class CrmMetricDefinition(models.Model):
    """What the metric's own form shows, and the figures that others may show."""

    _inherit = "crm.metric.definition"

    live_value = fields.Char(string="Last twelve months", compute="_compute_live")
    live_note = fields.Char(compute="_compute_live")
    approval_changes = fields.Html(
        string="Changed since the last approval", compute="_compute_approval_changes"
    )

    @api.depends("is_approved", "kind", "numerator_id", "denominator_id", "tz")
    @api.depends_context("company", "lang")
    def _compute_live(self):
        end = fields.Date.today() + relativedelta(days=1)
        start = end - relativedelta(years=1)
        real = self.browse(self._origin.ids)
        found = real.evaluate(start, end, "total") if real else {}
        for metric in self:
            point = (found.get(metric._origin.id) or [{}])[0]
            metric.live_value = metric.format_value(point.get("value"))
            if point.get("note") and point.get("value") is None:
                metric.live_note = point["note"]
            elif point.get("official"):
                metric.live_note = self.env._("last twelve months")
            else:
                metric.live_note = self.env._(
                    "last twelve months: preview, not official"
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
        known = self.browse(self._known_ids())
        end = fields.Date.today().replace(day=1)
        start = end - relativedelta(months=periods)
        points = known.evaluate(start, end, "month") if known else {}
        return {metric.id: points.get(metric.id, []) for metric in self}
