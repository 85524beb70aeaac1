from odoo import api, fields, models


class CrmTeam(models.Model):
    """Official figures on the card of a sales team."""

    _inherit = "crm.team"

    metric_figures = fields.Json(
        compute="_compute_metric_figures",
        help="List of {name, value}: the last full month, official figures only.",
    )

    @api.depends_context("company", "lang", "uid")
    def _compute_metric_figures(self):
        metrics = self.env["crm.metric.definition"]
        if metrics.has_access("read"):
            metrics = metrics.search([("on_team_card", "=", True)])
            metrics = metrics.browse(metrics._known_ids())
        points = {}
        for each, start, end in metrics._closed_months(1):
            points |= each.evaluate(start, end, "total", "team")
        figures = {team_id: [] for team_id in self._origin.ids}
        for metric in metrics:
            for point in points[metric.id]:
                if point["official"] and point["breakdown"] in figures:
                    text = metric.format_value(point["value"])
                    figures[point["breakdown"]].append(
                        {"name": metric.name, "value": text}
                    )
        for team in self:
            team.metric_figures = figures.get(team._origin.id) or False
