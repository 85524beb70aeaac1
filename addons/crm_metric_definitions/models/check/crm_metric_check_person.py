from odoo import fields, models

from .crm_metric_findings_mixin import finding


class CrmMetricCheckPerson(models.Model):
    """What a closed check says about one person: personal data.

    Only the group for individual figures has access to these rows at all.
    """

    _name = "crm.metric.check.person"
    _inherit = ["crm.append.only.mixin", "crm.metric.findings.mixin"]
    _description = "Consistency Check per Person"
    _order = "check_id desc, user_id"
    _rec_name = "user_id"

    check_id = fields.Many2one(
        "crm.metric.check", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="check_id.company_id", store=True, index=True)
    user_id = fields.Many2one("res.users", ondelete="restrict", index="btree_not_null")
    answered = finding("Answers")
    reference_kappa = finding("Kappa")
    stands_out = finding()
