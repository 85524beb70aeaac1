from odoo import api, fields, models
from odoo.tools.misc import formatLang


def finding(string=None):
    """Declare a text that is made of the figure of the same name in ``findings``."""
    return fields.Char(string, compute="_compute_findings")


class CrmMetricFindingsMixin(models.AbstractModel):
    """What a check found, of all people or of one, in the reader's language."""

    _name = "crm.metric.findings.mixin"
    _description = "Findings of a Consistency Check"

    findings = fields.Json(help="Figures by name; one that is not known is null.")
    records = finding("Records looked at")
    reference = finding("Agreement with the computed answer")
    repeat = finding("Self-agreement (repeatability)")
    missing = finding("Data missing")
    late = finding("Entered late")
    late_stage = finding("Created in a late stage")
    default = finding("Default value kept")

    @api.depends("findings")
    @api.depends_context("lang", "uid")
    def _compute_findings(self):
        names = [n for n, f in self._fields.items() if f.compute == "_compute_findings"]
        for row in self:
            findings = row.findings or {}
            for name in names:
                row[name] = row._finding_text(name, findings.get(name))

    def _finding_text(self, name, value):
        """Return one finding as text.

        :param value: a share or kappa (float), a number of things (int), list of names
            of findings, or None: not known
        """
        if isinstance(value, list):
            labels = [self._fields[key]._description_string(self.env) for key in value]
            return ", ".join(labels)
        if value is None:
            return self.env._("not known")
        if name.endswith("kappa"):
            return formatLang(self.env, value, digits=2)
        if isinstance(value, int):
            return str(value)
        return self.env._("%s %%", formatLang(self.env, value * 100, digits=0))
