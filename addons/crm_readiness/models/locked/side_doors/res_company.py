from odoo import models

# what names no company acts in every company
LIMITED = ("crm.team", "mail.activity.plan")


class ResCompany(models.Model):
    """What was one company's must not act everywhere because that company is gone."""

    _inherit = "res.company"

    def unlink(self):
        lock_mixin = self.env["crm.readiness.lock.mixin"]
        locks = lock_mixin._readiness_locks() if self else []
        if not locks:
            return super().unlink()
        with lock_mixin._readiness_recheck(locks) as done:
            for model in LIMITED:
                records = self.env[model].sudo().with_context(active_test=False)
                done.append(records.search([("company_id", "in", self.ids)]))
            return super().unlink()
