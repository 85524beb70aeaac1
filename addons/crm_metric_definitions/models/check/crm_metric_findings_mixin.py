from odoo import api, fields, models
from odoo.tools.misc import formatLang


class CrmMetricFindingsMixin(models.AbstractModel):
    """What a check found, of all people or of one, in the reader's language."""

    _name = "crm.metric.findings.mixin"
    _description = "Findings of a Consistency Check"

    #: the texts that are made from ``findings``; a model adds its own
    _finding_names = (
        *("records", "reference", "repeat"),
        *("missing", "late", "late_stage", "default"),
    )

    findings = fields.Json(help="Figures by name; one that is not known is null.")
    records = fields.Char(string="Records looked at", compute="_compute_findings")
    reference = fields.Char(
        string="Agreement with the computed answer", compute="_compute_findings"
    )
    repeat = fields.Char(
        string="Self-agreement (repeatability)", compute="_compute_findings"
    )
    missing = fields.Char(string="Data missing", compute="_compute_findings")
    late = fields.Char(string="Entered late", compute="_compute_findings")
    late_stage = fields.Char(
        string="Created in a late stage", compute="_compute_findings"
    )
    default = fields.Char(string="Default value kept", compute="_compute_findings")

    @api.depends("findings")
    @api.depends_context("lang", "uid")
    def _compute_findings(self):
        for row in self:
            findings = row.findings or {}
            for name in self._finding_names:
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
