import re

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date

from odoo.addons.crm_metric_definitions.lib import diff
from odoo.addons.crm_metric_definitions.models.crm_append_only_mixin import append

ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
#: parts of a goal's content that are figures of its metric
FIGURES = ("baseline_value", "target_value", "target_upper")


class CrmGoalMapRevision(models.Model):
    """The map as it was: made at approval and when an approved map changes."""

    _name = "crm.goal.map.revision"
    _description = "Goal Map Revision"
    _inherit = ["crm.append.only.mixin"]
    _order = "id desc"
    _rec_name = "number"

    map_id = fields.Many2one(
        "crm.goal.map", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="map_id.company_id")
    number = fields.Integer(readonly=True)
    kind = fields.Selection(
        [("approval", "Approved"), ("change", "Changed after approval")],
        required=True,
        readonly=True,
    )
    reason = fields.Text(readonly=True)
    user_id = fields.Many2one("res.users", string="By", readonly=True, required=True)
    date = fields.Datetime(readonly=True, required=True, default=fields.Datetime.now)
    content = fields.Json(readonly=True)
    names = fields.Json(readonly=True, help="Names of goals at that time, by id.")
    previous_id = fields.Many2one("crm.goal.map.revision", readonly=True)
    changes = fields.Html(compute="_compute_changes", string="What changed")

    @api.depends("number", "date")
    def _compute_display_name(self):
        for revision in self:
            revision.display_name = self.env._(
                "Revision %(number)s of %(date)s",
                number=revision.number,
                date=fields.Date.to_string(revision.date) or "",
            )

    @api.depends("content", "previous_id.content")
    @api.depends_context("lang")
    def _compute_changes(self):
        for revision in self:
            revision.changes = revision._changes_table(revision.diff())

    def diff(self):
        """Return what differs from the revision before.

        :return: list of {"path", "label", "old", "new"}, in a stable order
        """
        self.ensure_one()
        old = self.previous_id.content or {}
        names = {**(self.previous_id.names or {}), **(self.names or {})}
        found = diff.diff(old, self.content or {}) if self.previous_id else ()
        return [
            {
                "path": ".".join(change.path),
                "label": self._label(change.path, names),
                "old": change.old,
                "new": change.new,
            }
            for change in found
        ]

    def _label(self, path, names):
        labels = self.map_id._approval_labels() | self._part_labels()
        words = [labels.get(path[0], path[0])]
        for step in path[1:]:
            words.append(names.get(f"{path[0]}.{step}") or labels.get(step, step))
        return " › ".join(words)

    def _part_labels(self):
        Goal, Position = self.env["crm.goal"], self.env["crm.goal.position"]
        value = self.env["crm.goal.position.value"]
        labels = {}
        for model in (value, Position, Goal):
            for name, field in model.fields_get(attributes=["string"]).items():
                labels[name] = field["string"]
        # on the form it stands behind the lower one: "and"
        labels["target_upper"] = Goal._fields["upper_stated"]._description_string(
            self.env
        )
        return labels

    def _changes_table(self, changes):
        if not changes:
            return Markup("<p>%s</p>") % (
                self.env._("First revision.")
                if not self.previous_id
                else self.env._("Nothing of substance.")
            )
        rows = Markup().join(
            Markup("<tr><td>%s</td><td>%s</td><td>%s</td></tr>")
            % (
                change["label"],
                self._text(change["old"], change["path"]),
                self._text(change["new"], change["path"]),
            )
            for change in changes
        )
        return Markup(
            '<table class="table table-sm"><thead><tr><th>%s</th><th>%s</th><th>%s</th>'
            "</tr></thead><tbody>%s</tbody></table>"
        ) % (self.env._("What"), self.env._("Before"), self.env._("After"), rows)

    def _text(self, value, path=""):
        """Print a value of the content in words of the reader's language."""
        if value is None or value == "":
            return "–"
        if isinstance(value, bool):
            return self.env._("yes") if value else self.env._("no")
        if path.endswith(".stated") and isinstance(value, list):
            return self._stated(value)
        if isinstance(value, list):
            return ", ".join(self._text(item) for item in value)
        step = path.rsplit(".", 1)[-1]
        if path.startswith("goals.") and step in FIGURES:
            return self._figure(self._metric_of(path), value, self._metrics_of())
        return self._choices(step).get(value) or self._as_day(value) or str(value)

    def _metric_of(self, path):
        """Return the code of the metric of the goal that a path leads to."""
        key = path.split(".")[1]
        goals = (self.content or {}).get("goals", [])
        return next((g.get("metric_id") for g in goals if str(g["key"]) == key), None)

    def _choices(self, step):
        """Return {value: label} where a part of the content is one of a list."""
        for model in ("crm.goal", "crm.goal.position"):
            field = self.env[model]._fields.get(step)
            if field is not None and field.type == "selection":
                return dict(field._description_selection(self.env))
        return {}

    def _as_day(self, value):
        """Print an ISO date as people write dates; None: it is none."""
        if not isinstance(value, str) or not ISO_DAY.fullmatch(value):
            return None
        return format_date(self.env, value)


class CrmGoalMap(models.Model):
    _inherit = "crm.goal.map"

    revision_ids = fields.One2many(
        "crm.goal.map.revision", "map_id", string="Revisions", readonly=True, copy=False
    )
    change_reason = fields.Text(
        string="Reason for the change",
        copy=False,
        help="Why the map changed since its last approval. Goes into the next"
        " revision.",
    )

    def _approval_problems(self):
        problems = super()._approval_problems()
        if self.revision_ids and not (self.change_reason or "").strip():
            problems.append(
                self.env._("Say why the map changed since its last approval.")
            )
        return problems

    def _revise(self, kind, reason):
        """Append one revision with today's content."""
        self.ensure_one()
        previous = self.revision_ids.sudo().sorted("id")[-1:]
        return append(
            self.env["crm.goal.map.revision"],
            [
                {
                    "map_id": self.id,
                    "number": (previous.number or 0) + 1,
                    "kind": kind,
                    "reason": reason,
                    "user_id": self.env.uid,
                    "content": self._approval_contents()[self.id],
                    "names": self._revision_names(),
                    "previous_id": previous.id,
                }
            ],
        )

    def _revision_names(self):
        """Names by which people know the keys of the content."""
        clean = self.sudo()
        goals = clean._goals()
        names = {f"goals.{goal.id}": goal.name for goal in goals}
        metrics = goals.metric_id | clean.position_ids.value_ids.metric_id
        names |= {f"metrics.{metric.code}": metric.name for metric in metrics}
        names["map"] = self.name
        for segment in clean.with_context(active_test=False).segment_ids:
            names[f"positions.{segment.code}"] = segment.name
        return names
