from odoo import models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    def write(self, vals):
        result = super().write(vals)
        if {"active", "company_id"} & vals.keys():
            self.env["crm.salesperson.period"]._sync()
        return result

    def unlink(self):
        # Before: the database deletes memberships and empties the periods' links.
        self.env["crm.salesperson.period"]._sync(leaving_teams=self.ids)
        return super().unlink()
