from odoo import models

from odoo.addons.crm_readiness.public import EVERYWHERE


class IrActionsServer(models.Model):
    """The actions of an automation rule, and their parts, are locked with the rule."""

    _inherit = "ir.actions.server"

    def _readiness_reach(self):
        reach = super()._readiness_reach()
        for action in self:
            rules = action._readiness_whole().base_automation_id._origin
            if rules._readiness_reach():
                reach[action] = EVERYWHERE
        return reach
