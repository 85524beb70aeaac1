from odoo import models


class CrmLostReason(models.Model):
    _name = "crm.lost.reason"
    _inherit = ["crm.readiness.lock.mixin", "crm.lost.reason"]
