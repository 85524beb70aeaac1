from odoo import models

from ...lib.lock import EVERYWHERE


class IrCron(models.Model):
    """The scheduled assignment of leads. Running it writes only free fields."""

    _name = "ir.cron"
    _inherit = ["crm.readiness.lock.mixin", "ir.cron"]

    _readiness_all_records = False

    _readiness_free_fields = frozenset(
        {"lastcall", "failure_count", "first_failure_date"}  # written by each run
    )

    def _readiness_reach(self):
        assign = self.env.ref("crm.ir_cron_crm_lead_assign", raise_if_not_found=False)
        return {cron: EVERYWHERE for cron in self if assign and cron._origin == assign}
