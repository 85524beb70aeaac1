from odoo import models

from ...lib.lock import EVERYWHERE
from .rights import of_crm
from .settings import is_unedited_assignment


class IrCron(models.Model):
    """Scheduled actions on CRM models are locked. A run writes only free fields."""

    _name = "ir.cron"
    _inherit = ["crm.readiness.lock.mixin", "ir.cron"]

    _readiness_all_records = False

    _readiness_free_fields = frozenset(
        {"lastcall", "failure_count", "first_failure_date"}  # written by each run
    )

    def _readiness_reach(self):
        return of_crm(self, "model_id")

    def write(self, vals):
        return True if is_unedited_assignment(self) else super().write(vals)


class IrActionsServer(models.Model):
    """Server actions on CRM models, their parts, and those that change such records."""

    _name = "ir.actions.server"
    _inherit = ["crm.readiness.lock.mixin", "ir.actions.server"]

    _readiness_all_records = False

    def _readiness_reach(self):
        is_crm = self._readiness_is_crm
        return {
            action: EVERYWHERE
            for action in self
            if any(
                is_crm(model.model or "")
                for part in action._readiness_whole()
                for model in (part.model_id._origin, part.crud_model_id._origin)
            )
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
