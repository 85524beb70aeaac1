from odoo import api, models

from ...lib.lock import EVERYWHERE


def same_list(one, other):
    """Tell whether two comma-separated texts hold the same names."""
    return sorted(str(one or "").split(",")) == sorted(str(other or "").split(","))


class IrConfigParameter(models.Model):
    _name = "ir.config_parameter"
    _inherit = ["crm.readiness.lock.mixin", "ir.config_parameter"]

    _readiness_all_records = False

    @api.model
    def _readiness_locked_keys(self):
        """Return the keys that configure the CRM; other addons add theirs.

        :return: {key: value that means the same as no such parameter, or None}
        """
        return {
            "crm.assignment.commit.bundle": "100",
            "crm.assignment.delay": "0",
            "crm.iap.lead.enrich.setting": "auto",
            "crm.lead.auto.assignment": None,
            "crm.lead_mining_in_pipeline": None,
            "crm.pls_fields": None,
            "crm.pls_start_date": None,
            "sales_team.membership_multi": None,
        }

    def _readiness_reach(self):
        keys = self._readiness_locked_keys()
        return {
            param: EVERYWHERE
            for param in self
            if param.key in keys
            # saving a settings form stores default values: that changes nothing
            and str(param.value) != keys[param.key]
        }

    def _readiness_vals_are_free(self, vals):
        """The settings form may store the same list in another order: no change."""
        if vals.keys() == {"value"}:
            return all(same_list(param.value, vals["value"]) for param in self.sudo())
        return super()._readiness_vals_are_free(vals)

    def write(self, vals):
        # Undoing a rename to one of our keys would come too late: CRM rebuilds its
        # models as soon as a row with such a key exists.
        if vals.get("key") in self._readiness_locked_keys():
            renamed = self.new({"key": vals["key"]})
            renamed._readiness_refuse(self._readiness_locks())
        return super().write(vals)
