from dateutil.relativedelta import relativedelta

from odoo import fields, models


class CrmGoal(models.Model):
    """What the goals need of their metrics, asked for in a fixed number of calls."""

    _inherit = "crm.goal"

    def _figures(self):
        """Collect what all goals need of their metrics, in a fixed number of calls.

        :return: {goal id: {"known", "state", "hint", "fingerprint", "points",
            "current"}}
        """
        found = {}
        for company, goals in self.grouped(lambda g: g.map_id.company_id).items():
            metrics = goals.metric_id.sudo(False).with_company(company)
            prints = metrics._approval_fingerprints() if metrics else {}
            points = metrics.latest_points() if metrics else {}
            current = goals._current_points(metrics)
            for goal in goals:
                metric = goal.metric_id.with_company(company)
                if not metric:
                    continue
                found[goal.id] = {
                    "known": metric.is_known,
                    "state": metric.known_state,
                    "hint": metric.known_hint,
                    "fingerprint": prints.get(metric._origin.id),
                    "points": points.get(metric._origin.id) or [],
                    "current": current.get(goal.id),
                }
        return found

    def _current_points(self, metrics):
        """Measure today's figure over as many months as the baseline took.

        A year's figure is compared with a year's figure. Goals whose baselines
        have the same length share one call. A figure older than the baseline says
        nothing about what came after it, and is left out.
        """
        today = fields.Date.today().replace(day=1)
        by_length = self.filtered("metric_id").grouped(lambda g: g._window_months())
        found = {}
        for months, goals in by_length.items():
            known = metrics.browse(goals.metric_id.ids).filtered("is_known")
            manual = known.filtered(lambda m: m.kind == "manual")
            points = {}
            if known - manual:
                start = today - relativedelta(months=months)
                points = (known - manual).evaluate(start, today, "total")
            newest = manual._newest_manual_points(months) if manual else {}
            for goal in goals:
                point = (points.get(goal.metric_id.id) or [None])[0]
                point = point or newest.get(goal.metric_id.id)
                if point and goal._is_todays(point):
                    found[goal.id] = point
        return found

    def _is_todays(self, point):
        """Whether a point is a figure, and not one from before the baseline."""
        if not point["official"] or point["value"] is None:
            return False
        end = self.baseline_period_end
        return not end or fields.Date.to_date(point["period_end"]) >= end

    def _window_months(self):
        start, end = self.baseline_period_start, self.baseline_period_end
        if not start or not end:
            return 12
        return max(1, round((end - start).days / 30.44))
