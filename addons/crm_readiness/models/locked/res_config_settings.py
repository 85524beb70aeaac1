from odoo import fields, models

from .ir_config_parameter import same_list


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    readiness_lock = fields.Json(
        string="Locked by the readiness gate", compute="_compute_readiness_lock"
    )

    def _compute_readiness_lock(self):
        """The settings act on the whole CRM, just as the stages do."""
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
        if locks:
            for settings in self:
                settings._readiness_refuse_settings(locks)
                settings._readiness_refresh_next_run()
        return super().set_values()

    def _readiness_refresh_next_run(self):
        """Take the next run of the assignment from its scheduled action.

        If the assignment ran after the form was opened, the form still shows the time
        of that run and would write it back: a change that nobody has asked for.
        """
        shown = self.crm_auto_assignment_run_datetime
        cron = self.env.ref("crm.ir_cron_crm_lead_assign", raise_if_not_found=False)
        if cron and shown and shown <= fields.Datetime.now():
            self.crm_auto_assignment_run_datetime = cron.sudo().nextcall

    def _readiness_refuse_settings(self, locks):
        names = [name for name in self._readiness_locked_settings() if name in self]
        current = self.new(self.default_get(names))
        changed = [
            name
            for name in names
            if self[name] != current[name]
            and not (
                self._fields[name].type == "char"
                and same_list(self[name], current[name])
            )
        ]
        if changed:
            raise self.env["crm.readiness.lock.mixin"]._readiness_error(locks, self)
