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
