from unittest.mock import patch

from odoo import SUPERUSER_ID
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ReadinessCase


@tagged("post_install", "-at_install")
class TestLock(ReadinessCase):
    """Every door, closed and open."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lost_reason = cls.env["crm.lost.reason"].create({"name": "Too late"})
        cls.plan = cls.env["crm.recurring.plan"].create(
            {"name": "Yearly", "number_of_months": 12}
        )
        cls.member = cls.env["crm.team.member"].create(
            {"crm_team_id": cls.team.id, "user_id": cls.seller.id}
        )
        cls.activity_type = cls.env["mail.activity.type"].create(
            {"name": "Visit", "res_model": "crm.lead"}
        )
        cls.activity_plan = cls.env["mail.activity.plan"].create(
            {"name": "Onboard", "res_model": "crm.lead"}
        )
        cls.template = cls.env["mail.activity.plan.template"].create(
            {"plan_id": cls.activity_plan.id, "summary": "Call"}
        )
        cls.team.alias_name = "north-sales"

    def _both(self, change):
        """Refused while the gate is closed, possible with the lock's waiver."""
        project = self._project()
        self.assertRefused(change)
        self._waiver(project, kind="lock", hours=1)
        change()

    # -- doors of one model ------------------------------------------------

    def test_create(self):
        self._both(lambda: self.env["crm.stage"].create({"name": "New"}))

    def test_write(self):
        self._both(lambda: self.stage.write({"name": "New"}))

    def test_assignment(self):
        self._both(lambda: setattr(self.stage, "name", "New"))

    def test_unlink(self):
        self._both(self.stage.unlink)

    def test_copy(self):
        self._both(self.stage.copy)

    def test_archive(self):
        self._both(self.lost_reason.action_archive)

    def test_unarchive(self):
        self.lost_reason.action_archive()
        self._both(self.lost_reason.action_unarchive)

    def test_resequence(self):
        stages = self.stage + self.env.ref("crm.stage_lead1")
        self._both(lambda: stages.web_resequence({"name": {}}))

    def test_web_save(self):
        self._both(lambda: self.stage.web_save({"name": "New"}, {"name": {}}))

    def test_fold_from_kanban(self):
        self._both(lambda: self.stage.web_save({"fold": True}, {"fold": {}}))

    def test_name_create(self):
        self._both(lambda: self.env["crm.stage"].name_create("New"))

    def test_translation(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self._both(
            lambda: self.stage.update_field_translations("name", {"de_DE": "Angebot"})
        )
        self.assertEqual(self.stage.with_context(lang="de_DE").name, "Angebot")

    def test_import(self):
        project = self._project()
        Stage = self.env["crm.stage"]
        result = Stage.load(["name"], [["Imported"]])
        self.assertFalse(result["ids"])
        self.assertIn("closed", result["messages"][0]["message"])
        self.assertFalse(Stage.search([("name", "=", "Imported")]))
        self._waiver(project, kind="lock", hours=1)
        self.assertTrue(Stage.load(["name"], [["Imported"]])["ids"])

    def test_data_records(self):
        self._both(
            lambda: self.env["crm.stage"]._load_records(
                [{"xml_id": "crm.test_stage", "values": {"name": "From data"}}]
            )
        )

    def test_server_action_that_writes(self):
        action = self.env["ir.actions.server"].create(
            {
                "name": "Rename",
                "model_id": self.env["ir.model"]._get_id("crm.stage"),
                "state": "code",
                "code": "records.sudo().write({'name': 'By action'})",
            }
        )
        run = action.with_context(active_model="crm.stage", active_ids=self.stage.ids)
        self._both(run.run)

    def test_server_action_that_catches(self):
        self._project()
        action = self.env["ir.actions.server"].create(
            {
                "name": "Rename",
                "model_id": self.env["ir.model"]._get_id("crm.stage"),
                "state": "code",
                "code": "try:\n  records.write({'name': 'Caught'})\n"
                "except Exception:\n  log('refused')",
            }
        )
        action.with_context(active_model="crm.stage", active_ids=self.stage.ids).run()
        self.env.invalidate_all()
        self.assertEqual(self.stage.name, "Offer")

    def test_nobody_and_nothing_lifts_it(self):
        self._project()
        admin = self.env.ref("base.user_admin")
        for stage in (
            self.stage.sudo(),
            self.stage.with_user(SUPERUSER_ID),
            self.stage.with_user(admin),
            self.stage.with_context(
                install_mode=True,
                module="crm",
                install_module="crm",
                import_file=True,
                _import_current_module="crm",
                _force_unlink=True,
                active_test=False,
                tracking_disable=True,
                no_lock=True,
            ),
            self.stage.with_company(self.company),
        ):
            with self.subTest(stage=stage.env):
                self.assertRefused(lambda stage=stage: stage.write({"name": "New"}))
                self.assertRefused(lambda stage=stage: stage.create({"name": "New"}))
                self.assertRefused(stage.unlink)

    def test_module_operations_pass(self):
        self._project()
        with patch.object(self.env.registry, "ready", False):
            self.stage.write({"name": "By upgrade"})
            self.env["crm.stage"].create({"name": "By data file"})

    def test_message_names_what_is_missing(self):
        project = self._project()
        error = self.assertRefused(lambda: self.stage.write({"name": "New"}))
        message, action, button, context = error.args
        self.assertIn("position", message)
        self.assertIn("New CRM", message)
        self.assertEqual(context["active_id"], project.id)
        self.assertTrue(button)

    # -- what is locked ----------------------------------------------------

    def test_locked_models(self):
        changes = {
            "team": lambda: self.team.write({"name": "New"}),
            "team by assignment rule": lambda: self.team.write(
                {"assignment_domain": "[['type', '=', 'lead']]"}
            ),
            "team properties": lambda: self.team.write(
                {"lead_properties_definition": [{"name": "a", "type": "char"}]}
            ),
            "new team": lambda: self.env["crm.team"].create({"name": "New"}),
            "member": lambda: self.member.write({"assignment_max": 9}),
            "member archived": self.member.action_archive,
            "member through the team": lambda: self.team.write(
                {"member_ids": [Command.link(self.manager.id)]}
            ),
            "member through the user": lambda: self.manager.write(
                {"crm_team_member_ids": [Command.create({"crm_team_id": self.team.id})]}
            ),
            "lost reason": lambda: self.lost_reason.write({"name": "New"}),
            "recurring plan": lambda: self.plan.write({"number_of_months": 6}),
            "activity type": lambda: self.activity_type.write({"summary": "New"}),
            "activity type from the other side": lambda: self.env.ref(
                "mail.mail_activity_data_call"
            ).write({"previous_type_ids": [Command.link(self.activity_type.id)]}),
            "activity type becomes one for leads": lambda: (
                self.env["mail.activity.type"]
                .create({"name": "X"})
                .write({"res_model": "crm.lead"})
            ),
            "activity plan": lambda: self.activity_plan.write({"name": "New"}),
            "activity plan step": lambda: self.template.write({"summary": "New"}),
            "activity plan step added": lambda: self.activity_plan.write(
                {"template_ids": [Command.create({"summary": "New"})]}
            ),
            "alias": lambda: self.team.alias_id.write({"alias_name": "new-name"}),
            "alias through the team": lambda: self.team.write({"alias_name": "new"}),
            "alias for leads": lambda: self.env["mail.alias"].create(
                {
                    "alias_name": "more-leads",
                    "alias_model_id": self.env["ir.model"]._get_id("crm.lead"),
                }
            ),
        }
        self._project()
        for name, change in changes.items():
            with self.subTest(name):
                self.assertRefused(change)

    def test_caught_refusal_leaves_nothing(self):
        """A value that moves a free record under the lock is undone."""
        kind = self.env["mail.activity.type"].create({"name": "Free"})
        self._project()
        self.assertRefused(
            lambda: kind.write({"name": "Changed", "res_model": "crm.lead"})
        )
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(kind.name, "Free")
        self.assertFalse(kind.res_model)

    def test_free_fields(self):
        self._project()
        self.team.write({"is_favorite": True, "color": 3})
        self.team.write({"favorite_user_ids": [Command.link(self.seller.id)]})
        if "invoiced_target" in self.team._fields:
            self.team.write({"invoiced_target": 1000})
        self.team.message_post(body="Hello")
        self.team.message_subscribe([self.seller.partner_id.id])
        self.team.alias_id.write({"alias_status": "valid"})
        self.assertRefused(lambda: self.team.write({"is_favorite": True, "name": "X"}))

    def test_tags_are_free(self):
        self._project()
        self.env["crm.tag"].create({"name": "Fair"}).write({"name": "Trade fair"})

    def test_other_activity_types_are_free(self):
        self._project()
        self.env["mail.activity.type"].create({"name": "For all"}).write({"name": "X"})
        self.env["mail.activity.plan"].create(
            {"name": "Partner", "res_model": "res.partner"}
        ).write({"name": "Y"})

    def test_memberships_end_with_their_user(self):
        self._project()
        self.seller.action_archive()
        self.assertFalse(self.member.active)
        self.assertFalse(self.seller.active)
        self.assertRefused(self.member.action_unarchive)

    def test_refused_archiving_of_a_user_keeps_memberships(self):
        """Stock archives memberships first; a caught refusal must not leave that."""
        admin = self.env.ref("base.user_admin")
        member = self.env["crm.team.member"].create(
            {"crm_team_id": self.team.id, "user_id": admin.id}
        )
        self._project()
        with self.assertRaisesRegex(UserError, "logged in"):
            admin.with_user(admin).action_archive()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(admin.active)
        self.assertTrue(member.active)
