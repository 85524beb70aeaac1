from odoo import fields, models

from .crm_metric_findings_mixin import CrmMetricFindingsMixin


class CrmMetricCheckPerson(models.Model):
    """What a closed check says about one person: personal data.

    Only the group for individual figures has access to these rows at all.
    """

    _name = "crm.metric.check.person"
    _inherit = ["crm.append.only.mixin", "crm.metric.findings.mixin"]
    _description = "Consistency Check per Person"
    _order = "check_id desc, user_id"
    _rec_name = "user_id"
    _finding_names = (
        *CrmMetricFindingsMixin._finding_names,
        *("answered", "reference_kappa", "stands_out"),
    )

    check_id = fields.Many2one(
        "crm.metric.check", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="check_id.company_id", store=True, index=True)
    user_id = fields.Many2one("res.users", ondelete="restrict", index="btree_not_null")
    answered = fields.Char(string="Answers", compute="_compute_findings")
    reference_kappa = fields.Char(string="Kappa", compute="_compute_findings")
    stands_out = fields.Char(
        compute="_compute_findings",
        help="The figures in which this person differs by more than chance.",
    )
