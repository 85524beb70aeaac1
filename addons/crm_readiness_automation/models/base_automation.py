from odoo import models

from odoo.addons.crm_readiness.public import EVERYWHERE


class BaseAutomation(models.Model):
    """Automation rules on leads, teams and stages are configuration of the CRM."""

    _name = "base.automation"
    _inherit = ["crm.readiness.lock.mixin", "base.automation"]

    _readiness_all_records = False
    _readiness_free_fields = frozenset({"last_run"})  # written by each run

    def _readiness_reach(self):
        return {
            rule: EVERYWHERE
            for rule in self
            if self._readiness_is_crm(rule.model_id._origin.model or "")
        }
