from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.crm_metric_definitions.tests.common import approve, reject

from .common import ReadinessCase


@tagged("post_install", "-at_install")
class TestWaiver(ReadinessCase):
    def setUp(self):
        super().setUp()
        self.project = self._project()
        self.criterion = self.env.ref("crm_readiness.criterion_advisor_confirmed")
        self.tomorrow = fields.Datetime.now() + timedelta(days=1)

    def _of_criterion(self, **vals):
        vals = {"criterion_id": self.criterion.id, "expiry": self.tomorrow, **vals}
        return self._waiver(self.project, **vals)

    def test_waived_is_not_met_but_passes(self):
        self._prepare(self.project)
        self.project.advisor_id = self.onlooker.partner_id
        with self.assertRaises(UserError):
            self._go(self.project)
        self._of_criterion()
        self.assertEqual(self._state(self.project, "advisor_confirmed"), "waived")
        self._go(self.project)
        self.assertOpen(self.project)
        waivers = self.project.gate_report("software")["waivers"]
        self.assertEqual(waivers[0]["criterion"], "advisor_confirmed")
        with freeze_time(self.tomorrow + timedelta(minutes=1)):
            self.assertClosed(self.project)
            self.assertEqual(self._state(self.project, "waivers_running"), "not_met")

    def test_expired_waiver_of_a_should(self):
        """Gate and lock agree, whatever is asked first, and about a should, too."""
        self._prepare(self.project)
        looking = self.env.ref("crm_readiness.criterion_waivers_running")
        looking.write({"sequence": 1, "level": "must"})
        self._go(self.project)
        self._of_criterion(
            criterion_id=self.env.ref("crm_readiness.criterion_goals_with_tactic").id
        )
        self.assertOpen(self.project)
        with freeze_time(self.tomorrow + timedelta(minutes=1)):
            self.assertClosed(self.project)
            self.assertRefused(lambda: self.stage.write({"name": "X"}))

    def test_met_is_met_although_waived(self):
        self._prepare(self.project)
        self._of_criterion()
        self.assertEqual(self._state(self.project, "advisor_confirmed"), "met")

    def test_four_eyes(self):
        waiver = (
            self.env["crm.readiness.waiver"]
            .with_user(self.owner)
            .create(
                {
                    "project_id": self.project.id,
                    "kind": "lock",
                    "reason": "Fair",
                    "hours": 2,
                }
            )
        )
        waiver.action_request_approval()
        with self.assertRaises(AccessError):
            approve(waiver.with_user(self.owner))
        self.owner.group_ids += self.env.ref("crm_readiness.group_gate_keeper")
        with self.assertRaises(UserError):
            approve(waiver.with_user(self.owner))
        self.assertFalse(waiver.is_valid)

    def test_break_glass(self):
        waiver = self._waiver(self.project, kind="lock", hours=2)
        self.stage.write({"name": "In the break"})
        status = self.env["crm.readiness.project"].lock_status("crm.stage")
        self.assertFalse(status["locked"])
        self.assertEqual(status["waivers"][0]["reason"], "Trade fair")
        with freeze_time(fields.Datetime.now() + timedelta(hours=2, minutes=1)):
            self.assertRefused(lambda: self.stage.write({"name": "Too late"}))
            self.assertFalse(waiver.is_valid)

    def test_a_longer_break_needs_a_new_approval(self):
        waiver = self._waiver(self.project, kind="lock", hours=1)
        waiver.hours = 72
        self.assertEqual(waiver.approval_state, "lapsed")
        self.assertRefused(lambda: self.stage.write({"name": "X"}))

    @mute_logger("odoo.sql_db")
    def test_an_end_is_needed(self):
        for vals in (
            {"kind": "lock", "hours": 0},
            {"kind": "lock", "hours": 1000},
            {"criterion_id": self.criterion.id},
            {"kind": "lock", "criterion_id": self.criterion.id, "hours": 1},
            {},
        ):
            with self.subTest(vals), self.assertRaises(IntegrityError):
                self.env["crm.readiness.waiver"].create(
                    {"project_id": self.project.id, "reason": "X", **vals}
                )

    def test_an_expired_one_is_not_approved(self):
        with self.assertRaisesRegex(UserError, "passed"):
            self._of_criterion(expiry=fields.Datetime.now() - timedelta(days=1))

    def test_not_for_ever(self):
        with self.assertRaisesRegex(UserError, "at most 180 days"):
            self._of_criterion(expiry=fields.Datetime.now() + timedelta(days=181))

    def test_only_what_concerns_the_screen(self):
        """A screen names those waivers without which its records were held."""
        south = self._project(name="South", team_ids=self.other_team.ids)
        self._waiver(south, kind="lock", hours=1)
        status = self.env["crm.readiness.project"].lock_status
        self.assertTrue(status("crm.team", self.other_team.ids)["waivers"])
        self.assertFalse(status("crm.team", self.team.ids)["waivers"])

    def test_a_granted_one_stays(self):
        waiver = self._of_criterion()
        with self.assertRaisesRegex(UserError, "history"):
            waiver.unlink()
        refused = waiver.with_user(self.owner).copy()
        refused.action_request_approval()
        reject(refused.with_user(self.keeper), "No.")
        with self.assertRaisesRegex(UserError, "part of the history"):
            refused.unlink()
