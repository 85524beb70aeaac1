from odoo import models

from ...lib.lock import EVERYWHERE


class IrActionsServer(models.Model):
    """The action of the scheduled assignment of leads, and the parts of that action."""

    _name = "ir.actions.server"
    _inherit = ["crm.readiness.lock.mixin", "ir.actions.server"]

    _readiness_all_records = False

    def _readiness_reach(self):
        assign = self.env.ref("crm.ir_cron_crm_lead_assign", raise_if_not_found=False)
        held = assign.ir_actions_server_id if assign else self.browse()
        return {
            action: EVERYWHERE
            for action in self
            if action._readiness_whole()._origin & held
        }

    def _readiness_whole(self):
        """Return the action and those that it is a part of."""
        whole = action = self
        while (action := action.parent_id._origin) and action not in whole:
            whole += action
        return whole
