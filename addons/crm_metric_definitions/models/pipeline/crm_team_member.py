from odoo import api, models


class CrmTeamMember(models.Model):
    _inherit = "crm.team.member"

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        self.env["crm.salesperson.period"]._sync()
        return members

    def write(self, vals):
        result = super().write(vals)
        if {"active", "user_id", "crm_team_id"} & vals.keys():
            self.env["crm.salesperson.period"]._sync()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["crm.salesperson.period"]._sync()
        return result
