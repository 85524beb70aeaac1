import runpy
from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ReadinessCase

SCRIPT = Path(__file__).parents[1] / "migrations/19.0.3.0.0/post-agreements.py"


@tagged("post_install", "-at_install")
class TestLockNow(ReadinessCase):
    """A project locks by an explicit step, and never one that nobody could open."""

    def _free_project(self, **vals):
        return self._project(**{"lock_enabled": False, **vals})

    def _wizard(self, project):
        wizards = self.env["crm.readiness.lock.wizard"].with_user(self.owner)
        return wizards.create({"project_id": project.id})

    def test_a_new_project_locks_nothing(self):
        for project in (
            self.env["crm.readiness.project"].create(
                {"name": "New", "map_id": self.map.id}
            ),
            self._project().copy({"name": "Copied"}),
        ):
            self.assertFalse(project.lock_enabled)
            self.assertEqual(project.lock_state, "off")

    def test_the_scope_is_proposed_from_the_map(self):
        self.map.segment_ids = self.opportunity + self.inbound
        projects = self.env["crm.readiness.project"].with_user(self.owner)
        project = projects.create({"name": "New", "map_id": self.map.id})
        self.assertEqual(project.segment_ids, self.opportunity + self.inbound)

    def test_the_step_says_what_will_be_locked_and_who_can_open_it(self):
        project = self._free_project()
        wizard = self._wizard(project)
        self.assertIn(self.keeper.name, wizard.keepers)
        self.assertNotIn(self.owner.name, wizard.keepers)
        for name in ("crm.stage", "ir.rule", "fetchmail.server"):
            label = self.env["ir.model"]._get(name).name
            self.assertIn(label, wizard.what)
        self.assertFalse(wizard.problems)
        wizard.action_lock()
        self.assertEqual(project.lock_state, "closed")
        self.assertRefused(lambda: self.team.write({"name": "X"}))

    def _ways(self, project):
        return {
            "dialog": lambda: self._wizard(project).action_lock(),
            "method": project.action_lock,
            "write": lambda: project.write({"lock_enabled": True}),
            "create": lambda: project.create(
                {**project.copy_data()[0], "lock_enabled": True}
            ),
        }

    def _assert_cannot_lock(self, project, sentence):
        for way, lock in self._ways(project).items():
            with self.subTest(way):
                try:
                    lock()
                except UserError as error:
                    self.assertIn(sentence, str(error))
                else:
                    self.fail("it locks")
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(project.lock_enabled)
        self.assertFalse(project._closed_locks())

    def test_not_without_scope(self):
        self._assert_cannot_lock(self._free_project(scope_ids=[]), "scope")

    def test_not_without_a_gate_keeper_besides_the_owner(self):
        project = self._free_project()
        group = self.env.ref("crm_readiness.group_gate_keeper")
        group.user_ids = self.owner + self.env.ref("base.user_root")
        self._assert_cannot_lock(project, "could open the gate")
        # one who may not see the company cannot open it either
        company = self.env["res.company"].create({"name": "Elsewhere"})
        elsewhere = self._readiness_user("elsewhere", "group_gate_keeper")
        elsewhere.write({"company_ids": company.ids, "company_id": company.id})
        project.invalidate_recordset()
        self._assert_cannot_lock(project, "could open the gate")
        group.user_ids += self.keeper
        project.invalidate_recordset()
        project.action_lock()
        self.assertEqual(project.lock_state, "closed")

    def test_not_on_a_sample_map(self):
        project = self._free_project()
        self.env.cr.execute(
            "UPDATE crm_goal_map SET is_sample = true WHERE id = %s", [self.map.id]
        )
        self.env.invalidate_all()
        self._assert_cannot_lock(project, "sample")

    def test_an_archived_project_locks_again_only_if_it_can_be_opened(self):
        project = self._free_project(active=False)
        project.lock_enabled = True
        self.env.ref("crm_readiness.group_gate_keeper").user_ids = self.owner
        project.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "cannot lock yet"):
            project.action_unarchive()

    def test_a_project_without_lock_is_archived_and_deleted(self):
        project = self._free_project(scope_ids=[])
        project.action_archive()
        project.unlink()

    # -- what companies share --------------------------------------------------

    def _other_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.user.company_ids += company
        return company

    def test_a_project_holds_what_belongs_to_its_company(self):
        company = self._other_company()
        shared = self.env["crm.team"].create({"name": "All", "company_id": False})
        own_stage = self.env["crm.stage"].create(
            {"name": "Own", "team_ids": self.team.ids}
        )
        reason = self.env["crm.lost.reason"].create({"name": "Price"})
        foreign = self.env["crm.team"].create({"name": "Far", "company_id": company.id})
        project = self._free_project()
        project.action_lock()
        self.assertFalse(project.holds_shared)
        self.assertRefused(lambda: self.team.write({"name": "X"}))
        self.assertRefused(lambda: own_stage.write({"name": "X"}))
        self.assertRefused(
            lambda: self.env["ir.default"].set(
                "crm.lead", "referred", "X", company_id=self.company.id
            )
        )
        for free in (self.stage, shared, reason, foreign):
            free.name = "Free"
        self.env["ir.default"].set("crm.lead", "referred", "X")
        settings = self.env["res.config.settings"].create({"is_membership_multi": True})
        settings.execute()
        self.env.ref("base.group_user").write(
            {"implied_ids": self.env.ref("crm.group_use_recurring_revenues").ids}
        )
        # this one changes every team, ours included
        self.assertRefused(
            lambda: self.env["res.config.settings"].create({"group_use_lead": True})
        )
        # but no gate asks for less
        must = self.env.ref("crm_readiness.criterion_position_stated")
        self.assertRefused(lambda: must.write({"level": "should"}))

    def test_shared_configuration_is_held_when_somebody_of_all_companies_agrees(self):
        self._other_company()
        project = self._free_project()
        project.action_lock()
        self.stage.name = "Free"
        with self.assertRaises(AccessError):
            project.with_user(self.owner).action_hold_shared()
        with self.assertRaises(AccessError):
            project.with_user(self.env.ref("base.user_root")).action_hold_shared()
        self.owner.company_ids = self.env["res.company"].search([])
        project.with_user(self.owner).action_hold_shared()
        self.assertTrue(project.holds_shared)
        self.assertFalse(project.not_asked)
        self.assertEqual(project.agreement_ids.user_id, self.owner)
        self.assertRefused(lambda: self.stage.write({"name": "X"}))

    def test_a_company_founded_later_is_shown_as_not_asked(self):
        project = self._project()
        later = self._other_company()
        project.invalidate_recordset()
        self.assertEqual(project.not_asked, later.name)
        self.assertRefused(lambda: self.stage.write({"name": "X"}))

    def test_agreements_are_append_only(self):
        project = self._project()
        for change in (
            lambda: project.agreement_ids.write({"date": "2020-01-01"}),
            project.agreement_ids.unlink,
            lambda: project.agreement_ids.create({"project_id": project.id}),
            lambda: project.write({"agreement_ids": [(5, 0, 0)]}),
        ):
            with self.assertRaises(UserError):
                change()
        self.assertTrue(project.agreement_ids)

    def test_the_refusal_names_company_project_and_gate_keeper(self):
        project = self._project()
        stranger = self._goal_user("stranger", "sales_team.group_sale_manager")
        company = self._other_company()
        stranger.write({"company_ids": company.ids, "company_id": company.id})
        self.assertFalse(project.with_user(stranger).has_access("read"))
        for user in (self.manager, stranger, self.env.ref("base.user_admin")):
            error = self.assertRefused(
                lambda user=user: self.stage.with_user(user).sudo().write({"name": "X"})
            )
            for name in (project.name, self.company.name, self.keeper.name):
                self.assertIn(name, str(error))
        banner = self.stage.with_user(stranger).readiness_lock
        self.assertEqual(banner["projects"][0]["company"], self.company.name)
        self.assertIn(self.keeper.name, banner["projects"][0]["keepers"])

    # -- upgrade -----------------------------------------------------------------

    def test_projects_that_locked_go_on_to_lock(self):
        project, off = self._project(), self._free_project(name="Off")
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM crm_readiness_agreement")
        self.env.invalidate_all()
        migrate = runpy.run_path(str(SCRIPT))["migrate"]
        for _twice in range(2):
            migrate(self.env.cr, "19.0.2.0.0")
        self.env.invalidate_all()
        self.assertEqual(len(project.agreement_ids), 1)
        self.assertFalse(project.agreement_ids.user_id)
        self.assertIn(self.company.name, project.not_asked)
        self.assertFalse(off.agreement_ids)
        self.assertRefused(lambda: self.stage.write({"name": "X"}))
