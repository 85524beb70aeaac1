from contextlib import contextmanager
from contextvars import ContextVar

from odoo import api, fields, models

from ...lib.lock import EVERYWHERE

OF_EVERY_TEAM = "group_use_lead"  # this setting writes every team
NEXT_RUN = "crm_auto_assignment_run_datetime"

_assignment_unedited = ContextVar("crm_readiness_assignment", default=False)


@contextmanager
def nobody_edited_the_assignment(unedited):
    """Leave the scheduled assignment as it is while the settings are applied.

    Odoo writes it back as the form has shown it: with the next run of an hour ago, or
    with the interval that an assignment has which is switched off.
    """
    token = _assignment_unedited.set(unedited)
    try:
        yield
    finally:
        _assignment_unedited.reset(token)


def is_unedited_assignment(crons):
    """Tell whether such a write of the scheduled assignment is to be left out."""
    assign = crons.env.ref("crm.ir_cron_crm_lead_assign", raise_if_not_found=False)
    return _assignment_unedited.get() and crons == assign


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
        """Say what holds what all companies share: the settings act on all of them."""
        projects = self.env["crm.readiness.project"]
        locks = projects._closed_locks() + (lifted := projects._lifted_locks())
        held = [lock.project_id for lock in locks if lock.covers(EVERYWHERE)]
        lifted = {lock.project_id for lock in lifted}
        self.readiness_lock = bool(held) and projects._lock_words(
            [id_ for id_ in held if id_ not in lifted],
            [id_ for id_ in held if id_ in lifted],
        )

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

    @api.model_create_multi
    def create(self, vals_list):
        # Odoo saves a setting of the company at once, before the form is applied
        for vals in vals_list:
            self._readiness_refuse_settings(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._readiness_refuse_settings(vals)
        return super().write(vals)

    def set_values(self):
        locks = self.env["crm.readiness.lock.mixin"]._readiness_shared_locks()
        for settings in self if locks else ():
            names = [*settings._readiness_names(), NEXT_RUN]
            settings._readiness_refuse_settings({n: settings[n] for n in names})
        with nobody_edited_the_assignment(bool(locks)):
            return super().set_values()

    @api.model
    def _readiness_is_other_run(self, shown):
        """Tell whether somebody has entered another next run of the assignment.

        If it has run since the form was opened, the form shows the time of that run.
        """
        shown = fields.Datetime.to_datetime(shown)
        cron = self.env.ref("crm.ir_cron_crm_lead_assign", raise_if_not_found=False)
        if not cron or not shown or shown <= fields.Datetime.now():
            return False
        # the form knows no fractions of seconds
        planned = cron.sudo().nextcall.replace(microsecond=0)
        return shown.replace(microsecond=0) != planned

    @api.model
    def _readiness_names(self):
        return [n for n in self._readiness_locked_settings() if n in self._fields]

    @api.model
    def _readiness_refuse_settings(self, vals):
        """Refuse values that change a locked setting, before anything is saved."""
        lock_mixin = self.env["crm.readiness.lock.mixin"]
        names = [name for name in self._readiness_names() if name in vals]
        concerned = names or NEXT_RUN in vals
        locks = lock_mixin._readiness_locks() if concerned else []
        if not locks:
            return
        current = self.new(self.default_get(self._readiness_names()))
        given = self.new({name: vals[name] for name in names})
        changed = {n for n in names if not same_list(given[n], current[n])}
        if self._readiness_is_other_run(vals.get(NEXT_RUN)):
            changed.add(NEXT_RUN)
        if OF_EVERY_TEAM not in changed:
            locks = [lock for lock in locks if lock.covers(EVERYWHERE)]
        if changed and locks:
            raise lock_mixin._readiness_error(locks, self)


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
