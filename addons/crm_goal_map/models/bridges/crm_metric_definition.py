from odoo import api, fields, models

from odoo.addons.crm_metric_definitions.lib.periods import months_between


class CrmMetricDefinition(models.Model):
    _inherit = "crm.metric.definition"

    goal_ids = fields.One2many("crm.goal", "metric_id", string="Goals", copy=False)
    goal_count = fields.Integer(compute="_compute_goal_count")

    @api.depends("goal_ids")
    def _compute_goal_count(self):
        counts = dict(
            self.env["crm.goal"]._read_group(
                [("metric_id", "in", self.ids)], ["metric_id"], ["__count"]
            )
        )
        for metric in self:
            metric.goal_count = counts.get(metric._origin, 0)

    def action_open_goals(self):
        """Open the goals that are measured by this metric."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_goal_map.crm_goal_action"
        )
        return dict(action, domain=[("metric_id", "in", self.ids)], context={})

    def _newest_manual_points(self, months):
        """Return {metric id: newest entered figure, as a point} over ``months``.

        Entered figures exist only for the periods they were entered for, so the
        newest of about the wanted length is today's figure. To be called on known
        metrics, with the company that the figures are of.
        """
        rows = (
            self.env["crm.metric.manual.value"]
            .sudo()
            .search(
                [
                    ("metric_id", "in", self.ids),
                    ("company_id", "=", self.env.company.id),
                ],
                order="period_end desc, id desc",
            )
        )
        newest = {}
        for row in rows:
            length = months_between(row.period_start, row.period_end)
            if row.metric_id.id not in newest and round(length) == months:
                newest[row.metric_id.id] = {
                    "period_start": row.period_start.isoformat(),
                    "period_end": row.period_end.isoformat(),
                    "value": row.value,
                    "official": True,
                }
        return newest
