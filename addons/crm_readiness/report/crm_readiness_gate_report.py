from odoo import api, models
from odoo.tools import format_date, format_datetime


class CrmReadinessGateReport(models.AbstractModel):
    """Prints what `gate_report` returns, and nothing else."""

    _name = "report.crm_readiness.report_gate"
    _description = "Printed Gate"

    @api.model
    def _get_report_values(self, docids, data=None):  # pylint: disable=unused-argument
        lang = self.env.user.lang or "en_US"
        self = self.with_context(lang=lang)
        projects = self.env["crm.readiness.project"].browse(docids)
        # not from ``data``: Odoo itself puts other values there
        phase_code = self.env.context.get("phase_code") or "software"
        return {
            "doc_ids": docids,
            "reader_lang": lang,  # Odoo uses the name “lang” itself
            "doc_model": projects._name,
            "docs": projects,
            "reports": {p.id: p.gate_report(phase_code) for p in projects},
            "day": lambda text: format_date(self.env, text),
            "moment": lambda text: format_datetime(self.env, text),
        }
