from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import GoalCase


@tagged("post_install", "-at_install")
class TestCrmGoalMap(GoalCase):
    def test_five_segments_by_default(self):
        self.assertEqual(
            self.map.segment_ids.mapped("code"),
            ["relationship", "opportunity", "inbound", "service", "delightment"],
        )

    def test_segment_in_use_stays(self):
        goal = self._goal()
        with self.assertRaisesRegex(ValidationError, "has goals in this map"):
            self.map.segment_ids = [Command.unlink(self.opportunity.id)]
        with self.assertRaisesRegex(UserError, "Archive the segment"):
            self.opportunity.sudo().unlink()
        goal.active = False
        with self.assertRaisesRegex(UserError, "Archive the segment"):
            self.opportunity.sudo().unlink()
        self.assertTrue(goal.exists())

    def test_goal_outside_the_maps_segments(self):
        self.map.segment_ids = [Command.set(self.opportunity.ids)]
        with self.assertRaisesRegex(ValidationError, "is not a segment of the map"):
            self._goal(segment_id=self.inbound.id)

    def test_all_segments_are_shown_even_empty(self):
        self._goal()
        Goal = self.env["crm.goal"].with_user(self.seller)
        Goal = Goal.with_context(read_group_expand=True)
        groups = Goal.web_read_group(
            [("map_id", "=", self.map.id)], groupby=["segment_id"], aggregates=[]
        )["groups"]
        self.assertEqual(len(groups), 5)
        self.map.segment_ids = [Command.set(self.opportunity.ids)]
        groups = Goal.web_read_group(
            [("map_id", "=", self.map.id)], groupby=["segment_id"], aggregates=[]
        )["groups"]
        self.assertEqual(len(groups), 1)

    def test_archive_and_restore_take_the_goals_along(self):
        kept, gone = self._goal(), self._goal()
        gone.active = False
        self.map.action_archive()
        self.assertFalse(kept.active)
        self.map.action_unarchive()
        self.assertTrue(kept.active)
        self.assertFalse(gone.active)

    def test_copy_begins_anew(self):
        self._make_known(self.win_rate)
        goal = self._complete_goal()
        self._decide(goal)
        self._decide(self.map)
        copied = self.map.copy()
        self.assertEqual(copied.name, "M (copy)")
        self.assertEqual(copied.date_from, self.map.date_to + relativedelta(days=1))
        self.assertFalse(copied.position_ids)
        self.assertFalse(copied.revision_ids)
        self.assertEqual(copied.approval_state, "draft")
        self.assertEqual(len(copied.goal_ids), 1)
        new = copied.goal_ids
        self.assertEqual((new.name, new.metric_id), (goal.name, goal.metric_id))
        self.assertFalse(new.baseline_id)
        self.assertIsNone(new.target_value)
        self.assertEqual(new.approval_state, "draft")
        self.assertFalse(new.sudo().stakeholder_ids)

    def test_conditions_are_dated(self):
        self.assertFalse(self.map.conditions_date)
        self.map.conditions = "Two salespeople leave."
        self.assertEqual(self.map.conditions_date, fields.Date.today())
        maps = self.env["crm.goal.map"].with_context(
            default_conditions_date="2020-01-01"
        )
        other = maps.create({"name": "Other", "conditions": "A merger"})
        self.assertEqual(other.conditions_date, fields.Date.today())

    def test_review_reminds_once(self):
        def reminders():
            return self.map.activity_ids.filtered(
                lambda a: (
                    a.activity_type_id == self.env.ref("crm_goal_map.activity_review")
                )
            )

        Map = self.env["crm.goal.map"]
        Map._cron_review_reminders()
        self.assertFalse(reminders())
        self.map.next_review = fields.Date.today()
        Map._cron_review_reminders()
        Map._cron_review_reminders()
        self.assertEqual(len(reminders()), 1)
        self.assertEqual(reminders().user_id, self.manager)
        self.map.action_reviewed()
        self.assertFalse(reminders())
        self.assertEqual(
            self.map.next_review, fields.Date.today() + relativedelta(months=3)
        )
        Map._cron_review_reminders()
        self.assertFalse(reminders())

    def test_review_reminds_the_owner_in_his_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.manager.lang = "de_DE"
        self.map.next_review = fields.Date.today()
        self.env["crm.goal.map"]._cron_review_reminders()
        self.assertEqual(self.map.activity_ids.summary, "Ziel-Landkarte überprüfen")

    def test_blanket_uplift_is_refused(self):
        self._make_known(self.win_rate)
        goals = self.env["crm.goal"]
        for name in ("One", "Two", "Three"):
            goals |= self._quantified_goal(name=name)
        found = self.map.blanket_uplift()
        self.assertTrue(found["blanket"])
        self.assertEqual(found["goal_ids"], goals.ids)
        self.assertAlmostEqual(found["change"], 0.2)
        with self.assertRaisesRegex(UserError, "“One”, “Two”, “Three”"):
            self.map.action_request_approval()
        goals[0].target_value = 0.5
        found = self.map.blanket_uplift()
        self.assertFalse(found["blanket"])
        self.assertTrue(found["warning"])
        self._decide(self.map)
        self.assertTrue(self.map.is_approved)

    def test_blanket_uplift_of_lower_is_better(self):
        self._make_known(self.win_rate)
        lost = self._make_known(
            self._metric(
                "loss_rate",
                kind="ratio",
                numerator_id=self.closed.id,
                denominator_id=self.won.id,
                direction="lower",
            )
        )
        self._quantified_goal()
        self._quantified_goal()
        goal = self._quantified_goal(metric_id=lost.id, target=2.0)
        self.assertAlmostEqual(goal.baseline_value, 2.5)
        self.assertEqual(goal.target_comparator, "<=")
        self.assertTrue(self.map.blanket_uplift()["blanket"])

    def test_plus_twenty_percent_of_nobody_knows_what(self):
        for _number in range(3):
            self._goal(target_basis="relative", target_change=0.2)
        self.assertTrue(self.map.blanket_uplift()["blanket"])
        self.assertIn("+20 %", self.map.uplift_message)

    def test_a_map_with_history_is_not_deleted(self):
        self.env["crm.goal.map"].with_user(self.manager).create({"name": "X"}).unlink()
        self._make_known(self.win_rate)
        goal = self._quantified_goal()
        with self.assertRaisesRegex(UserError, "archive it instead"):
            self.map.unlink()
        self.assertTrue(goal.exists())

    def test_who_decides_sees_the_conflicts(self):
        one, other = self._goal(name="One"), self._goal(name="Other", metric_id=False)
        one.effect_ids = [
            Command.create(
                {"kind": "weakens", "affected_goal_id": other.id, "why": "Time"}
            )
        ]
        line = "“One” weakens “Other”: Time"
        self.assertEqual(self.map.conflict_text, line)
        for record in (self.map, one):
            record.with_user(self.decider).invalidate_recordset()
            action = record.with_user(self.decider).action_open_approval_wizard()
            wizard = (
                self.env["crm.approval.wizard"]
                .with_user(self.decider)
                .with_context(**action["context"])
                .create({})
            )
            self.assertEqual(wizard.goal_warnings, line)
