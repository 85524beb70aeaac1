from odoo import fields, models


class CrmReadinessConfirmation(models.Model):
    """The advisor has seen this evidence. Counts as long as it stays the same."""

    _name = "crm.readiness.confirmation"
    _inherit = ["crm.append.only.mixin"]
    _description = "Confirmation of Evidence"
    _order = "id desc"
    _rec_name = "date"

    project_id = fields.Many2one(
        "crm.readiness.project", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="project_id.company_id", store=True)
    user_id = fields.Many2one("res.users", string="By", required=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    comment = fields.Text()
    evidence = fields.Json(
        help="What positions, goals and metrics said at that moment."
    )
