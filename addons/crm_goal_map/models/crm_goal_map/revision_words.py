import re

from markupsafe import Markup

from odoo import models
from odoo.tools import format_date

ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
#: parts of a goal's content that are figures of its metric
FIGURES = ("baseline_value", "target_value", "target_upper")
#: parts that are codes: where the revision keeps their names
KEPT_NAMES = {"metric_id": "metrics", "segment_id": "positions"}


class CrmGoalMapRevision(models.Model):
    """What differs between two revisions, in words of the reader's language."""

    _inherit = "crm.goal.map.revision"

    def _label(self, path, names):
        labels = self.map_id._approval_labels() | self._part_labels()
        words = [labels.get(path[0], path[0])]
        for step in path[1:]:
            name = names.get(f"{path[0]}.{step}") or names.get(f"metrics.{step}")
            words.append(name or labels.get(step, step))
        return " › ".join(words)

    def _part_labels(self):
        Goal, Position = self.env["crm.goal"], self.env["crm.goal.position"]
        value = self.env["crm.goal.position.value"]
        labels = {}
        for model in (value, Position, Goal):
            for name, field in model.fields_get(attributes=["string"]).items():
                labels[name] = field["string"]
        return labels

    def _changes_table(self, changes):
        if not changes:
            return Markup("<p>%s</p>") % (
                self.env._("First revision.")
                if self and not self.previous_id
                else self.env._("Nothing of substance.")
            )
        rows = Markup().join(
            Markup("<tr><td>%s</td><td>%s</td><td>%s</td></tr>")
            % (
                change["label"],
                self._text(change["old"], change["path"], self.previous_id),
                self._text(change["new"], change["path"]),
            )
            for change in changes
        )
        return Markup(
            '<table class="table table-sm"><thead><tr><th>%s</th><th>%s</th><th>%s</th>'
            "</tr></thead><tbody>%s</tbody></table>"
        ) % (self.env._("What"), self.env._("Before"), self.env._("After"), rows)

    def _text(self, value, path="", revision=None):
        """Print a value of a revision's content in words of the reader's language."""
        revision = self if revision is None else revision
        if value is None or value == "":
            return "–"
        if isinstance(value, bool):
            return self.env._("yes") if value else self.env._("no")
        if isinstance(value, list):
            return ", ".join(self._text(item) for item in value)
        step = path.rsplit(".", 1)[-1]
        if path.startswith("goals."):
            if step in FIGURES:
                metric = revision._metric_of(path)
                return revision._figure(metric, value, revision._metrics_of())
            if step == "target_change":
                return self.env["crm.goal.map"]._percent(value)
            if step in KEPT_NAMES:
                kept = (revision.names or {}).get(f"{KEPT_NAMES[step]}.{value}")
                return kept or str(value)
        return self._choices(step).get(value) or self._as_day(value) or str(value)

    def _metric_of(self, path):
        """Return the code of the metric of the goal that a path leads to."""
        key = path.split(".")[1]
        goals = (self.content or {}).get("goals", [])
        return next((g.get("metric_id") for g in goals if str(g["key"]) == key), None)

    def _choices(self, step):
        """Return {value: label} where a part of the content is one of a list."""
        for model in ("crm.goal", "crm.goal.position", "crm.goal.position.value"):
            field = self.env[model]._fields.get(step)
            if field is not None and field.type == "selection":
                return dict(field._description_selection(self.env))
        return {}

    def _as_day(self, value):
        """Print an ISO date as people write dates; None: it is none."""
        if not isinstance(value, str) or not ISO_DAY.fullmatch(value):
            return None
        return format_date(self.env, value)
