from odoo import models


class MailActivityPlanTemplate(models.Model):
    _name = "mail.activity.plan.template"
    _inherit = ["crm.readiness.lock.mixin", "mail.activity.plan.template"]

    _readiness_all_records = False

    def _readiness_reach(self):
        plans = self.plan_id._origin._readiness_reach()
        return {
            template: plans[template.plan_id._origin]
            for template in self
            if template.plan_id._origin in plans
        }
