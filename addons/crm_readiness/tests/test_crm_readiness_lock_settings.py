from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .common import ReadinessCase


@tagged("post_install", "-at_install")
class TestLockSettings(ReadinessCase):
    """CRM's settings, and every place where they are stored."""

    def _settings(self, **vals):
        return self.env["res.config.settings"].create(vals)

    def test_settings_form(self):
        changes = {
            "leads": {"group_use_lead": True},
            "recurring revenues": {"group_use_recurring_revenues": True},
            "teams": {"is_membership_multi": True},
            "assignment": {"crm_use_auto_assignment": True},
            "scoring date": {"predictive_lead_scoring_start_date_str": "2020-01-01"},
            "scoring fields": {"predictive_lead_scoring_fields_str": "country_id"},
        }
        project = self._project()
        for name, vals in changes.items():
            with self.subTest(name):
                self.assertRefused(lambda vals=vals: self._settings(**vals))
        self._waiver(project, kind="lock", hours=1)
        self._settings(group_use_lead=True, is_membership_multi=True).execute()
        self.assertTrue(self.env.user.has_group("crm.group_use_lead"))

    def test_a_refusal_leaves_no_other_setting_behind(self):
        """Settings of the company are saved before the form is applied."""
        self._project()
        self.company.metric_person_retention = 24
        for vals in (
            {"group_use_lead": True},
            {"is_membership_multi": True},
            {"crm_use_auto_assignment": True},
            {"crm_auto_assignment_run_datetime": "2040-01-01 08:00:00"},
            {"predictive_lead_scoring_fields_str": "country_id"},
        ):
            with self.subTest(vals):
                self.assertRefused(
                    lambda vals=vals: self._settings(metric_person_retention=13, **vals)
                )
                self.assertRefused(
                    lambda vals=vals: self._settings().write(
                        {"metric_person_retention": 13, **vals}
                    )
                )
                self.env.invalidate_all()
                self.assertEqual(self.company.metric_person_retention, 24)

    def test_retention_of_personal_figures_is_no_configuration(self):
        """Whatever the scheduled assignment looks like."""
        cron = self.env.ref("crm.ir_cron_crm_lead_assign")
        self._project()
        for column in (
            "nextcall = now() + interval '1 day'",  # with fractions of a second
            "nextcall = now() - interval '1 day'",
            "interval_number = 7",
            "active = true",
        ):
            with self.subTest(column):
                self.env.cr.execute(
                    f"UPDATE ir_cron SET {column} WHERE id = %s", cron.ids
                )
                self.env.invalidate_all()
                before = cron.read(["active", "interval_number", "nextcall"])
                for months in (13, 24):
                    self._settings(metric_person_retention=months).execute()
                    self.assertEqual(self.company.metric_person_retention, months)
                self.env.invalidate_all()
                after = cron.read(["active", "interval_number", "nextcall"])
                self.assertEqual(after, before)

    def test_other_settings_are_free(self):
        self._project()
        settings = self._settings()
        settings.execute()
        self.env["ir.config_parameter"].set_param("web.base.url.freeze", "True")

    def test_scoring_fields_in_another_order_are_the_same(self):
        params = self.env["ir.config_parameter"]
        params.set_param("crm.pls_fields", "country_id,phone_state")
        self._project()
        params.set_param("crm.pls_fields", "phone_state,country_id")
        self.assertRefused(lambda: params.set_param("crm.pls_fields", "phone_state"))

    def test_parameters(self):
        params = self.env["ir.config_parameter"]
        other = params.create({"key": "my.key", "value": "1"})
        known = params.search([("key", "=", "crm.pls_start_date")])
        self._project()
        for change in (
            lambda: params.set_param("sales_team.membership_multi", "True"),
            lambda: params.set_param("crm.lead.auto.assignment", "True"),
            lambda: params.set_param("crm.pls_start_date", "2020-01-01"),
            lambda: known.write({"value": "2020-01-01"}),
            lambda: known.write({"key": "elsewhere"}),
            known.unlink,
            lambda: other.write({"key": "crm.lead.auto.assignment"}),
        ):
            self.assertRefused(change)
        other.write({"value": "2"})

    def test_scoring_wizard(self):
        wizard = self.env["crm.lead.pls.update"].create(
            {"pls_start_date": "2020-01-01"}
        )
        # the wizard may write the same fields in another order, which is free
        names = ",".join(wizard.pls_fields.mapped("field_id.name"))
        self.env["ir.config_parameter"].set_param("crm.pls_fields", names)
        self._both(wizard.action_update_crm_lead_probabilities)

    def test_switched_groups_from_every_side(self):
        group = self.env.ref("crm.group_use_lead")
        users = self.env.ref("base.group_user")
        changes = {
            "implying": lambda: users.write({"implied_ids": [Command.link(group.id)]}),
            "implied by": lambda: group.write(
                {"implied_by_ids": [Command.link(users.id)]}
            ),
            "users of the group": lambda: group.write(
                {"user_ids": [Command.link(self.seller.id)]}
            ),
            "groups of the user": lambda: self.seller.write(
                {"group_ids": [Command.link(group.id)]}
            ),
            "new group": lambda: self.env["res.groups"].create(
                {"name": "X", "implied_ids": [Command.link(group.id)]}
            ),
            "its name": lambda: group.write({"name": "X"}),
            "itself": group.unlink,
        }
        self._project()
        for name, change in changes.items():
            with self.subTest(name):
                self.assertRefused(change)
        self.env.invalidate_all()
        self.assertFalse(self.seller.has_group("crm.group_use_lead"))

    def test_switched_through_other_groups(self):
        """The lock looks through any number of groups in between."""
        users = self.env.ref("base.group_user")
        switch = self.env.ref("crm.group_use_lead")
        near = self.env["res.groups"].create(
            {"name": "Near", "implied_ids": switch.ids}
        )
        far = self.env["res.groups"].create({"name": "Far", "implied_ids": near.ids})
        changes = {
            "implying": lambda: users.write({"implied_ids": [Command.link(far.id)]}),
            "implied by": lambda: far.write(
                {"implied_by_ids": [Command.link(users.id)]}
            ),
            "between": lambda: far.write({"implied_ids": [Command.clear()]}),
            "deleted": far.unlink,
        }
        project = self._project()
        for name, change in changes.items():
            with self.subTest(name):
                self.assertRefused(change)
        self.env.invalidate_all()
        self.assertFalse(self.seller.has_group("crm.group_use_lead"))
        self._waiver(project, kind="lock", hours=1)
        changes["implying"]()
        self.assertTrue(self.seller.has_group("crm.group_use_lead"))

    def test_groups_of_employees_are_free(self):
        """Where all employees have a feature, their new group switches nothing."""
        users = self.env.ref("base.group_user")
        users.write({"implied_ids": self.env.ref("crm.group_use_lead").ids})
        self._project()
        group = self.env["res.groups"].create({"name": "X", "implied_ids": users.ids})
        group.unlink()

    def test_other_groups_are_free(self):
        self._project()
        group = self.env["res.groups"].create({"name": "X"})
        self.seller.write({"group_ids": [Command.link(group.id)]})
        self.env["res.users"].create(
            {
                "name": "New",
                "login": "new-colleague",
                "group_ids": [
                    Command.set([self.env.ref("sales_team.group_sale_salesman").id])
                ],
            }
        )

    def test_assignment_cron(self):
        cron = self.env.ref("crm.ir_cron_crm_lead_assign")
        self._both(lambda: cron.write({"active": True}))

    def test_settings_opened_before_the_assignment_ran(self):
        """Saving would write back an old next run, which nobody has edited."""
        now = fields.Datetime.now()
        cron = self.env.ref("crm.ir_cron_crm_lead_assign")
        self.env["ir.config_parameter"].set_param("crm.lead.auto.assignment", "True")
        cron.write({"active": True, "nextcall": now - timedelta(minutes=5)})
        opened = self._settings()
        self.assertEqual(opened.crm_auto_assignment_run_datetime, cron.nextcall)
        cron.write({"nextcall": now + timedelta(days=1)})
        self._project()
        opened.execute()
        self.assertEqual(cron.nextcall, now + timedelta(days=1))
        self.assertRefused(
            lambda: self._settings(
                crm_auto_assignment_run_datetime=now + timedelta(hours=1)
            )
        )

    def test_assignment_cron_doors(self):
        cron = self.env.ref("crm.ir_cron_crm_lead_assign")
        self._project()
        for change in (
            lambda: cron.write({"interval_number": 7}),
            lambda: cron.write({"code": "pass"}),
            lambda: cron.ir_actions_server_id.write({"code": "pass"}),
            cron.unlink,
        ):
            self.assertRefused(change)
        other = self.env.ref("crm_readiness.crm_readiness_lapse_cron_notify")
        other.write({"interval_number": 2})
