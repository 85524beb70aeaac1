from odoo import api, fields, models

from ..crm_readiness_project.lock import LOCKING_PHASE


class CrmGoal(models.Model):
    """The kanban of goals says whether software may be configured for a goal."""

    _inherit = "crm.goal"

    gate_state = fields.Selection(
        [("open", "Gate open"), ("closed", "Gate closed")],
        string="Gate",
        compute="_compute_gate_state",
    )

    @api.depends("segment_id")
    def _compute_gate_state(self):
        projects = self.env["crm.readiness.project"].sudo()
        projects = projects.search([("map_id", "in", self.map_id._origin.ids)])
        states = {}
        for project in projects._as_system():
            gate = project._gate(LOCKING_PHASE)
            for segment in gate.context.segments:
                key = project.map_id.id, segment.id
                is_open = segment.id in gate.open_segments
                # if several projects use the map, one closed gate is enough
                if states.get(key) != "closed":
                    states[key] = "open" if is_open else "closed"
        for goal in self:
            key = goal.map_id._origin.id, goal.segment_id._origin.id
            goal.gate_state = states.get(key, False)
