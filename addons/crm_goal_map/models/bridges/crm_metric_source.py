from odoo import api, models


class CrmMetricSource(models.Model):
    _inherit = "crm.metric.source"

    @api.model
    def _never_counted(self):
        return (*super()._never_counted(), "crm.goal")
