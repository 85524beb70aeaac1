from odoo import api, models
from odoo.tools.misc import format_datetime

from .printed import report_values

#: parts of a goal that are printed together: "at least 48 %, until 12/31/2027"
COMPOSED = {
    *("segment_id", "metric_id"),
    *("baseline_value", "baseline_period", "baseline_definition"),
    *("target_basis", "target_comparator", "target_value", "target_upper"),
    *("target_change", "target_date"),
}


class CrmGoalMapRevisionReport(models.AbstractModel):
    """Prints a map from the content of one revision; today's map is not read."""

    _name = "report.crm_goal_map.revision_report"
    _description = "Earlier Goal Map"

    @api.model
    def _get_report_values(self, docids, data=None):  # pylint: disable=unused-argument
        records = self.env["crm.goal.map.revision"]
        return report_values(records, docids, lambda doc: RevisionPage(doc).values())


class RevisionPage:
    """The content of one revision, in the words of the reader's language."""

    def __init__(self, revision):
        self.env = revision.env
        self.revision = revision
        self.content = revision.content or {}
        self.words = revision._words()
        goal = self.env["crm.goal"]
        #: parts without a column of their own are printed below the goal's name
        self.further = [
            (part.key, part.title(goal))
            for part in goal._goal_parts()
            if "map" in part.of and part.key not in COMPOSED
        ]

    def values(self):
        """Return what the template prints."""
        revision, kind = self.revision, self.revision._fields["kind"]
        # the segments in their order; deleted segments come last
        segments = self.env["crm.goal.segment"].with_context(active_test=False)
        order = {s.code: n for n, s in enumerate(segments.search([]))}
        codes = sorted(
            self.content.get("segments", []),
            key=lambda code: (order.get(code, len(order)), code),
        )
        return {
            "doc": revision,
            "name": (revision.names or {}).get("map") or revision.map_id.name,
            "heading": self.env._(
                "The map as it was in revision %(number)s of %(date)s (%(kind)s,"
                " %(user)s)",
                number=revision.number,
                date=format_datetime(self.env, revision.date),
                kind=kind.convert_to_export(revision.kind, revision),
                user=revision.user_id.name,
            ),
            "period": self._text("period"),
            "conditions": self.content.get("conditions", ""),
            "segments": [
                {
                    "name": self.words.name("positions", code),
                    "position": self._position(code),
                    "goals": [
                        self._goal(goal)
                        for goal in self.content.get("goals", [])
                        if goal.get("segment_id") == code
                    ],
                }
                for code in codes
            ],
        }

    def _text(self, *path):
        return self.words.text(path, self.content)

    def _position(self, code):
        positions = {p.get("key"): p for p in self.content.get("positions", [])}
        position = positions.get(code)
        if not position:
            return None
        path = ("positions", code)
        return {
            "state": position.get("existence"),
            "label": self._text(*path, "existence"),
            "date": self._text(*path, "date"),
            "finding": position.get("finding", ""),
            "no_goal": position.get("no_goal_reason")
            and self.env._("No goal, because: %s", position["no_goal_reason"]),
            "values": "; ".join(
                f"{self.words.name('metrics', value['key'])}:"
                f" {self._text(*path, 'values', value['key'], 'stated')}"
                f"{self._measured(value, path)}"
                for value in position.get("values", [])
            ),
        }

    def _measured(self, value, path):
        if not value.get("measured"):
            return ""
        words = self._text(*path, "values", value["key"], "measured")
        return self.env._(", measured: %s", words)

    def _goal(self, goal):
        path = ("goals", str(goal.get("key")))
        return {
            "name": self.words.names.get(".".join(path), ""),
            "metric": goal.get("metric_id") and self._text(*path, "metric_id"),
            "baseline": (
                self.env._("not known yet")
                if goal.get("baseline_value") is None
                else self._text(*path, "baseline_value")
            ),
            "baseline_period": any(goal.get("baseline_period") or ())
            and self._text(*path, "baseline_period"),
            "target": self._target(goal, path),
            "target_date": goal.get("target_date")
            and self.env._("until %s", self._text(*path, "target_date")),
            "further": [
                f"{label}: {self._text(*path, key)}"
                for key, label in self.further
                if goal.get(key) not in (None, "", [])
            ],
        }

    def _target(self, goal, path):
        if goal.get("target_value") is not None:
            return self.env["crm.goal"]._target_words(
                goal.get("target_comparator"),
                self._text(*path, "target_value"),
                self._text(*path, "target_upper"),
            )
        if goal.get("target_change"):
            return self._text(*path, "target_change")
        return self.env._("no target")
