from odoo import models

from ...lib.lock import EVERYWHERE


class IrCron(models.Model):
    """The scheduled assignment of leads is locked. A run writes only free fields."""

    _name = "ir.cron"
    _inherit = ["crm.readiness.lock.mixin", "ir.cron"]

    _readiness_all_records = False

    _readiness_free_fields = frozenset(
        {"lastcall", "failure_count", "first_failure_date"}  # written by each run
    )

    def _readiness_reach(self):
        assign = self.env.ref("crm.ir_cron_crm_lead_assign", raise_if_not_found=False)
        return {cron: EVERYWHERE for cron in self if assign and cron._origin == assign}


class IrActionsServer(models.Model):
    """The server action behind the scheduled assignment, and its parts, are locked."""

    _name = "ir.actions.server"
    _inherit = ["crm.readiness.lock.mixin", "ir.actions.server"]

    _readiness_all_records = False

    def _readiness_reach(self):
        assign = self.env.ref("crm.ir_cron_crm_lead_assign", raise_if_not_found=False)
        locked = assign.ir_actions_server_id if assign else self.browse()
        return {
            action: EVERYWHERE
            for action in self
            if action._readiness_whole()._origin & locked
        }

    def _readiness_whole(self):
        """Return the action and the actions that it is a part of."""
        whole = action = self
        while (action := action.parent_id._origin) and action not in whole:
            whole += action
        return whole


class IrActionsActions(models.Model):
    """Locked server actions can also be reached through the table of all actions.

    The models that inherit from this one have their own lock.
    """

    _inherit = "ir.actions.actions"

    def _readiness_refuse_server_actions(self):
        if self._name == "ir.actions.actions":
            self.env["ir.actions.server"].browse(self.ids).exists()._readiness_refuse()

    def write(self, vals):
        self._readiness_refuse_server_actions()
        return super().write(vals)

    def unlink(self):
        self._readiness_refuse_server_actions()
        return super().unlink()

    def _readiness_refuse_translation(self, _field_name):
        self._readiness_refuse_server_actions()

    def _update_field_translations(self, field_name, *args, **kwargs):
        self._readiness_refuse_server_actions()
        return super()._update_field_translations(field_name, *args, **kwargs)
