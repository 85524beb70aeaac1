from odoo import api, models

# fields of configuration that name a user: they become empty if the user is deleted
NAMING = {
    "crm.team": "user_id",
    "mail.activity.plan.template": "responsible_id",
    "mail.activity.type": "default_user_id",
}


class ResUsers(models.Model):
    _inherit = "res.users"

    def action_archive(self):
        # Odoo's sales teams archive the memberships before the user. Under a lock the
        # user comes first: memberships end only if the user has really left.
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

    def unlink(self):
        locks = self.env["crm.readiness.lock.mixin"]._readiness_locks() if self else []
        if locks:
            for records in self._readiness_named_in():
                records._readiness_refuse(locks)
        return super().unlink()

    def _readiness_named_in(self):
        """Yield the configuration that changes when these users are deleted."""
        for model, field_name in NAMING.items():
            records = self.env[model].sudo().with_context(active_test=False)
            yield records.search([(field_name, "in", self.ids)])
        # users who were archived before have no active membership any more
        members = self.env["crm.team.member"].sudo()
        yield members.search([("user_id", "in", self.ids), ("active", "=", True)])
