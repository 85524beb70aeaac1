from odoo import models

from ...lib.lock import Reach


class MailActivityPlan(models.Model):
    _name = "mail.activity.plan"
    _inherit = ["crm.readiness.lock.mixin", "mail.activity.plan"]

    _readiness_all_records = False

    def _readiness_reach(self):
        """Plans made for leads, in their company."""
        return {
            plan: Reach(company_id=plan.company_id._origin.id or None)
            for plan in self
            if plan.res_model == "crm.lead"
        }
