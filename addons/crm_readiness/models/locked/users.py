from contextlib import contextmanager

from odoo import api, models
from odoo.tools import SQL

# groups that CRM's settings switch: their members see leads or recurring plans
SWITCHES = ("crm.group_use_lead", "crm.group_use_recurring_revenues")


class ResGroups(models.Model):
    """CRM's settings switch a feature by implying its group. Who has it is locked.

    So are the groups that record rules of the CRM are for. Odoo writes these relations
    in several places (implied groups, implying groups, users, privileges). So the lock
    compares them before and after each change.
    """

    _inherit = "res.groups"

    @api.model
    def _readiness_switch_ids(self):
        refs = (self.env.ref(xmlid, raise_if_not_found=False) for xmlid in SWITCHES)
        return tuple(group.id for group in refs if group)

    def _readiness_switch_state(self, switches):
        self.env["res.groups"].flush_model(["implied_ids", "user_ids", "rule_groups"])
        # The search stops at the group of all employees: if that group implies a
        # switch, one more group of employees gives nobody anything new.
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
                   UNION ALL
                   SELECT 'rule', rel.rule_group_id, rel.group_id
                     FROM rule_group_rel rel
                     JOIN ir_rule ON ir_rule.id = rel.rule_group_id
                     JOIN ir_model ON ir_model.id = ir_rule.model_id
                    WHERE ir_model.model IN %(models)s
                   ORDER BY 1, 2, 3""",
                ids=switches,
                models=tuple(
                    self.env["crm.readiness.lock.mixin"]._readiness_crm_models()
                ),
                employees=self.env.ref("base.group_user").id,
            )
        )

    @contextmanager
    def _readiness_switches_kept(self, concerned=True):
        """Undo and refuse a change of who has one of the switched features."""
        lock_mixin = self.env["crm.readiness.lock.mixin"]
        locks = lock_mixin._readiness_shared_locks() if concerned else []
        switches = self._readiness_switch_ids() if locks else ()
        if not switches:
            yield
            return
        before = self._readiness_switch_state(switches)
        with lock_mixin._readiness_undo():
            yield
            if before != self._readiness_switch_state(switches):
                raise lock_mixin._readiness_error(locks, self.browse(switches[0]))

    def _readiness_refuse_switches(self):
        """Refuse to change or delete the switched groups themselves."""
        switches = self & self.browse(self._readiness_switch_ids()) if self else self
        lock_mixin = self.env["crm.readiness.lock.mixin"]
        if switches and (locks := lock_mixin._readiness_shared_locks()):
            raise lock_mixin._readiness_error(locks, switches[0])

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

    def _update_field_translations(self, field_name, *args, **kwargs):
        self._readiness_refuse_translation(field_name)
        return super()._update_field_translations(field_name, *args, **kwargs)


# fields of configuration that name a user: they become empty if the user is deleted
NAMING = {
    "crm.team": "user_id",
    "mail.activity.plan.template": "responsible_id",
    "mail.activity.type": "default_user_id",
}


class ResUsers(models.Model):
    _inherit = "res.users"

    def action_archive(self):
        # Odoo's sales teams archive the memberships before the user. Under a lock, the
        # user is archived first, because only then memberships may end.
        if self.env["crm.readiness.lock.mixin"]._readiness_locks():
            self.filtered("active").write({"active": False})
        return super().action_archive()

    @api.model_create_multi
    def create(self, vals_list):
        with self.env["res.groups"]._readiness_switches_kept(
            any("group_ids" in vals for vals in vals_list)
        ):
            return super().create(vals_list)

    def write(self, vals):
        # this field and `res.groups.user_ids` write the same relation
        with self.env["res.groups"]._readiness_switches_kept("group_ids" in vals):
            return super().write(vals)

    def unlink(self):
        for records in self._readiness_named_in() if self else ():
            records._readiness_refuse()
        return super().unlink()

    def _readiness_named_in(self):
        """Yield the configuration that changes when these users are deleted."""
        for model, field_name in NAMING.items():
            records = self.env[model].sudo().with_context(active_test=False)
            yield records.search([(field_name, "in", self.ids)])
        # memberships of users who were archived before have ended
        members = self.env["crm.team.member"].sudo()
        yield members.search([("user_id", "in", self.ids), ("active", "=", True)])


# records of these models act in every company if they name none
LIMITED = ("crm.team", "mail.activity.plan")


class ResCompany(models.Model):
    """Deleting a company must not make its teams and plans act in all companies."""

    _inherit = "res.company"

    def unlink(self):
        lock_mixin = self.env["crm.readiness.lock.mixin"]
        locks = lock_mixin._readiness_locks() if self else []
        with lock_mixin._readiness_recheck(locks) as changed:
            for model in LIMITED:
                records = self.env[model].sudo().with_context(active_test=False)
                changed.append(records.search([("company_id", "in", self.ids)]))
            return super().unlink()
