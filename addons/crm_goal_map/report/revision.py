from odoo import api, models
from odoo.tools.misc import format_date, format_datetime

from ..lib import statement as comparator
from .pages import report_values


class CrmGoalMapRevisionReport(models.AbstractModel):
    """An earlier map on paper: what its revision kept, and nothing of today."""

    _name = "report.crm_goal_map.revision_report"
    _description = "Earlier Goal Map"

    @api.model
    def _get_report_values(self, docids, data=None):  # pylint: disable=unused-argument
        return report_values(self.env, "crm.goal.map.revision", docids, "_printed")


class CrmGoalMapRevision(models.Model):
    _inherit = "crm.goal.map.revision"

    def action_print(self):
        """Print the map as it was at this revision."""
        report = self.env.ref("crm_goal_map.action_report_revision")
        return report.report_action(self)

    def _printed(self):
        """Return the stored content in words of the reader's language."""
        self.ensure_one()
        content = self.content or {}
        names = self.names or {}
        metrics = self._metrics_of()
        period = [self._day(day) for day in content.get("period", [])]
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        goals = content.get("goals", [])
        return {
            "doc": self,
            "name": names.get("map") or self.map_id.name,
            "heading": self.env._(
                "The map as it was in revision %(number)s of %(date)s (%(kind)s,"
                " %(user)s)",
                number=self.number,
                date=format_datetime(self.env, self.date),
                kind=kinds.get(self.kind, ""),
                user=self.user_id.name,
            ),
            "period": " – ".join(period),
            "conditions": content.get("conditions", ""),
            "segments": [
                {
                    "name": names.get(f"positions.{code}") or code,
                    "position": self._position_words(content, code, metrics),
                    "goals": [
                        self._goal_words(goal, metrics)
                        for goal in goals
                        if goal.get("segment_id") == code
                    ],
                }
                for code in self._codes(content)
            ],
        }

    def _codes(self, content):
        """The segments in their chain, as far as they are still known."""
        codes = content.get("segments", [])
        segments = self.env["crm.goal.segment"].with_context(active_test=False)
        order = {s.code: n for n, s in enumerate(segments.search([]))}
        return sorted(codes, key=lambda code: (order.get(code, len(order)), code))

    def _metrics_of(self):
        """{code: metric} as far as they still exist; figures print as they do."""
        metrics = self.env["crm.metric.definition"].with_context(active_test=False)
        found = metrics.search([("company_id", "in", [False, self.company_id.id])])
        return {m.code: m for m in found.sorted(lambda m: m.company_id.id or 0)}

    def _metric_name(self, code, metrics):
        kept = (self.names or {}).get(f"metrics.{code}")
        return kept or (metrics[code].name if code in metrics else code)

    def _position_words(self, content, code, metrics):
        labels = dict(
            self.env["crm.goal.position"]
            ._fields["existence"]
            ._description_selection(self.env)
        )
        for position in content.get("positions", []):
            if position.get("key") == code:
                return {
                    "state": position.get("existence"),
                    "label": labels.get(position.get("existence"), ""),
                    "date": self._day(position.get("date")),
                    "finding": position.get("finding", ""),
                    "no_goal": position.get("no_goal_reason")
                    and self.env._("No goal, because: %s", position["no_goal_reason"]),
                    "values": "; ".join(
                        f"{self._metric_name(value['key'], metrics)}:"
                        f" {self._stated(value['stated'])}"
                        for value in position.get("values", [])
                    ),
                }
        return None

    def _stated(self, stated):
        """Print a stated figure: ["<", 2.0, "a week"] is "under 2 a week"."""
        sign, figure, unit = stated
        values = self.env["crm.goal.position.value"]
        return comparator.phrase(
            comparator.Statement(sign, figure, values._decimals(figure), unit),
            values._words(),
            values._lang().decimal_point or ".",
        )

    def _goal_words(self, goal, metrics):
        code = goal.get("metric_id")
        baseline, target = goal.get("baseline_value"), goal.get("target_value")
        words = self.env["crm.goal"]._target_words()
        text = self.env._("no target")
        if target is None and goal.get("target_change"):
            text = self.env["crm.goal.map"]._percent(goal["target_change"])
        elif target is not None:
            text = words[goal.get("target_comparator") or "="] % {
                "figure": self._figure(code, target, metrics),
                "upper": self._figure(code, goal.get("target_upper") or 0.0, metrics),
            }
        start, end = (goal.get("baseline_period") or ["", ""])[:2]
        return {
            "name": (self.names or {}).get(f"goals.{goal.get('key')}", ""),
            "metric": self._metric_name(code, metrics) if code else "",
            "baseline": (
                self.env._("not known yet")
                if baseline is None
                else self._figure(code, baseline, metrics)
            ),
            "baseline_period": start
            and self.env._(
                "%(start)s to before %(end)s",
                start=self._day(start),
                end=self._day(end),
            ),
            "target": text,
            "target_date": goal.get("target_date")
            and self.env._("until %s", self._day(goal["target_date"])),
        }

    def _figure(self, code, value, metrics):
        if code in metrics:
            return metrics[code].format_value(value)
        values = self.env["crm.goal.position.value"]
        figure = comparator.Statement("=", value, values._decimals(value))
        return comparator.phrase(figure, decimal_point=values._lang().decimal_point)

    def _day(self, day):
        return format_date(self.env, day) if day else ""
