from odoo import api, fields, models

from odoo.addons.crm_metric_definitions.public import Part, append, arguments, say

from ...lib import uplift
from ..words import percent


def _segment_names(entry):
    return ", ".join(entry.words.name("positions", code) for code in entry.value)


PARTS = (
    Part(
        "period",
        label=lambda env: env._("Period"),
        read=lambda goal_map: [str(goal_map.date_from), str(goal_map.date_to)],
        say=say.days,
    ),
    Part("conditions"),
    Part(
        "segments",
        "segment_ids",
        read=lambda goal_map: sorted(goal_map.segment_ids.mapped("code")),
        say=_segment_names,
    ),
    Part(
        "positions",
        "position_ids",
        label=lambda env: env._("Position"),
        read=lambda goal_map: [
            position._map_content()
            for position in goal_map.position_ids.filtered("is_current").sorted(
                lambda p: (p.segment_id.code, p.id)
            )
        ],
        nested=True,
        item=lambda entry: entry.words.name("positions", entry.value),
    ),
    Part(
        "goals",
        "goal_ids",
        label=lambda env: env._("Goal"),
        read=lambda goal_map: [
            goal._map_content() for goal in goal_map._goals().sorted("id")
        ],
        nested=True,
        item=lambda entry: entry.words.names.get(f"goals.{entry.value}", ""),
    ),
)


class CrmGoalMap(models.Model):
    """The content of a map that is approved, and the reasons against an approval."""

    _inherit = "crm.goal.map"
    _approval_table = PARTS
    _approval_wording_of = ("segment_ids",)

    revision_ids = fields.One2many(
        "crm.goal.map.revision", "map_id", string="Revisions", readonly=True, copy=False
    )
    change_reason = fields.Text(
        string="Reason for the change",
        copy=False,
        help="Why the map changed since its last approval. The next revision names the"
        " reason; without a reason the map is not approved again.",
    )
    uplift_message = fields.Text(compute="_compute_uplift")
    uplift_refused = fields.Boolean(string="Blanket uplift", compute="_compute_uplift")

    @api.depends("goal_ids.target_value", "goal_ids.baseline_value")
    @api.depends_context("lang")
    def _compute_uplift(self):
        for record in self:
            detected = record.blanket_uplift()
            record.uplift_message = detected["message"]
            record.uplift_refused = detected["blanket"]

    def _approval_names(self):
        """Return today's names, and the last names of records that no longer exist."""
        names = {}
        for revision in self.sudo().revision_ids.sorted("id"):
            names |= revision.names or {}
        return names | self._names()

    def _goals(self):
        """Goals that belong to the map; an archived map keeps those it had."""
        goals = self.with_context(active_test=False).goal_ids
        return goals.filtered(lambda goal: goal.active or goal.archived_with_map)

    def _approval_problems(self):
        problems = super()._approval_problems()
        detected = self.blanket_uplift()
        if detected["blanket"]:
            problems.append(detected["message"])
        if not self.segment_ids:
            problems.append(self.env._("Choose the process segments of the map."))
        if self.revision_ids and not (self.change_reason or "").strip():
            problems.append(
                self.env._("Say why the map changed since its last approval.")
            )
        return problems + self._problems_of_sample()

    def _problems_of_sample(self):
        if not self.is_sample:
            return []
        return [self.env._("A sample cannot be approved. Create a map of your own.")]

    def blanket_uplift(self):
        """Find goals of this map that change by the same percentage.

        :return: dict with ``blanket`` (refuses approval), ``warning`` (only warns),
            ``goal_ids``, ``change`` (fraction, positive is an improvement, or None)
            and ``message`` (a sentence with the goals, or an empty string)
        """
        arguments.one(self)
        self.check_access("read")
        goals = self._goals()
        detected = uplift.detect([goal._uplift_change() for goal in goals])
        return {
            "blanket": detected.blanket,
            "warning": detected.warning,
            "goal_ids": list(detected.keys),
            "change": detected.change,
            "message": self._blanket_message(detected, goals),
        }

    def _blanket_message(self, detected, goals):
        if not detected.keys:
            return ""
        text = self.env._(
            "%(count)s of %(all)s quantified goals change by the same %(percent)s:"
            " %(goals)s. Is that a coincidence?"
        )
        if detected.blanket:
            text = self.env._(
                "Blanket uplift: %(count)s of %(all)s quantified goals change by the"
                " same %(percent)s: %(goals)s. Such a number was not derived from the"
                " reasons behind each figure. Ask for each goal what can change, and"
                " why."
            )
        return text % {
            "count": len(detected.keys),
            "all": detected.quantified,
            "percent": percent(self.env, detected.change),
            "goals": ", ".join(
                self.env._("“%(goal)s”", goal=goal.name)
                for goal in goals
                if goal.id in detected.keys
            ),
        }

    # -- revisions ---------------------------------------------------------

    def _approval_track(self, before=None):
        """Append a revision for each change of a map that was approved before.

        The authors of a sample are not noted, because a sample cannot be approved.
        """
        maps = self.filtered(lambda record: not record.is_sample)
        approved, previous = maps._approval_newest_each(["approve"], ["change"])
        result = super(CrmGoalMap, maps)._approval_track(before)
        after = maps._approval_newest(["change"])
        for record in self.browse(approved):
            if after.get(record.id) != previous.get(record.id):
                record._revise("change", record.change_reason)
        return result

    def _approval_decide(self, event, comment, fingerprint, comparable=None):
        result = super()._approval_decide(event, comment, fingerprint, comparable)
        if event == "approve":
            for record in self:
                record._revise("approval", record.change_reason or comment)
            self.sudo().write({"change_reason": False})
        return result

    def _revise(self, kind, reason):
        """Append one revision with today's content."""
        self.ensure_one()
        rows = self.env["crm.goal.map.revision"].sudo()
        domain = [("map_id", "=", self.id)]
        newest = previous = rows.search(domain, limit=1)
        if kind == "approval":
            previous = rows.search([*domain, ("kind", "=", "approval")], limit=1)
        revision = append(
            self.env["crm.goal.map.revision"],
            [
                {
                    "map_id": self.id,
                    "number": (newest.number or 0) + 1,
                    "kind": kind,
                    "reason": reason,
                    "user_id": self.env.uid,
                    "content": self._approval_contents()[self.id],
                    "names": self._names(),
                    "previous_id": previous.id,
                }
            ],
        )
        self.invalidate_recordset(["revision_ids"])
        return revision

    def _names(self):
        """Return {"kind.key": name} of the records that the content names by a key."""
        clean = self.sudo()
        goals = clean._goals()
        metrics = goals.metric_id | clean.position_ids.value_ids.metric_id
        segments = clean.with_context(active_test=False).segment_ids
        return {
            "map": self.name,
            **{f"goals.{goal.id}": goal.name for goal in goals},
            **{f"metrics.{metric.code}": metric.name for metric in metrics},
            **{f"positions.{segment.code}": segment.name for segment in segments},
        }
