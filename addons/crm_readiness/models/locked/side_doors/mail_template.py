from odoo import models


class MailTemplate(models.Model):
    """Deleting a mail template would change the activity types that offer it."""

    _inherit = "mail.template"

    def unlink(self):
        locks = self.env["crm.readiness.lock.mixin"]._readiness_locks() if self else []
        if locks:
            kinds = self.env["mail.activity.type"].sudo()
            kinds = kinds.with_context(active_test=False)
            kinds = kinds.search([("mail_template_ids", "in", self.ids)])
            kinds._readiness_refuse(locks)
        return super().unlink()
