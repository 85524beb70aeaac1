from odoo import api, models


class ResUsers(models.Model):
    _inherit = "res.users"

    def action_archive(self):
        # The sales teams archive memberships first and the user afterwards. Under a
        # lock it goes the other way round: only who has really left loses his
        # memberships, and a refused archiving leaves them alone.
        if self.env["crm.readiness.lock.mixin"]._readiness_locks():
            self.filtered("active").write({"active": False})
        return super().action_archive()

    @api.model_create_multi
    def create(self, vals_list):
        with self.env["res.groups"]._readiness_switches_kept(
            any("group_ids" in vals for vals in vals_list)
        ):
            return super().create(vals_list)

    def write(self, vals):
        # the other side of the same relation as `res.groups.user_ids`
        with self.env["res.groups"]._readiness_switches_kept("group_ids" in vals):
            return super().write(vals)
