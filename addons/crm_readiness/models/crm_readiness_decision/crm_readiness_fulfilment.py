from odoo import fields, models


class CrmReadinessFulfilment(models.Model):
    """A gate keeper has confirmed that a condition is fulfilled."""

    _name = "crm.readiness.fulfilment"
    _inherit = ["crm.append.only.mixin"]
    _description = "Fulfilled Condition"
    _order = "id desc"
    _rec_name = "date"

    condition_id = fields.Many2one(
        "crm.readiness.condition", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="condition_id.company_id", store=True)
    user_id = fields.Many2one(
        "res.users", string="By", required=True, ondelete="restrict"
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    comment = fields.Text()
