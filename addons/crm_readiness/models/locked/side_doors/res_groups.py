from contextlib import contextmanager

from odoo import api, models
from odoo.tools import SQL

# groups that are switched by CRM's settings: who has them sees leads, recurring plans
SWITCHES = ("crm.group_use_lead", "crm.group_use_recurring_revenues")


class ResGroups(models.Model):
    """CRM's settings switch features by implying a group; that relation is locked.

    Odoo writes it from several sides (implied, implying, users, privileges), so the
    relation itself is compared before and after, over any number of groups between.
    """

    _inherit = "res.groups"

    @api.model
    def _readiness_switch_ids(self):
        refs = (self.env.ref(xmlid, raise_if_not_found=False) for xmlid in SWITCHES)
        return tuple(group.id for group in refs if group)

    def _readiness_switch_state(self, switches):
        self.env["res.groups"].flush_model(["implied_ids", "user_ids"])
        # Not beyond the group of all employees: if that one implies a switch, a new
        # group of employees gives nobody anything.
        return self.env.execute_query(
            SQL(
                """WITH RECURSIVE implying(hid, gid) AS (
                       SELECT hid, gid FROM res_groups_implied_rel
                        WHERE hid IN %(ids)s
                       UNION
                       SELECT implying.hid, rel.gid
                         FROM implying
                         JOIN res_groups_implied_rel rel ON rel.hid = implying.gid
                        WHERE implying.gid != %(employees)s
                   )
                   SELECT 'implying', hid, gid FROM implying
                   UNION ALL
                   SELECT 'implied', hid, gid FROM res_groups_implied_rel
                    WHERE gid IN %(ids)s
                   UNION ALL
                   SELECT 'user', gid, uid FROM res_groups_users_rel
                    WHERE gid IN %(ids)s
                   ORDER BY 1, 2, 3""",
                ids=switches,
                employees=self.env.ref("base.group_user").id,
            )
        )

    @contextmanager
    def _readiness_switches_kept(self, concerned=True):
        """Refuse and undo what changes who has one of the switched features."""
        lock_mixin = self.env["crm.readiness.lock.mixin"]
        locks = lock_mixin._readiness_locks() if concerned else []
        switches = self._readiness_switch_ids() if locks else ()
        if not switches:
            yield
            return
        before = self._readiness_switch_state(switches)
        with lock_mixin._readiness_undo():
            yield
            if before != self._readiness_switch_state(switches):
                project = self.env["crm.readiness.project"].browse(locks[0].project_id)
                raise project._gate_closed_error(self.browse(switches[0]))

    def _readiness_refuse_switches(self):
        """The switched groups themselves: name, access, existence."""
        lock_mixin = self.env["crm.readiness.lock.mixin"]
        if not self:
            return
        locks = lock_mixin._readiness_locks()
        held = locks and self.filtered(
            lambda group: group.id in self._readiness_switch_ids()
        )
        if held:
            project = self.env["crm.readiness.project"].browse(locks[0].project_id)
            raise project._gate_closed_error(held[0])

    @api.model_create_multi
    def create(self, vals_list):
        with self._readiness_switches_kept():
            return super().create(vals_list)

    def write(self, vals):
        self._readiness_refuse_switches()
        with self._readiness_switches_kept():
            return super().write(vals)

    def unlink(self):
        self._readiness_refuse_switches()
        with self._readiness_switches_kept():
            return super().unlink()

    def _readiness_refuse_translation(self, _field_name):
        self._readiness_refuse_switches()

    def _update_field_translations(self, field_name, translations, *args, **kwargs):
        self._readiness_refuse_translation(field_name)
        return super()._update_field_translations(
            field_name, translations, *args, **kwargs
        )
