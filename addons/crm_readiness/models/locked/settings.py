from odoo import api, fields, models

from ...lib.lock import EVERYWHERE


def same_list(text, other_text):
    """Tell whether two comma-separated texts hold the same names."""
    return sorted(str(text or "").split(",")) == sorted(
        str(other_text or "").split(",")
    )


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
            # the settings form stores default values, which change nothing
            and str(param.value) != keys[param.key]
        }

    def _readiness_vals_are_free(self, vals):
        """Allow the settings form to store the same list in another order."""
        if vals.keys() == {"value"}:
            return all(same_list(param.value, vals["value"]) for param in self.sudo())
        return super()._readiness_vals_are_free(vals)

    def write(self, vals):
        # Refuse before the rename: CRM rebuilds its models as soon as a row with such
        # a key exists, so undoing the rename would be too late.
        if vals.get("key") in self._readiness_locked_keys():
            self.new({"key": vals["key"]})._readiness_refuse()
        return super().write(vals)


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    readiness_lock = fields.Json(
        string="Locked by the readiness gate", compute="_compute_readiness_lock"
    )

    def _compute_readiness_lock(self):
        """Say what holds the stages: like them, the settings act on the whole CRM."""
        status = self.env["crm.readiness.project"].lock_status("crm.stage")
        self.readiness_lock = bool(status["projects"] or status["waivers"]) and status

    def _readiness_locked_settings(self):
        """Return the settings that configure the CRM; other addons add theirs.

        What they write (groups, parameters, the scheduled action) is locked where it
        is stored. The form refuses first, before it saves any other setting.
        """
        return {
            "group_use_lead",
            "group_use_recurring_revenues",
            "is_membership_multi",
            "crm_use_auto_assignment",
            "crm_auto_assignment_action",
            "crm_auto_assignment_interval_type",
            "crm_auto_assignment_interval_number",
            "lead_enrich_auto",
            "lead_mining_in_pipeline",
            "predictive_lead_scoring_start_date_str",
            "predictive_lead_scoring_fields_str",
        }

    def set_values(self):
        locks = self.env["crm.readiness.lock.mixin"]._readiness_locks()
        for settings in self if locks else ():
            settings._readiness_refuse_settings(locks)
            settings._readiness_refresh_next_run()
        return super().set_values()

    def _readiness_refresh_next_run(self):
        """Take the next run of the assignment from its scheduled action.

        If the assignment has run since the form was opened, the form shows the time of
        that run and would write it back, although nobody has changed it.
        """
        next_run = self.crm_auto_assignment_run_datetime
        cron = self.env.ref("crm.ir_cron_crm_lead_assign", raise_if_not_found=False)
        if cron and next_run and next_run <= fields.Datetime.now():
            self.crm_auto_assignment_run_datetime = cron.sudo().nextcall

    def _readiness_refuse_settings(self, locks):
        names = [name for name in self._readiness_locked_settings() if name in self]
        current = self.new(self.default_get(names))
        if not all(same_list(self[name], current[name]) for name in names):
            raise self.env["crm.readiness.lock.mixin"]._readiness_error(locks, self)


class IrModelData(models.Model):
    """The names by which Odoo and the lock find what CRM's settings switch.

    These names are locked: moving a name would exchange the record behind it.
    """

    _name = "ir.model.data"
    _inherit = ["crm.readiness.lock.mixin", "ir.model.data"]

    _readiness_all_records = False

    _readiness_names = frozenset(
        {"group_use_lead", "group_use_recurring_revenues", "ir_cron_crm_lead_assign"}
    )

    def _readiness_reach(self):
        return {
            name: EVERYWHERE
            for name in self
            if name.module == "crm" and name.name in self._readiness_names
        }
