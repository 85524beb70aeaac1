from odoo import fields, models


class CrmContactMixin(models.AbstractModel):
    """What all reports about contacts have in common."""

    _name = "crm.contact.mixin"
    _description = "Report about Contacts"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", string="Contact", readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        readonly=True,
        groups="crm_metric_definitions.group_individual_figures",
        help="The salesperson in charge of the contact, as of today.",
    )
    company_id = fields.Many2one("res.company", readonly=True)
    active = fields.Boolean(readonly=True, help="Whether the contact is active.")
