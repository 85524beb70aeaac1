from odoo import models

from ..crm_readiness_project.lock import LOCKING_PHASE


class CrmGoal(models.Model):
    """The gate light on the goals' kanban: may software be configured for it?"""

    _inherit = "crm.goal"

    def _compute_gate_state(self):
        projects = self.env["crm.readiness.project"].sudo()
        projects = projects.search([("map_id", "in", self.map_id._origin.ids)])
        states = {}
        for project in projects._identity():
            gate = project._gate(LOCKING_PHASE)
            for segment in gate.scope.segments:
                key = project.map_id.id, segment.id
                is_open = segment.id in gate.open_segments
                # two projects on one map: the closed one counts
                states[key] = states.get(key, True) and is_open
        for goal in self:
            key = goal.map_id._origin.id, goal.segment_id._origin.id
            goal.gate_state = (
                ("open" if states[key] else "closed") if key in states else False
            )
