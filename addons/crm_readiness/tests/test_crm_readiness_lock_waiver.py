from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.crm_metric_definitions.tests.common import approve

from .common import ReadinessCase


@tagged("post_install", "-at_install")
class TestLockWaiver(ReadinessCase):
    """Break glass opens the configuration for some hours, and nothing for good."""

    def setUp(self):
        super().setUp()
        self.project = self._project(
            self.opportunity + self.inbound, team_ids=(self.team + self.other_team).ids
        )
        self.project.raised_criterion_ids = self.env.ref(
            "crm_readiness.criterion_goals_owned"
        )

    def _later(self, hours=2):
        return freeze_time(fields.Datetime.now() + timedelta(hours=hours, minutes=1))

    def _asked(self, **vals):
        waivers = self.env["crm.readiness.waiver"].with_user(self.owner)
        return waivers.create(
            {
                "project_id": self.project.id,
                "kind": "lock",
                "reason": "Trade fair",
                "hours": 1,
                **vals,
            }
        )

    # -- it ends -------------------------------------------------------------

    def _assert_held_again(self):
        with self._later():
            self.env.invalidate_all()
            self.assertRefused(lambda: self.stage.write({"name": "X"}))
            self.assertRefused(lambda: self.team.write({"name": "X"}))
            self.assertRefused(lambda: self.other_team.write({"name": "X"}))
            self.assertEqual(self.project.lock_state, "closed")

    def test_what_is_turned_off_or_narrowed_is_held_again_when_it_ends(self):
        project = self.project
        inbound = project.scope_ids.filtered(lambda s: s.segment_id == self.inbound)
        changes = {
            "off": lambda: project.write({"lock_enabled": False}),
            "turned off by its button": project.action_unlock,
            "archived": project.action_archive,
            "fewer teams": lambda: project.write({"team_ids": self.team.ids}),
            "segment": inbound.unlink,
            "no segment": lambda: project.write({"segment_ids": [Command.clear()]}),
            "step by step": lambda: (
                project.write({"team_ids": self.team.ids}),
                project.write({"lock_enabled": False}),
                project.write({"active": False}),
            ),
        }
        for name, change in changes.items():
            with self.subTest(name), self.env.cr.savepoint() as undo:
                self._waiver(project, kind="lock", hours=1)
                change()
                self.stage.name = "Free"
                self._assert_held_again()
                undo.rollback()

    def test_a_dropped_segment_still_has_to_pass(self):
        self._prepare(self.project)
        self._go(self.project, segment_ids=self.opportunity.ids)
        self._waiver(self.project, kind="lock", hours=1)
        self.project.segment_ids = self.opportunity
        with self._later():
            self.env.invalidate_all()
            self.assertRefused(lambda: self.stage.write({"name": "X"}))

    def test_a_must_that_was_lowered_is_a_must_again(self):
        criterion = self.project.raised_criterion_ids
        self._waiver(self.project, kind="lock", hours=1)
        self.project.raised_criterion_ids = False
        self.assertTrue(criterion._is_must(self.project))

    def test_the_company_stays(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.user.company_ids += company
        self._waiver(self.project, kind="lock", hours=1)
        goal_map = self.env["crm.goal.map"].create(
            {"name": "Theirs", "company_id": company.id}
        )
        self.assertRefused(
            lambda: self.project.write(
                {
                    "company_id": company.id,
                    "map_id": goal_map.id,
                    "team_ids": [Command.clear()],
                }
            )
        )

    def test_an_open_gate_ends_it_for_good(self):
        project = self._project(name="Other")
        (self.project + project).mapped(
            lambda each: self._waiver(each, kind="lock", hours=1)
        )
        project.lock_enabled = False
        self._prepare(project)
        self._go(project)
        project.lock_enabled = False
        self.assertFalse(project.kept_lock)
        with self._later():
            self.env.invalidate_all()
            self.assertNotIn(project.id, project._locks())

    # -- who is asked, who decides -----------------------------------------------

    def test_the_keepers_are_asked_at_once(self):
        second = self._readiness_user("second", "group_gate_keeper")
        waiver = self._asked()
        self.assertEqual(waiver.approval_state, "requested")
        asked = waiver.sudo().activity_ids.user_id
        self.assertEqual(asked & (self.keeper + second), self.keeper + second)
        self.assertNotIn(self.owner, asked)
        [request] = self.project.board()["requests"]
        self.assertEqual(request["by"], self.owner.name)
        self.assertEqual(request["reason"], "Trade fair")

    def test_the_banner_says_who_why_and_until_when(self):
        self._waiver(self.project, kind="lock", hours=2)
        [waiver] = self.stage.with_user(self.seller).readiness_lock["waivers"]
        self.assertEqual(waiver["by"], self.keeper.name)
        self.assertEqual(waiver["asked_by"], self.owner.name)
        self.assertEqual(waiver["reason"], "Trade fair")
        self.assertTrue(waiver["until"])

    def test_no_owner_approves_a_waiver_of_his_project(self):
        group = self.env.ref("crm_readiness.group_gate_keeper")
        self.owner.group_ids += group
        colleague = self._readiness_user("colleague", "group_project_owner")
        criterion = self.env.ref("crm_readiness.criterion_advisor_confirmed")
        day = fields.Datetime.now() + timedelta(days=1)
        for vals in (
            {},
            {"kind": "criterion", "criterion_id": criterion.id, "expiry": day},
        ):
            waiver = (
                self._asked()
                .with_user(colleague)
                .create(
                    {
                        "project_id": self.project.id,
                        "reason": "Please",
                        "kind": "lock",
                        **vals,
                    }
                )
            )
            waiver.action_request_approval()
            waiver = waiver.with_user(self.owner)
            for decide in self._decisions(waiver):
                with self.assertRaisesRegex(UserError, "own or owned"):
                    decide()
        self.project.owner_id = colleague  # he stays a former owner
        with self.assertRaisesRegex(UserError, "own or owned"):
            self._decisions(waiver)[0]()

    def _decisions(self, waiver):
        return [
            lambda: approve(waiver),
            lambda: waiver.action_reject("No", waiver.content_fingerprint),
            lambda: approve(waiver.sudo()),
        ]
