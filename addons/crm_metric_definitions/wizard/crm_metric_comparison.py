from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class CrmMetricComparison(models.TransientModel):
    """Rival definitions side by side on the same days.

    Three ways to say "win rate" give three figures; seeing them next to each
    other, with what each one counts, is how people agree on one.
    """

    _name = "crm.metric.comparison"
    _description = "Comparison of Metrics"

    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: fields.Date.subtract(self._default_end(), years=1),
    )
    date_to = fields.Date(
        string="Until",
        required=True,
        default=lambda self: self._default_end(),
        help="The first day that no longer belongs to the period.",
    )
    metric_ids = fields.Many2many(
        "crm.metric.definition",
        string="Metrics",
        required=True,
        default=lambda self: (
            self.env.context.get("active_model") == "crm.metric.definition"
            and self.env.context.get("active_ids")
        ),
    )
    line_ids = fields.One2many(
        "crm.metric.comparison.line",
        "comparison_id",
        compute="_compute_lines",
        store=True,
        readonly=True,
    )

    @api.model
    def _default_end(self):
        """Return the end of the last full month, where the metrics are measured."""
        metrics = self.env["crm.metric.definition"]
        if self.env.context.get("active_model") == metrics._name:
            metrics = metrics.browse(self.env.context.get("active_ids"))
        days = [metric._today() for metric in metrics]
        return min(days or [self.env.company._metric_today()]).replace(day=1)

    @api.depends("date_from", "date_to", "metric_ids")
    @api.depends_context("lang", "company")
    def _compute_lines(self):
        for comparison in self:
            lines = [Command.create(vals) for vals in comparison._line_vals()]
            comparison.line_ids = [Command.clear(), *lines]

    def _line_vals(self):
        metrics = self.metric_ids._origin
        if not metrics or not self.date_from or not self.date_to:
            return []
        if self.date_from >= self.date_to:
            raise UserError(self.env._("The period ends before it begins."))
        span = (self.date_from, self.date_to)
        points, covered = metrics.evaluate(*span, "total"), metrics.coverage(*span)
        return [
            {
                "metric_id": metric.id,
                "value": metric.format_value(points[metric.id][0]["value"]),
                "population": points[metric.id][0]["population"],
                "left_out": sum(row["count"] for row in covered[metric.id]["left_out"]),
                "note": points[metric.id][0]["note"],
            }
            for metric in metrics
        ]


class CrmMetricComparisonLine(models.TransientModel):
    _name = "crm.metric.comparison.line"
    _description = "Metric in a Comparison"

    comparison_id = fields.Many2one(
        "crm.metric.comparison", required=True, ondelete="cascade", index=True
    )
    metric_id = fields.Many2one("crm.metric.definition", ondelete="cascade")
    value = fields.Char()
    population = fields.Integer(string="Records")
    left_out = fields.Integer()
    note = fields.Char()
    sentence = fields.Text(related="metric_id.sentence")
    known_state = fields.Selection(related="metric_id.known_state")
