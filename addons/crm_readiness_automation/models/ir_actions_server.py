from odoo import models

from odoo.addons.crm_readiness.lib.lock import EVERYWHERE


class IrActionsServer(models.Model):
    """The actions of an automation rule are part of it."""

    _inherit = "ir.actions.server"

    def _readiness_lock_scope(self):
        scope = super()._readiness_lock_scope()
        rules = self.base_automation_id._origin._readiness_lock_scope()
        for action in self:
            if action.base_automation_id._origin in rules:
                scope[action] = EVERYWHERE
        return scope
