from odoo import models

from odoo.addons.crm_metric_definitions.public import content

from ...lib.uplift import Change
from .parts import CHANGE_CARD, PARTS


class CrmGoal(models.Model):
    """What is approved in a goal, and what is missing before it can be.

    The content holds nothing of the stakeholders: everybody can read it, and
    stakeholders are deleted at the end of a project.
    """

    _inherit = "crm.goal"
    _approval_owner = "map_id"
    _approval_wording_of = ("segment_id", "metric_id")

    def _goal_parts(self):
        """Return the table of what a goal consists of; other addons add to it."""
        return PARTS

    def _approval_parts(self):
        return [part for part in self._goal_parts() if part.of]

    def _approval_content(self, texts=None):  # pylint: disable=unused-argument
        return self._content_of("goal")

    def _approval_names(self):
        return self.map_id._approval_names()

    def _approval_contents(self, version=None):
        """Add the metric's definition: the approval lapses when that changes."""
        contents = super()._approval_contents(version)
        fingerprints = self.sudo().metric_id._approval_fingerprints()
        for goal in self:
            fingerprint = fingerprints.get(goal.metric_id.id)
            contents[goal.id]["metric_definition"] = fingerprint
        return contents

    def _map_content(self):
        """Return what of a goal's content belongs to the approval of its map."""
        return self._content_of("map")

    def _content_of(self, approved):
        self.ensure_one()
        parts = [part for part in self._goal_parts() if approved in part.of]
        return {"key": str(self.id), **content(self, parts)}

    def _approval_depends(self):
        return (*super()._approval_depends(), "metric_id.approval_ids")

    def _approval_track(self, before=None):
        """Note the authors of a change, but not of a sample: it is never approved."""
        real = self.filtered(lambda goal: not goal.is_sample)
        return super(CrmGoal, real)._approval_track(before)

    def _uplift_change(self):
        return Change(
            self.id,
            self.baseline_value,
            self.target_value,
            self.metric_id.direction == "lower",
            self.target_change if self._states_relative_only() else None,
        )

    def _states_relative_only(self):
        """Whether the target is a relative change of a baseline that is not known."""
        return (
            self.target_basis == "relative"
            and bool(self.target_change)
            and not self.baseline_id
        )

    def _opponents_answered(self):
        """Whether an opponent is named, or a reason is given why there is none."""
        if not self.opponents_asked:
            return False
        named = any(self.sudo().stakeholder_ids.mapped("is_opponent"))
        return named or bool((self.opponents_none_reason or "").strip())

    # -- problems ----------------------------------------------------------

    def _approval_problems(self):
        self.ensure_one()
        return [
            *super()._approval_problems(),
            *self._problems_of_figures(),
            *self._problems_of_contradictions(),
            *self._problems_of_reasons(),
            *self._problems_of_people(),
        ]

    def _problems_of_figures(self):
        fingerprints = self.sudo().metric_id._approval_fingerprints()
        yield from self._missing_figures(fingerprints.get(self.metric_id.id))
        ends = self.baseline_period_end
        if self.target_date and ends and self.target_date < ends:
            yield self.env._("The target's date must be after the baseline's period.")

    def _problems_of_reasons(self):
        if not self.explanation_ids:
            yield self.env._("Explain why today's result looks exactly as it does.")
        elif self.explanation_stale:
            yield self.env._(
                "A signal of the metric is newer than the explanation: explain the"
                " signal. %s",
                self.signal_text,
            )
        if not self.realism_kind or not (self.realism_evidence or "").strip():
            yield self.env._("Say what makes the target realistic.")
        missing = [
            self._fields[name]._description_string(self.env)
            for name in CHANGE_CARD
            if not (self[name] or "").strip()
        ]
        if missing:
            yield self.env._("Complete the change card: %s.", ", ".join(missing))

    def _problems_of_people(self):
        if not any(self.sudo().stakeholder_ids.mapped("is_supporter")):
            yield self.env._("Name at least one person who supports the goal.")
        if not self.opponents_asked:
            yield self.env._("Ask who is against the goal.")
        elif not self._opponents_answered():
            yield self.env._("Name the opponents, or say why there are none.")
        if self.segment_id not in self.map_id.sudo().position_ids.segment_id:
            yield self.env._(
                "State where the segment “%s” stands before a goal in it is approved.",
                self.segment_id.name,
            )
        if not self.effect_ids:
            yield self.env._(
                "Name at least one effect on another goal, or a guard metric."
            )
        yield from self.map_id._problems_of_sample()
