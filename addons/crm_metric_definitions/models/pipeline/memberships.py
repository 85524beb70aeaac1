from odoo import api, models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    def write(self, vals):
        result = super().write(vals)
        if {"active", "company_id"} & vals.keys():
            self.env["crm.salesperson.period"]._sync()
        return result

    def unlink(self):
        # before super(): the database deletes memberships and empties periods' links
        self.env["crm.salesperson.period"]._sync(leaving_teams=self.ids)
        return super().unlink()


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


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        if vals.keys() & {"group_ids", "role", "partner_id"}:
            self.env["crm.contact.colleague"].sudo()._note(self)
        result = super().write(vals)
        if "active" in vals:
            self.env["crm.salesperson.period"]._sync()
        return result

    def unlink(self):
        # before super(): the database deletes memberships and empties periods' links
        self.env["crm.salesperson.period"]._sync(leaving_users=self.ids)
        self.env["crm.contact.colleague"].sudo()._forget_users(self)
        return super().unlink()
