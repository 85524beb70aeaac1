from odoo import api, fields, models

from ...lib import shift


class CrmTeam(models.Model):
    """Official figures on the card of a sales team."""

    _inherit = "crm.team"

    metric_figures = fields.Json(
        compute="_compute_metric_figures",
        help="List of {name, value, period, note} of the last twelve full months:"
        " official figures only, each with how many records it rests on and whether it"
        " differs from the other teams' by more than noise.",
    )

    @api.depends_context("company", "lang", "uid")
    def _compute_metric_figures(self):
        metrics = self.env["crm.metric.definition"]
        if metrics.has_access("read"):
            metrics = metrics.search([("on_team_card", "=", True)])
            metrics = metrics.browse(metrics._known_ids())
        figures = {team_id: [] for team_id in self._origin.ids}
        for months, total in metrics._team_points():
            for metric in metrics:
                series = {}
                for point in months[metric.id]:
                    value = point["value"] if point["official"] else None
                    series.setdefault(point["breakdown"], []).append(value)
                for point in total[metric.id]:
                    team = point["breakdown"]
                    if team in figures and point["value"] is not None:
                        figures[team] += self._card_line(metric, point, series)
        for team in self:
            team.metric_figures = figures.get(team._origin.id) or False

    def _card_line(self, metric, point, series):
        """Return [the line of a card], or nothing where noise cannot be told.

        :param series: {team id: its monthly figures}
        """
        own = series.get(point["breakdown"], [])
        others = [
            value
            for team, values in series.items()
            if team and team != point["breakdown"]
            for value in values
        ]
        found = shift.compare(others, own)
        if not point["official"] or not found:
            return []
        notes = {
            "up": self.env._("above the other teams, more than noise"),
            "down": self.env._("below the other teams, more than noise"),
        }
        period = metric._period_text(point["period_start"], point["period_end"])
        return [
            {
                "name": metric.name,
                "value": metric.format_value(point["value"]),
                "period": period,
                "note": self.env._(
                    "%(count)s records; %(difference)s",
                    count=point["population"],
                    difference=notes.get(found.side)
                    or self.env._("no difference beyond noise"),
                ),
            }
        ]
