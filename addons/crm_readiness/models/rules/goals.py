"""Criteria of the goals, their metrics and the tactics that serve them."""

from odoo import models
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)


class GoalsApproved(models.AbstractModel):
    _name = "crm.readiness.rule.goals_approved"
    _inherit = "crm.readiness.rule"
    _description = "All Goals Are Approved"
    _todo = _lt("Request the approval of the goal, or archive it.")

    def _failing(self, context):
        return context.goals.filtered(lambda goal: not goal.is_approved)


class GoalsExplained(models.AbstractModel):
    _name = "crm.readiness.rule.goals_explained"
    _inherit = "crm.readiness.rule"
    _description = "Goals Are Explained"
    _todo = _lt("Explain why the result looks as it does today.")

    def _failing(self, context):
        return context.goals.filtered(lambda goal: not goal.explanation_ids)


class GoalsInSegments(models.AbstractModel):
    _name = "crm.readiness.rule.goals_in_segments"
    _inherit = "crm.readiness.rule"
    _description = "Each Segment Has an Approved Goal or a Reason for None"
    _todo = _lt(
        "Have a goal approved in the segment, or state in its position why it gets"
        " none."
    )

    def _failing(self, context):
        approved = context.goals.filtered("is_approved")
        reasoned = context.positions.filtered(
            lambda position: (position.no_goal_reason or "").strip()
        )
        return context.segments - approved.segment_id - reasoned.segment_id


class GoalsOwned(models.AbstractModel):
    _name = "crm.readiness.rule.goals_owned"
    _inherit = "crm.readiness.rule"
    _description = "Goals Are Owned"
    _todo = _lt("Name an owner of the goal.")

    def _failing(self, context):
        return context.goals.filtered(lambda goal: not goal.owner_id.active)


class GoalsQuantified(models.AbstractModel):
    _name = "crm.readiness.rule.goals_quantified"
    _inherit = "crm.readiness.rule"
    _description = "Goals Are Quantified"
    _todo = _lt("Give the goal a metric, a frozen baseline, a target and a date.")

    def _failing(self, context):
        return context.goals.filtered(
            lambda goal: (
                not (goal.metric_id and goal.baseline_id and goal.target_date)
                or goal.target_value is None
            )
        )


class GoalsRealistic(models.AbstractModel):
    _name = "crm.readiness.rule.goals_realistic"
    _inherit = "crm.readiness.rule"
    _description = "Goals Are Realistic"
    _todo = _lt("State the evidence that the target can be reached.")

    def _failing(self, context):
        return context.goals.filtered(
            lambda g: not (g.realism_kind and (g.realism_evidence or "").strip())
        )


class BlanketUplift(models.AbstractModel):
    _name = "crm.readiness.rule.blanket_uplift"
    _inherit = "crm.readiness.rule"
    _description = "No Blanket Uplift"
    _todo = _lt("Derive each target from the reasons behind its own figure.")

    def _failing(self, context):
        uplift = context.map.blanket_uplift()  # of the whole map
        goal_ids = uplift["goal_ids"] if uplift["blanket"] else []
        goals = context.goals.browse(goal_ids).exists()
        return goals.filtered(lambda goal: goal.segment_id in context.segments)


class ConflictsAnswered(models.AbstractModel):
    _name = "crm.readiness.rule.conflicts_answered"
    _inherit = "crm.readiness.rule"
    _description = "Conflicts Are Answered"
    _todo = _lt(
        "The goal weakens another goal: guard the other goal by a metric with a limit."
    )

    def _failing(self, context):
        conflicts = self.env["crm.goal.effect"].search(
            [
                ("goal_id", "in", context.goals.ids),
                ("kind", "=", "weakens"),
                ("affected_goal_id.active", "=", True),
                ("guard_limit", "=", False),
            ]
        )
        return conflicts.goal_id


class OpponentsAnswered(models.AbstractModel):
    _name = "crm.readiness.rule.opponents_answered"
    _inherit = "crm.readiness.rule"
    _description = "Influential Opponents Have an Action"
    _todo = _lt("Decide what is done about influential opponents.")
    # opponents of a goal are personal data: others see the state, but no record
    _details_group = "crm_goal_map.group_stakeholders"

    def _failing(self, context):
        stakeholders = self.env["crm.goal.stakeholder"].search(
            [("goal_id", "in", context.goals.ids)]
        )
        return stakeholders.filtered("needs_action").goal_id


class MetricsApproved(models.AbstractModel):
    _name = "crm.readiness.rule.metrics_approved"
    _inherit = "crm.readiness.rule"
    _description = "Metrics Have an Approved Procedure"

    def _evaluate(self, context):
        # both at once: what fails in one segment must not hide what fails in another
        open_ = context.metrics.filtered(lambda metric: not metric.is_approved)
        without = context.goals.filtered(lambda goal: not goal.metric_id)
        todo = [self.env._("Have the measurement procedure approved.")] * bool(open_)
        todo += [self.env._("Choose the metric of the goal.")] * bool(without)
        return self._result([*open_, *without], " ".join(todo))


class MetricsKnown(models.AbstractModel):
    _name = "crm.readiness.rule.metrics_known"
    _inherit = "crm.readiness.rule"
    _description = "Metrics Are Applied Consistently"
    _todo = _lt(
        "Check that the procedure is applied consistently, person by person:"
        " until then the figure is not known."
    )

    def _failing(self, context):
        return context.metrics.filtered(lambda metric: not metric.is_known)


class GoalsWithTactic(models.AbstractModel):
    _name = "crm.readiness.rule.goals_with_tactic"
    _inherit = "crm.readiness.rule"
    _description = "Every Goal Has a Tactic"
    _todo = _lt("Plan a tactic that serves the goal.")

    def _failing(self, context):
        tactics = context.deliverables.filtered(lambda item: item.kind == "tactic")
        return context.goals - tactics.goal_ids


class TacticsWithProcess(models.AbstractModel):
    _name = "crm.readiness.rule.tactics_with_process"
    _inherit = "crm.readiness.rule"
    _description = "Every Tactic Has a Process"
    _todo = _lt("Describe the process that carries the tactic.")

    def _failing(self, context):
        processes = context.deliverables.filtered(lambda item: item.kind == "process")
        tactics = context.deliverables.filtered(
            lambda item: item.kind == "tactic" and item.goal_ids & context.goals
        )
        return tactics - processes.based_on_ids
