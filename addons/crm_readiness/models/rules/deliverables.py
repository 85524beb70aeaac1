"""Criteria of the phases “tactics” and “processes”."""

from odoo import models
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)


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
