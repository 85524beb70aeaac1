from odoo import api, models

from ...lib.lock import EVERYWHERE


def same_list(one, other):
    """Tell whether two comma-separated texts hold the same names."""
    return sorted(str(one or "").split(",")) == sorted(str(other or "").split(","))


class IrConfigParameter(models.Model):
    _name = "ir.config_parameter"
    _inherit = ["crm.readiness.lock.mixin", "ir.config_parameter"]

    @api.model
    def _readiness_locked_keys(self):
        """Return the keys that configure the CRM; other addons add theirs."""
        return {
            "crm.assignment.commit.bundle",
            "crm.assignment.delay",
            "crm.iap.lead.enrich.setting",
            "crm.lead.auto.assignment",
            "crm.lead_mining_in_pipeline",
            "crm.pls_fields",
            "crm.pls_start_date",
            "sales_team.membership_multi",
        }

    def _readiness_lock_scope(self):
        keys = self._readiness_locked_keys()
        return {param: EVERYWHERE for param in self if param.key in keys}

    def _readiness_vals_are_free(self, vals):
        """Saving the settings form may spell a list in another order: no change."""
        if vals.keys() == {"value"}:
            return all(
                same_list(param.value, vals["value"]) for param in self.sudo()
            )
        return super()._readiness_vals_are_free(vals)

    def write(self, vals):
        # Renaming another parameter to one of ours would be undone too late:
        # CRM rebuilds its models as soon as such a row is there.
        if vals.get("key") in self._readiness_locked_keys():
            self.new({"key": vals["key"]})._readiness_refuse(self._readiness_locks())
        return super().write(vals)
