from odoo import api, fields, models
from odoo.tools.misc import formatLang


class CrmMetricCheckPerson(models.Model):
    """What a closed check says about one person. Personal data.

    Only the group for individual figures has access to these rows at all.
    """

    _name = "crm.metric.check.person"
    _inherit = ["crm.append.only.mixin"]
    _description = "Consistency Check per Person"
    _order = "check_id desc, user_id"
    _rec_name = "user_id"

    check_id = fields.Many2one(
        "crm.metric.check", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="check_id.company_id", store=True, index=True)
    user_id = fields.Many2one("res.users", ondelete="restrict", index="btree_not_null")
    findings = fields.Json(help="Figures by name; one that is not known is null.")
    answered = fields.Char(string="Answers", compute="_compute_findings")
    reference = fields.Char(
        string="Agrees with the computed answer", compute="_compute_findings"
    )
    reference_kappa = fields.Char(string="Kappa", compute="_compute_findings")
    repeat = fields.Char(string="Agrees with himself", compute="_compute_findings")
    records = fields.Char(compute="_compute_findings")
    missing = fields.Char(string="Data missing", compute="_compute_findings")
    late = fields.Char(string="Entered late", compute="_compute_findings")
    late_stage = fields.Char(
        string="Created in a late stage", compute="_compute_findings"
    )
    default = fields.Char(string="Default value kept", compute="_compute_findings")
    stands_out = fields.Char(
        compute="_compute_findings",
        help="The figures in which this person differs by more than chance.",
    )

    @api.depends("findings")
    def _compute_findings(self):
        names = [
            name for name, f in self._fields.items() if f.compute == "_compute_findings"
        ]
        for row in self:
            found = row.findings or {}
            for name in names:
                row[name] = shown(self.env, name, found.get(name))
            row.stands_out = ", ".join(
                self._fields[name]._description_string(self.env)
                for name in found.get("stands_out") or []
            )


def shown(env, name, value):
    """Return a finding in words of the user's language.

    :param value: a share or kappa (float), a number of things (int), None = unknown
    """
    if value is None or isinstance(value, list):
        return env._("not known")
    if name.endswith("kappa"):
        return formatLang(env, value, digits=2)
    if isinstance(value, int):
        return str(value)
    return env._("%s %%", formatLang(env, value * 100, digits=0))
