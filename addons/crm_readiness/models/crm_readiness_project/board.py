from odoo import api, fields, models
from odoo.fields import Domain

from .crm_readiness_project import GATE_KEEPER


class CrmReadinessProject(models.Model):
    """What the gate board and its printed page show."""

    _inherit = "crm.readiness.project"

    is_my_advice = fields.Boolean(compute="_compute_is_my_advice")

    @api.depends("advisor_id")
    @api.depends_context("uid")
    def _compute_is_my_advice(self):
        for project in self:
            project.is_my_advice = project.advisor_id == self.env.user.partner_id

    @api.model
    @api.readonly
    def board_projects(self):
        """Return [{"id", "name"}] of the projects that the viewer may choose."""
        projects = self.search([("active", "=", True)])
        return [{"id": project.id, "name": project.name} for project in projects]

    @api.readonly
    def board(self, phase_code=None):
        """Return all phases and the report of the chosen gate.

        :param phase_code: the gate to show; None: the first one that is closed
        :return: {"phases": [{"code", "name", "open"}], "report": gate report,
            "may": {"decide", "confirm", "waive"}}
        """
        self.ensure_one()
        self.check_access("read")
        phases = self.env["crm.readiness.phase"].search(Domain.TRUE)
        reports = self._gate_reports(phases.mapped("code"))
        closed = [code for code, report in reports.items() if not report["open"]]
        shown = (
            phase_code if phase_code in reports else (closed or list(reports)[-1:])[0]
        )
        user = self.env.user
        owners = self.sudo().owner_id | self.sudo().former_owner_ids
        return {
            "phases": [
                {
                    "id": phase.id,
                    "code": phase.code,
                    "name": phase.name,
                    "description": phase.description or "",
                    "open": reports[phase.code]["open"],
                    "decision": reports[phase.code]["decision"],
                }
                for phase in phases
            ],
            "report": reports[shown],
            "may": {
                "decide": user.has_group(GATE_KEEPER) and user not in owners,
                "confirm": self.is_my_advice,
                "waive": self.env["crm.readiness.waiver"].has_access("create"),
            },
        }

    def _gate_reports(self, codes):
        """Return {phase code: gate report}; records are read once for all gates."""
        project = self._as_system()
        reports, gate = {}, None
        for code in codes:
            gate = project._gate(code, earlier=gate)
            reports[code] = self._gate_data(gate, self.env.user)
        return reports

    # -- buttons of the form -----------------------------------------------

    def action_open_board(self):
        action = self._action_of("crm_readiness_gate_board_action")
        return {**action, "context": {"active_id": self.id}}

    def action_open_deliverables(self):
        action = self._action_of("crm_readiness_deliverable_action")
        return {
            **action,
            "domain": [("project_id", "=", self.id)],
            "context": {"default_project_id": self.id, "search_default_by_kind": 1},
        }

    def action_open_trace(self):
        action = self._action_of("crm_readiness_trace_action")
        return {**action, "domain": [("project_id", "=", self.id)]}

    def _action_of(self, name):
        self.ensure_one()
        return self.env["ir.actions.actions"]._for_xml_id(f"crm_readiness.{name}")
