from odoo import models

# records of these models act in every company if they name none
LIMITED = ("crm.team", "mail.activity.plan")


class ResCompany(models.Model):
    """Deleting a company must not make its teams and plans act in all companies."""

    _inherit = "res.company"

    def unlink(self):
        lock_mixin = self.env["crm.readiness.lock.mixin"]
        locks = lock_mixin._readiness_locks() if self else []
        if not locks:
            return super().unlink()
        with lock_mixin._readiness_recheck(locks) as changed:
            for model in LIMITED:
                records = self.env[model].sudo().with_context(active_test=False)
                changed.append(records.search([("company_id", "in", self.ids)]))
            return super().unlink()
