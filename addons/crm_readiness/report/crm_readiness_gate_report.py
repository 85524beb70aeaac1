from odoo import api, models
from odoo.tools import format_date, format_datetime


class CrmReadinessGateReport(models.AbstractModel):
    """The printed gate: what `gate_report` returns, and nothing else."""

    _name = "report.crm_readiness.report_gate"
    _description = "Printed Gate"

    @api.model
    def _get_report_values(self, docids, data=None):  # pylint: disable=unused-argument
        lang = self.env.user.lang or "en_US"
        self = self.with_context(lang=lang)
        projects = self.env["crm.readiness.project"].browse(docids)
        # the context comes first: Odoo itself puts values into ``data``
        phase_code = self.env.context.get("phase_code") or "software"
        return {
            "doc_ids": docids,
            "reader_lang": lang,  # Odoo uses the name “lang” itself
            "doc_model": projects._name,
            "docs": projects,
            "reports": {p.id: p.gate_report(phase_code) for p in projects},
            "segments": self._segment_names,
            "day": lambda text: format_date(self.env, text),
            "moment": lambda text: format_datetime(self.env, text),
            "until": lambda text: self.env._(
                "until %s", format_datetime(self.env, text)
            ),
        }

    def _segment_names(self, report):
        return ", ".join(
            self.env._("%s (passed)", segment["name"])
            if segment["open"]
            else segment["name"]
            for segment in report["segments"]
        )
