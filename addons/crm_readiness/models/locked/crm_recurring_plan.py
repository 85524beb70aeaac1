from odoo import models


class CrmRecurringPlan(models.Model):
    _name = "crm.recurring.plan"
    _inherit = ["crm.readiness.lock.mixin", "crm.recurring.plan"]
