from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        result = super().write(vals)
        if "active" in vals:
            self.env["crm.salesperson.period"]._sync()
        return result

    def unlink(self):
        # Before: the database deletes memberships and empties the periods' links.
        self.env["crm.salesperson.period"]._sync(leaving_users=self.ids)
        return super().unlink()
