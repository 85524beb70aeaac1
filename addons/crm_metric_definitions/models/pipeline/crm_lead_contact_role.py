from odoo import api, fields, models


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


class ResPartner(models.Model):
    _inherit = "res.partner"

    def unlink(self):
        # By the ORM: after a cascade in the database, `decision_maker_involved` would
        # stay true.
        self.env["crm.lead.contact.role"].sudo().search(
            [("partner_id", "in", self.ids)]
        ).unlink()
        self.env["crm.contact.colleague"].sudo()._forget_partners(self)
        return super().unlink()


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Drop the roles that would be double after the merge. Otherwise the unique
        constraint makes stock Odoo delete all roles of the merged contacts."""
        roles = self.env["crm.lead.contact.role"].sudo()
        partners = src_partners | dst_partner
        double, known = roles.browse(), set()
        # those of the surviving contact come first
        for role in roles.search([("partner_id", "in", partners.ids)]).sorted(
            lambda role: role.partner_id != dst_partner
        ):
            if (role.lead_id, role.role) in known:
                double |= role
            known.add((role.lead_id, role.role))
        double.unlink()
        self.env.flush_all()
        return super()._update_foreign_keys(src_partners, dst_partner)
