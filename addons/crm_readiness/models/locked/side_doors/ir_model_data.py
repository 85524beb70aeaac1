from odoo import models

from ....lib.lock import EVERYWHERE


class IrModelData(models.Model):
    """The names by which Odoo, and the lock, find what CRM's settings switch.

    Pointing such a name elsewhere would exchange the record behind it.
    """

    _name = "ir.model.data"
    _inherit = ["crm.readiness.lock.mixin", "ir.model.data"]

    _readiness_all_records = False

    _readiness_names = frozenset(
        {
            "group_use_lead",
            "group_use_recurring_revenues",
            "ir_cron_crm_lead_assign",
        }
    )

    def _readiness_reach(self):
        return {
            name: EVERYWHERE
            for name in self
            if name.module == "crm" and name.name in self._readiness_names
        }
