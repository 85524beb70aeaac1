from odoo import fields, models


class ReadinessSetting(models.Model):
    """Some other app's configuration that is to wait for the gate, too."""

    _name = "test.crm.readiness.setting"
    _inherit = ["crm.readiness.lock.mixin"]
    _description = "Locked by Another Addon"

    name = fields.Char()
