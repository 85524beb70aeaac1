from odoo import fields, models

from .ir_config_parameter import same_list


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    readiness_lock = fields.Text(
        string="Locked by the readiness gate", compute="_compute_readiness_lock"
    )

    def _compute_readiness_lock(self):
        """Say at CRM's settings what is missing before they can be changed."""
        status = self.env["crm.readiness.project"].lock_status("crm.stage")
        lines = [
            line
            for project in status["projects"]
            for line in [project["name"], *(f"• {m}" for m in project["missing"])]
        ]
        self.readiness_lock = "\n".join(lines)

    def _readiness_locked_settings(self):
        """Return the settings that configure the CRM; other addons add theirs.

        What they write (groups, parameters, the cron) is locked where it is stored;
        refusing here comes first, before any other setting of the form is saved.
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
        """Saving writes back when the assignment runs next: no change if it ran since.

        Who opened the form before that run sees a time that has passed meanwhile.
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
            project = self.env["crm.readiness.project"].browse(locks[0].project_id)
            raise project._gate_closed_error(self)
