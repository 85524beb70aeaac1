from odoo import api, models
from odoo.tools import format_date, format_datetime


class CrmReadinessGateReport(models.AbstractModel):
    """The printed gate: what `gate_report` says, and nothing else."""

    _name = "report.crm_readiness.report_gate"
    _description = "Printed Gate"

    @api.model
    def _get_report_values(self, docids, data=None):
        projects = self.env["crm.readiness.project"].browse(docids)
        chosen = data or self.env.context
        phase_code = chosen.get("phase_code") or "software"
        states = {
            "met": self.env._("Met"),
            "not_met": self.env._("Not met"),
            "waived": self.env._("Waived"),
            "unknown": self.env._("Unknown"),
        }
        levels = {"must": self.env._("Must"), "should": self.env._("Should")}
        return {
            "doc_ids": docids,
            "doc_model": projects._name,
            "docs": projects,
            "reports": {p.id: p.gate_report(phase_code) for p in projects},
            "states": states,
            "levels": levels,
            "day": lambda text: format_date(self.env, text),
            "moment": lambda text: format_datetime(self.env, text),
        }
