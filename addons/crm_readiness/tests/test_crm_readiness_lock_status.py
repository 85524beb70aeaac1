from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ReadinessCase


@tagged("post_install", "-at_install")
class TestLockStatus(ReadinessCase):
    """What screens say about the lock."""

    def setUp(self):
        super().setUp()
        self.projects = self.env["crm.readiness.project"].with_user(self.seller)

    def test_status(self):
        teams = self.team + self.other_team
        self._project(team_ids=teams.ids)
        status = self.projects.lock_status
        stage = status("crm.stage", self.stage.ids)
        self.assertTrue(stage["locked"])
        self.assertEqual(stage["projects"][0]["name"], "New CRM")
        self.assertTrue(stage["projects"][0]["missing"])
        self.assertFalse(status("res.partner", [1])["locked"])
        self.assertFalse(status("no.such.model")["locked"])
        # every stage acts on our teams, too; not every team is ours
        self.assertTrue(status("crm.stage")["disable"])
        third = self.env["crm.team"].create({"name": "Third"})
        self.assertTrue(status("crm.team")["locked"])
        self.assertFalse(status("crm.team")["disable"])
        self.assertFalse(status("crm.team", third.ids)["locked"])
        self.assertTrue(status("crm.team", self.team.ids)["locked"])

    def test_held_models(self):
        """Columns are held if every record of their model is."""
        names = ["crm.stage", "mail.activity.type", "crm.lead", "no.such.model"]
        self.assertEqual(self.projects.held_models(names), {})
        self.stage.team_ids = self.other_team
        project = self._project(team_ids=self.team.ids)
        self.assertEqual(self.projects.held_models(names), {})
        second = self._project(name="Second")
        held = self.projects.held_models(names)
        self.assertEqual(held.keys(), {"crm.stage"})
        self.assertIn(held["crm.stage"], (project | second).ids)

    def test_from_outside(self):
        self._project()
        public = self.projects.with_user(self.env.ref("base.public_user"))
        self.assertEqual(public.held_models(["crm.stage"]), {})
        self.assertFalse(public.lock_status("crm.stage")["locked"])

    # -- forms -------------------------------------------------------------

    def _banner(self, record, user=None):
        record.invalidate_recordset(["readiness_lock"])
        return record.with_user(user or self.seller).readiness_lock

    def test_every_form_has_the_banner(self):
        for name in self.env["crm.readiness.lock.mixin"]._readiness_models():
            with self.subTest(name):
                model = self.env[name]
                views = model.env["ir.ui.view"].search(
                    [("model", "=", name), ("type", "=", "form")]
                )
                for view_id in [*views.filtered(lambda v: not v.inherit_id).ids, None]:
                    arch = model._get_view(view_id, "form")[0]
                    found = arch.xpath("/form/field[@name='readiness_lock']")
                    self.assertEqual(len(found), 1)

    def test_the_state_is_not_in_the_view(self):
        """The web client keeps views on disk, whatever the gate does meanwhile."""
        before = self.env["crm.stage"].get_view(view_type="form")["arch"]
        self._project()
        self.env.registry.clear_all_caches()
        self.assertEqual(
            self.env["crm.stage"].get_view(view_type="form")["arch"], before
        )

    def test_form(self):
        free = self.env["crm.team"].create({"name": "Free"})
        self.assertFalse(self._banner(self.team))
        project = self._project(team_ids=self.team.ids)
        status = self.projects.lock_status("crm.team", self.team.ids)
        banner = self._banner(self.team)
        self.assertEqual(banner["projects"], status["projects"])
        self.assertEqual(banner["projects"][0]["id"], project.id)
        self.assertFalse(self._banner(free))
        both = (self.team + free).with_user(self.seller)
        self.assertEqual([bool(team.readiness_lock) for team in both], [True, False])
        reason = Form(self.env["crm.lost.reason"])
        self.assertTrue(reason.readiness_lock["projects"], "a new one is held, too")
        self._waiver(project, kind="lock", hours=1)
        [waiver] = self._banner(self.team)["waivers"]
        self.assertEqual(waiver["project"], "New CRM")
        self.assertFalse(self._banner(self.team)["projects"])
        self.assertFalse(self._banner(free))

    def test_form_of_others(self):
        """A user who may not read the project learns only whom to ask."""
        self._project()
        plain = self._goal_user("plain")
        plain.group_ids = [Command.set(self.env.ref("base.group_user").ids)]
        [project] = self._banner(self.stage, plain)["projects"]
        self.assertIn(self.owner.name, project["name"])
        self.assertEqual(project["missing"], [])

    def test_settings(self):
        settings = self.env["res.config.settings"]
        self.assertFalse(settings.new().readiness_lock)
        self._project()
        [project] = settings.new().readiness_lock["projects"]
        self.assertEqual(project["name"], "New CRM")
        arch = settings._get_view(None, "form")[0]
        self.assertTrue(arch.xpath("//app[@name='crm']/field[@name='readiness_lock']"))

    def test_few_queries_without_a_lock(self):
        """Forms and exports of other models ask nothing about the lock."""
        kinds = self.env["mail.activity.type"].search([("res_model", "=", False)])
        self.assertTrue(kinds)
        kinds.mapped("name")
        with self.assertQueryCount(0):
            kinds.mapped("readiness_lock")
