from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Drop the roles that would be double after the merge. Stock would answer
        the violated constraint by deleting all roles of the merged contacts."""
        roles = (
            self.env["crm.lead.contact.role"]
            .sudo()
            .search([("partner_id", "in", (src_partners | dst_partner).ids)])
        )
        known = {
            (role.lead_id, role.role)
            for role in roles
            if role.partner_id == dst_partner
        }
        double = roles.browse()
        for role in roles.filtered(lambda role: role.partner_id != dst_partner):
            if (role.lead_id, role.role) in known:
                double |= role
            known.add((role.lead_id, role.role))
        double.unlink()
        self.env.flush_all()
        return super()._update_foreign_keys(src_partners, dst_partner)
