from odoo import fields, models


class CrmLeadContactRole(models.Model):
    """Which part a contact plays in the customer's decision on an opportunity."""

    _name = "crm.lead.contact.role"
    _description = "Contact Role on an Opportunity"
    _order = "lead_id, role, id"
    _rec_name = "partner_id"
    _check_company_auto = True

    lead_id = fields.Many2one(
        "crm.lead",
        string="Opportunity",
        required=True,
        index=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        domain="[('is_company', '=', False)]",
    )
    role = fields.Selection(
        [
            ("decision_maker", "Decision maker"),
            ("economic_buyer", "Economic buyer"),
            ("champion", "Champion"),
            ("influencer", "Influencer"),
            ("user", "User"),
            ("opponent", "Opponent"),
        ],
        required=True,
        default="decision_maker",
    )
    function = fields.Char(related="partner_id.function")
    email = fields.Char(related="partner_id.email")
    company_id = fields.Many2one(related="lead_id.company_id", store=True)

    _unique_role = models.Constraint(
        "UNIQUE (lead_id, partner_id, role)",
        "This contact already has this role on the opportunity.",
    )
