from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    metric_person_retention = fields.Integer(
        related="company_id.metric_person_retention", readonly=False
    )
    metric_tz = fields.Selection(related="company_id.metric_tz", readonly=False)
