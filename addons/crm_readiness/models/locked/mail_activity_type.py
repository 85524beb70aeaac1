from odoo import models

from ...lib.lock import EVERYWHERE


class MailActivityType(models.Model):
    """Activity types made for leads; those of every model stay free."""

    _name = "mail.activity.type"
    _inherit = ["crm.readiness.lock.mixin", "mail.activity.type"]

    _readiness_all_records = False

    def _readiness_reach(self):
        return {kind: EVERYWHERE for kind in self if kind.res_model == "crm.lead"}

    def write(self, vals):
        if "previous_type_ids" in vals:
            # this changes `suggested_next_type_ids` of the types that it names
            before = self.previous_type_ids
            after = self.new({"previous_type_ids": vals["previous_type_ids"]})
            named = after.previous_type_ids._origin | before
            named._readiness_refuse(self._readiness_locks())
        return super().write(vals)

    def unlink(self):
        # deleting the type changes `suggested_next_type_ids` of these types
        self.previous_type_ids._readiness_refuse(self._readiness_locks())
        return super().unlink()
