from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def unlink(self):
        # By the ORM: a cascade in the database would leave the opportunity saying
        # that a decision maker is involved.
        self.env["crm.lead.contact.role"].sudo().search(
            [("partner_id", "in", self.ids)]
        ).unlink()
        return super().unlink()
