from odoo import models

from odoo.addons.crm_readiness.lib.lock import EVERYWHERE


class IrActionsServer(models.Model):
    """The actions of an automation rule, and their parts, are locked with the rule."""

    _inherit = "ir.actions.server"

    def _readiness_reach(self):
        scope = super()._readiness_reach()
        for action in self:
            rules = action._readiness_whole().base_automation_id._origin
            if rules._readiness_reach():
                scope[action] = EVERYWHERE
        return scope
