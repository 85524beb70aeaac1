from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..models.words import percent
from .common import GoalCase


@tagged("post_install", "-at_install")
class TestCrmGoalTarget(GoalCase):
    def test_empty_is_not_zero(self):
        names = ["target_value", "committed_value", "stretch_value", "target_upper"]
        with Form(self._goal()) as form:
            self.assertFalse(any(form[name] is not False for name in names))
            form.target_value = 0
        goal = form.record
        self.assertEqual(goal.target_value, 0.0)
        self.assertEqual(goal.target_display, "at least 0.0 %")
        with Form(goal) as form:
            form.target_value = False
        self.assertIsNone(goal.target_value)
        self.assertEqual(goal.target_display, "no target yet")
        self.assertEqual(goal.search_count([("target_value", "=", False)]), 1)
        self.assertEqual(goal.search_count([("target_value", "=", 0)]), 0)

    def test_a_new_goal_has_no_figures(self):
        """The web client sends what the form shows, also what nobody typed."""
        with Form(self.env["crm.goal"].with_user(self.manager)) as form:
            form.name = "New"
            form.map_id = self.map
            form.segment_id = self.opportunity
            form.metric_id = self.win_rate
        goal = form.record
        self.assertIsNone(goal.target_value)
        self.assertIsNone(goal.committed_value)
        self.assertIsNone(goal.target_change)

    def test_zero_has_no_sign(self):
        self._make_known(self.win_rate)
        goal = self._quantified_goal(target=0.4 - 1e-6)
        said = "0 percentage points, relative 0 %"
        self.assertEqual(goal.change_display, said)
        goal.target_value = 0.4
        self.assertEqual(goal.change_display, said)
        self.assertEqual(self.win_rate.format_value(-0.0004), "0.0 %")
        self.assertEqual(self.win_rate.format_value(-0.004), "-0.4 %")
        self.assertEqual(percent(self.env, -0.0001), "0 %")

    def test_the_form_asks_for_figures(self):
        goal = self._goal(target_comparator="range")
        with Form(goal) as form:
            form.target_value = 0.4
            form.target_upper = 0.5
            form.committed_value = 0.3
            form.stretch_value = 0.6
            with form.interim_ids.new() as interim:
                interim.date = "2027-01-01"
                interim.value = 0.35
        self.assertEqual(goal.target_display, "40.0 % to 50.0 %")
        self.assertEqual((goal.committed_value, goal.stretch_value), (0.3, 0.6))
        self.assertEqual(goal.interim_ids.value, 0.35)
        with Form(goal) as form:
            form.committed_value = False
        self.assertIsNone(goal.committed_value)
        self.assertIsNotNone(goal.stretch_value)

    def test_a_range_needs_both_ends(self):
        goal = self._goal(target_comparator="range")
        with self.assertRaisesRegex(ValidationError, "lower figure first"):
            goal.target_value = 0.4

    def test_saving_unchanged_changes_nothing(self):
        goal = self._goal(target_value=0.123456)
        with Form(goal) as form:
            form.name = "Other"
        self.assertEqual(goal.target_value, 0.123456)

    def test_a_change_without_its_baseline(self):
        goal = self._goal(target_basis="relative")
        self.assertIsNone(goal.target_change)
        self.assertEqual(goal.target_display, "no target yet")
        with Form(goal) as form:
            form.target_change = 0.2
            self.assertEqual(form.target_display, "+20 %")
        self.assertEqual(goal.target_display, "+20 %")
        self.assertIsNone(goal.target_value)
        goal.write({"target_basis": "points", "target_change": -0.05})
        self.assertEqual(goal.target_display, "-5 percentage points")
        plain = self._metric("closed_test", kind="simple", numerator_id=self.closed.id)
        goal.write({"metric_id": plain.id, "target_change": 2})
        self.assertEqual(goal.target_display, "+2.0")

    def test_a_guard_without_a_limit(self):
        goal = self._goal()
        goal.effect_ids = [
            Command.create({"why": "Time", "guard_metric_id": self.win_rate.id})
        ]
        guard = goal.effect_ids
        self.assertIsNone(guard.guard_limit)
        self.assertEqual(guard.guard_state, "none")
        with self.assertRaisesRegex(ValidationError, "a limit type"):
            guard.guard_limit = 0.0
        guard.write({"guard_comparator": ">=", "guard_limit": 0.0})
        self.assertEqual(guard.guard_limit, 0.0)
        self.assertEqual(guard.guard_state, "not_known")
        guard.guard_limit = False
        self.assertIsNone(guard.guard_limit)
