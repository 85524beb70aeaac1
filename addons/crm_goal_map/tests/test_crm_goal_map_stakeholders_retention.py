from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .common import GoalCase


@tagged("post_install", "-at_install")
class TestCrmGoalMapRetention(GoalCase):
    def setUp(self):
        super().setUp()
        self.partner = self.env["res.partner"].create({"name": "Zeno"})
        self.goal = self._goal()
        self.goal.with_user(self.confidant).stakeholder_ids = [
            Command.create(
                {
                    "partner_id": self.partner.id,
                    "influence": "high",
                    "stance_now": "opponent",
                    "action": "Lunch with Zeno",
                }
            )
        ]
        self.person = self.goal.sudo().stakeholder_ids

    def _end(self, months_ago):
        end = fields.Date.today() - relativedelta(months=months_ago, days=1)
        self.map.write({"date_from": end - relativedelta(years=1), "date_to": end})

    def _run(self):
        before = len(self.map.message_ids)
        self.env["crm.goal.map"]._cron_forget_stakeholders()
        self.map.invalidate_recordset()
        return len(self.map.message_ids) - before

    def test_kept_until_the_period_is_over_long_enough(self):
        self.assertEqual(self.map.stakeholder_retention, 6)
        self.assertEqual(self._run(), 0)
        self._end(months_ago=5)
        self.assertEqual(self._run(), 0)
        self.assertEqual(self.person.partner_id, self.partner)

    def test_forgotten_once_and_said_without_names(self):
        self._end(months_ago=6)
        self.assertEqual(self._run(), 1)
        self.assertTrue(self.person.anonymised)
        self.assertFalse(self.person.partner_id or self.person.action)
        self.assertEqual(self.person.stance_now, "opponent")
        body = self.map.message_ids[0].body
        self.assertIn("retention period has ended", body)
        self.assertNotIn("Zeno", body)
        name = self.person.name
        self.assertEqual(self._run(), 0)
        self.assertEqual(self.person.name, name)

    def test_archived_map_and_goal_too(self):
        self._end(months_ago=6)
        self.map.active = False
        self.assertEqual(self._run(), 1)
        self.assertTrue(self.person.anonymised)

    def test_approval_stays(self):
        self._end(months_ago=6)
        before = self.goal._approval_fingerprints()
        self._run()
        self.assertEqual(self.goal._approval_fingerprints(), before)

    def test_months_of_its_own(self):
        self._end(months_ago=6)
        self.map.stakeholder_retention = 12
        self.assertEqual(self._run(), 0)
        self.map.stakeholder_retention = 0
        self.assertEqual(self._run(), 1)
