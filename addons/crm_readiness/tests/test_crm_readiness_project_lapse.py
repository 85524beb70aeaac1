from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ReadinessCase, confirm, decide

LOGGER = "odoo.addons.crm_readiness.models.crm_readiness_project.lapse"


@tagged("post_install", "-at_install")
class TestLapse(ReadinessCase):
    def setUp(self):
        super().setUp()
        self.project = self._project()
        self._prepare(self.project)
        self._go(self.project)
        self.domain = self.won.domain

    def _notice(self):
        self.project.sudo()._notice_lapses()
        return self.project.activity_ids

    def test_told_once(self):
        self.assertFalse(self._notice())
        self.won.domain = "[]"
        activity = self._notice()
        self.assertEqual(activity.user_id, self.owner)
        self.assertIn("Configure software", activity.summary)
        self.assertIn("procedure", activity.note)
        self.assertEqual(self._notice(), activity)
        self.assertTrue(self.project.has_lapse)
        found = self.env["crm.readiness.project"].search([("has_lapse", "=", True)])
        self.assertEqual(found, self.project.sudo())

    def test_the_next_lapse_is_told_again(self):
        self.won.domain = "[]"
        self._notice()
        self.won.domain = self.domain
        self.assertEqual(len(self._notice()), 1)
        self.assertFalse(self.project.has_lapse)
        self.won.domain = "[]"
        self.assertEqual(len(self._notice()), 2)

    def test_a_broken_project_stops_no_other_one(self):
        """Nor does one that takes longer than the time of a scheduled action."""
        broken = self.project.sudo().copy({"name": "Broken"})
        cls = type(self.project)
        original = cls._notice_lapses
        noticed = []

        def notice(project):
            noticed.append(project.id)
            if project.id == broken.id:
                project.env.cr.execute("SELECT 1 / 0")
            return original(project)

        self.won.domain = "[]"
        both = broken + self.project.sudo()
        with (
            patch.object(cls, "_notice_lapses", notice),
            patch.object(cls, "search", lambda *args, **options: both),
            patch.object(
                type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 0.0
            ),
            mute_logger(LOGGER, "odoo.sql_db"),
        ):
            self.project._cron_notify_lapses()
        self.assertEqual(noticed, [broken.id, broken.id, self.project.id])
        self.assertTrue(self.project.activity_ids)

    def test_each_segment_is_told(self):
        other = self.env["crm.goal.segment"].search(
            [("id", "!=", self.opportunity.id)], limit=1
        )
        self.map.position_ids.filtered(lambda p: p.segment_id == other).unlink()
        position = self.env["crm.goal.position"].create(
            {
                "map_id": self.map.id,
                "segment_id": other.id,
                "existence": "weak",
                "no_goal_reason": "Comes later.",
            }
        )
        self.project.scope_ids = [Command.create({"segment_id": other.id})]
        confirm(self.project.with_user(self.advisor))
        self._go(self.project)
        self.won.domain = "[]"
        self.assertEqual(len(self._notice()), 1)
        position.no_goal_reason = False
        self.assertEqual(len(self._notice()), 2)
        self.assertEqual(len(self._notice()), 2)
        self.assertEqual(self.project.lapse_ids.segment_ids, self.opportunity + other)
        position.no_goal_reason = "Comes later."
        self.assertEqual(len(self._notice()), 2)
        position.no_goal_reason = False
        self.assertEqual(len(self._notice()), 3)
        self.assertEqual(len(self.project.lapse_ids), 1)

    def test_a_hold_ends_the_lapse(self):
        """After a decision the gate is closed by that decision and not by itself."""
        self.won.domain = "[]"
        self._notice()
        decide(self.project.with_user(self.keeper), "software", "hold")
        self.assertEqual(len(self._notice()), 1)
        self.assertClosed(self.project)
        lapse = self.project.lapse_ids
        self.assertTrue(lapse.date_end)
        self.assertEqual(lapse._fields["date_end"].string, "Ended on")

    def test_reading_writes_nothing(self):
        self.won.domain = "[]"
        self.assertClosed(self.project)
        self.assertFalse(self.project.activity_ids)
        self.assertFalse(self.project.lapse_ids)

    def test_live_lapse_flags_only(self):
        self._go(self.project, "live")
        self.won.domain = "[]"
        self.assertEqual(len(self._notice()), 2)
        self.assertTrue(self.project.has_lapse)
        self.stage.write({"name": "Free"})

    def test_missed_condition_of_a_live_project(self):
        """It closes the gate “live”, is told, and locks nothing any more."""
        due = fields.Date.add(fields.Date.today(), days=3)
        decide(
            self.project.with_user(self.keeper),
            "live",
            "conditional",
            conditions=[{"name": "Train the field service", "due_date": due}],
        )
        with freeze_time(fields.Date.add(due, days=1)):
            self.assertIn("Train the field service", self._notice().note)
            self.assertClosed(self.project, "live")
            decide(self.project.with_user(self.keeper), "software", "hold")
            self.stage.write({"name": "Free"})

    def test_cron(self):
        self.won.domain = "[]"
        with self.enter_registry_test_mode():
            self.env.ref(
                "crm_readiness.crm_readiness_lapse_cron_notify"
            ).method_direct_trigger()
        self.assertEqual(len(self.project.activity_ids), 1)
