from dateutil.relativedelta import relativedelta

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
        figures = {team.id: [] for team in self}
        end = fields.Date.today().replace(day=1)
        for metric, points in self._team_points(end - relativedelta(months=1), end):
            for point in points:
                if point["official"] and point["breakdown"] in figures:
                    figures[point["breakdown"]].append(
                        {
                            "name": metric.name,
                            "value": metric.format_value(point["value"]),
                        }
                    )
        for team in self:
            team.metric_figures = figures.get(team._origin.id) or False

    def _team_points(self, start, end):
        """Return pairs of (metric, points by team): one call for all metrics."""
        Metric = self.env["crm.metric.definition"]
        if not Metric.has_access("read"):
            return []
        shown = Metric.search([("on_team_card", "=", True)])
        known = shown.browse(shown._known_ids())
        points = known.evaluate(start, end, "total", "team") if known else {}
        return [(metric, points[metric.id]) for metric in known]
