"""Criteria of the project: its map, its advisor, its gates and its waivers."""

from odoo import fields, models
from odoo.tools import LazyTranslate

from ...lib.gate import PASSING

_lt = LazyTranslate(__name__)


class PositionStated(models.AbstractModel):
    _name = "crm.readiness.rule.position_stated"
    _inherit = "crm.readiness.rule"
    _description = "Each Segment Has a Position"
    _todo = _lt("State where the segment stands today, “does not exist” included.")

    def _failing(self, context):
        return context.segments - context.positions.segment_id


class MapReviewed(models.AbstractModel):
    _name = "crm.readiness.rule.map_reviewed"
    _inherit = "crm.readiness.rule"
    _description = "The Map Was Reviewed in Time"
    _todo = _lt("Review the goal map against the business conditions.")

    def _failing(self, context):
        today = fields.Date.today()
        return context.map.filtered(lambda m: m.next_review and m.next_review < today)


class AdvisorConfirmed(models.AbstractModel):
    _name = "crm.readiness.rule.advisor_confirmed"
    _inherit = "crm.readiness.rule"
    _description = "An Advisor Has Confirmed the Evidence"

    def _evaluate(self, context):
        project = context.project
        advisor = project.advisor_id.name
        if not project.advisor_id:
            return self._not_met(
                self.env._(
                    "Name a business engineer or external advisor who is not the owner."
                )
            )
        last = project._last_confirmation()
        if not last:
            return self._not_met(self.env._("Ask %s to confirm the evidence.", advisor))
        return self._result(
            project._changed_since(last, context),
            self.env._(
                "Ask %s to confirm again: this has changed since the confirmation.",
                advisor,
            ),
        )


class EarlierGates(models.AbstractModel):
    _name = "crm.readiness.rule.earlier_gates"
    _inherit = "crm.readiness.rule"
    _description = "Earlier Gates Have Passed"
    _todo = _lt("Decide the gates in their order.")
    _by_phase = True

    def _failing(self, context):
        passed = context.project.decision_ids.filtered(lambda d: d.kind in PASSING)
        earlier = self.env["crm.readiness.phase"].search(
            [("sequence", "<", context.phase.sequence)]
        )
        return earlier - passed.phase_id


class WaiversRunning(models.AbstractModel):
    _name = "crm.readiness.rule.waivers_running"
    _inherit = "crm.readiness.rule"
    _description = "Nothing Waived Has Expired"
    _todo = _lt("Meet the criterion, or ask for a new waiver with a new reason.")
    _by_phase = True

    def _failing(self, context):
        project = context.project
        valid = context.waivers.filtered("is_valid")
        criteria = project._criteria(context.phase) - valid.criterion_id
        # this rule itself is left out: evaluating it would never end
        criteria = criteria.filtered(lambda c: c.rule != "waivers_running")
        return context.waivers.filtered(
            lambda waiver: (
                waiver.is_approved
                and not waiver.is_valid
                and waiver.criterion_id in criteria
                and project._rule_result(waiver.criterion_id, context)[0] != "met"
            )
        )
