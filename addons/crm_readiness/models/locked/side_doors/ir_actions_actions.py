from odoo import models


class IrActionsActions(models.Model):
    """The table that all kinds of actions share: locked server actions are in it, too.

    The models that inherit from it have their own lock and are left out here.
    """

    _inherit = "ir.actions.actions"

    def _readiness_refuse_server_actions(self):
        if self._name != "ir.actions.actions" or not self:
            return
        locks = self.env["crm.readiness.lock.mixin"]._readiness_locks()
        if locks:
            actions = self.env["ir.actions.server"].browse(self.ids).exists()
            actions._readiness_refuse(locks)

    def write(self, vals):
        self._readiness_refuse_server_actions()
        return super().write(vals)

    def unlink(self):
        self._readiness_refuse_server_actions()
        return super().unlink()

    def _readiness_refuse_translation(self, _field_name):
        self._readiness_refuse_server_actions()

    def _update_field_translations(self, field_name, translations, *args, **kwargs):
        self._readiness_refuse_server_actions()
        return super()._update_field_translations(
            field_name, translations, *args, **kwargs
        )
