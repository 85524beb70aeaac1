from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .common import GoalCase


@tagged("post_install", "-at_install")
class TestCrmGoal(GoalCase):
    def test_form_prefills_nothing_from_the_metric_but_its_direction(self):
        goal_form = Form(
            self.env["crm.goal"]
            .with_user(self.manager)
            .with_context(default_map_id=self.map.id)
        )
        goal_form.segment_id = self.opportunity
        goal_form.metric_id = self.win_rate
        goal = goal_form.save()
        self.assertEqual(goal.name, self.win_rate.name)
        self.assertEqual(goal.target_comparator, ">=")
        self.assertIsNone(goal.target_value)
        self.assertIsNone(goal.committed_value)
        self.assertFalse(goal.baseline_id)
        with Form(goal) as form:
            form.target_value = 0.5
        self.assertIsNotNone(goal.target_value)
        self.assertEqual(goal.target_value, 0.5)

    def test_moved_between_segments(self):
        goal = self._goal()
        goal.with_user(self.manager).web_save(
            {"segment_id": self.inbound.id}, {"segment_id": {}}
        )
        self.assertEqual(goal.segment_id, self.inbound)

    def test_range_in_order(self):
        with self.assertRaisesRegex(ValidationError, "lower figure first"):
            self._goal(target_comparator="range", target_value=9, target_upper=8)
        goal = self._goal(target_comparator="range", target_value=8, target_upper=9)
        self.assertEqual(goal.target_display, "800.0 % to 900.0 %")

    def test_archived_metric(self):
        goal = self._goal()
        self.win_rate.active = False
        goal.invalidate_recordset()
        self.assertEqual(goal.status, "not_known")
        self.assertIn("is archived", goal.status_hint)
        goal.write({"name": "Still here"})
        with self.assertRaisesRegex(ValidationError, "archived: choose one in use"):
            self._goal()
        with self.assertRaisesRegex(ValidationError, f"“{self.win_rate.name}”.*Still"):
            self.map.copy()
        self.assertTrue(
            any("archived" in problem for problem in goal._approval_problems())
        )

    def test_a_measured_goal_keeps_its_metric(self):
        self._make_known(self.win_rate)
        goal = self._quantified_goal()
        other = self._metric("another_rate", numerator_id=self.won.id)
        with self.assertRaisesRegex(UserError, "measured by another metric"):
            goal.metric_id = other
        self.assertEqual(goal.metric_id, self.win_rate)

    def test_an_owner_leaves(self):
        goal = self._goal(owner_id=self.seller.id)
        self.seller.active = False
        self.assertEqual(goal.owner_id, self.seller)
        self.assertEqual(goal._responsible(), self.manager)

    def test_quick_filters(self):
        goal = self._goal(owner_id=self.seller.id)
        Goal = self.env["crm.goal"].with_user(self.seller)
        view = self.env["ir.ui.view"].search(
            [("model", "=", "crm.goal"), ("type", "=", "search")], limit=1
        )
        self.assertIn("review_due", view.arch)
        due = [("map_id.next_review", "<=", "today")]
        self.assertNotIn(goal, Goal.search(due))
        self.map.next_review = "2020-01-01"
        self.assertIn(goal, Goal.search(due))
