from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ReadinessCase


@tagged("post_install", "-at_install")
class TestBackDoors(ReadinessCase):
    """Ways to change locked configuration without naming it."""

    # -- what follows from deleting something free ---------------------------

    def test_company_of_a_team(self):
        """A team whose company is deleted would act everywhere."""
        far = self.env["res.company"].create({"name": "Far"})
        team = self.env["crm.team"].create({"name": "Far", "company_id": far.id})
        project = self._project()
        self.assertRefused(far.unlink)
        self.env.invalidate_all()
        self.assertEqual(team.company_id, far)
        self._waiver(project, kind="lock", hours=1)
        far.unlink()
        self.assertFalse(team.company_id)

    @mute_logger("odoo.sql_db")
    def test_free_team_of_a_stage(self):
        """A stage would act on fewer teams, or on all of them: Odoo itself refuses."""
        far = self.env["res.company"].create({"name": "Far"})
        team = self.env["crm.team"].create({"name": "Far", "company_id": far.id})
        self.stage.team_ids = team
        shared = self.stage.copy({"team_ids": (team + self.team).ids})
        self._project()
        for stage in (self.stage, shared):
            teams = stage.team_ids
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                team.unlink()
            stage.invalidate_recordset()
            self.assertEqual(stage.team_ids, teams)

    def test_suggested_activity_type(self):
        free = self.env["mail.activity.type"].create({"name": "Free"})
        held = self.env["mail.activity.type"].create(
            {
                "name": "Held",
                "res_model": "crm.lead",
                "suggested_next_type_ids": free.ids,
            }
        )
        project = self._project()
        self.assertRefused(free.unlink)
        self.env.invalidate_all()
        self.assertEqual(held.suggested_next_type_ids, free)
        self._waiver(project, kind="lock", hours=1)
        free.unlink()

    def test_user_whom_configuration_names(self):
        """The database empties or deletes records that name a deleted user."""
        template = self.env["mail.activity.plan.template"]
        plan = self.env["mail.activity.plan"].create(
            {"name": "Start", "res_model": "crm.lead"}
        )
        names = {
            "leader": lambda user: self.team.write({"user_id": user.id}),
            "activity type": lambda user: self.env["mail.activity.type"].create(
                {"name": "X", "res_model": "crm.lead", "default_user_id": user.id}
            ),
            "activity plan": lambda user: template.create(
                {
                    "plan_id": plan.id,
                    "summary": "X",
                    "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                    "responsible_type": "other",
                    "responsible_id": user.id,
                }
            ),
            "member": lambda user: self.env["crm.team.member"].create(
                {"crm_team_id": self.team.id, "user_id": user.id}
            ),
        }
        users = {name: self._goal_user(f"leaving {name}") for name in names}
        for name, user in users.items():
            names[name](user)
        project = self._project()
        for name, user in users.items():
            with self.subTest(name):
                self.assertRefused(user.unlink)
        self.env.invalidate_all()
        self.assertEqual(self.team.user_id, users["leader"])
        self._waiver(project, kind="lock", hours=1)
        for user in users.values():
            user.unlink()

    def test_user_who_has_left(self):
        """Archiving stays free, and a membership that has ended keeps nobody."""
        user = self._goal_user("leaving")
        member = self.env["crm.team.member"].create(
            {"crm_team_id": self.team.id, "user_id": user.id}
        )
        self._project()
        user.action_archive()
        self.assertFalse(member.active)
        user.unlink()

    def test_user_of_a_free_team(self):
        user = self._goal_user("elsewhere")
        self.other_team.user_id = user
        self._project(team_ids=self.team.ids)
        user.unlink()
        self.env.invalidate_all()
        self.assertFalse(self.other_team.user_id)

    def test_mail_template_of_an_activity_type(self):
        templates = self.env["mail.template"].create(
            [
                {"name": name, "model_id": self.env["ir.model"]._get_id("crm.lead")}
                for name in ("Named", "Free")
            ]
        )
        held = self.env["mail.activity.type"].create(
            {
                "name": "Held",
                "res_model": "crm.lead",
                "mail_template_ids": templates[0].ids,
            }
        )
        project = self._project()
        self.assertRefused(templates.unlink)
        self.env.invalidate_all()
        self.assertEqual(held.mail_template_ids, templates[0])
        templates[1].unlink()
        self._waiver(project, kind="lock", hours=1)
        templates[0].unlink()

    # -- another name for the same record --------------------------------------

    def test_table_of_all_actions(self):
        self.env["res.lang"]._activate_lang("de_DE")
        actions = self.env["ir.actions.actions"]
        cron = self.env.ref("crm.ir_cron_crm_lead_assign")
        held = actions.browse(cron.ir_actions_server_id.id)
        other = self.env.ref(
            "crm_readiness.crm_readiness_lapse_cron_notify"
        ).ir_actions_server_id
        window = self.env.ref("crm.crm_lead_action_pipeline")
        self._project()
        for change in (
            lambda: held.write({"name": "X"}),
            lambda: held.update_field_translations("name", {"de_DE": "X"}),
            held.unlink,
        ):
            self.assertRefused(change)
        self.env.invalidate_all()
        self.assertTrue(cron.ir_actions_server_id.exists())
        for free in (other.id, window.id):
            actions.browse(free).write({"binding_view_types": "form"})
        window.write({"binding_view_types": "list"})

    # -- names ---------------------------------------------------------------

    def test_external_identifiers(self):
        """Moving a name would exchange the record that CRM and the lock find by it."""
        names = self.env["ir.model.data"]
        other = self.env.ref("crm_readiness.crm_readiness_lapse_cron_notify")
        name = names.search(
            [("module", "=", "crm"), ("name", "=", "ir_cron_crm_lead_assign")]
        )
        free = names.create(
            {"module": "__test__", "name": "x", "model": "ir.cron", "res_id": 1}
        )
        self._project()
        for change in (
            lambda: name.write({"res_id": other.id}),
            lambda: name.write({"name": "elsewhere"}),
            name.unlink,
            lambda: free.write({"module": "crm", "name": "group_use_lead"}),
        ):
            self.assertRefused(change)
        free.write({"res_id": 2})
        free.unlink()
