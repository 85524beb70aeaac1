from odoo import models

from ...lib.lock import EVERYWHERE


class IrActionsServer(models.Model):
    """The action behind the scheduled assignment of leads."""

    _name = "ir.actions.server"
    _inherit = ["crm.readiness.lock.mixin", "ir.actions.server"]

    _readiness_all_records = False

    def _readiness_lock_scope(self):
        assign = self.env.ref("crm.ir_cron_crm_lead_assign", raise_if_not_found=False)
        held = assign.ir_actions_server_id if assign else self.browse()
        return {action: EVERYWHERE for action in self if action._origin in held}
