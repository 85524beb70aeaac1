from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import GoalCase


@tagged("post_install", "-at_install")
class TestCrmGoalStated(GoalCase):
    def test_empty_is_not_zero(self):
        goal = self._goal()
        names = ("target", "committed", "stretch", "change", "upper")
        self.assertFalse(any(goal[f"{name}_stated"] for name in names))
        goal.target_stated = "0"
        self.assertTrue(goal.target_known)
        self.assertEqual(goal.target_value, 0.0)
        self.assertEqual(goal.target_stated, "0 %")
        goal.target_stated = ""
        self.assertFalse(goal.target_known)
        self.assertFalse(goal.target_stated)
        self.assertEqual(goal.target_display, "no target yet")

    def test_typed_as_people_write(self):
        goal = self._goal()
        for typed, value, shown in (
            ("48 %", 0.48, "48 %"),
            ("48", 0.48, "48 %"),
            ("7.25", 0.0725, "7.25 %"),
        ):
            goal.target_stated = typed
            self.assertAlmostEqual(goal.target_value, value)
            self.assertEqual(goal.target_stated, shown)
        self.assertEqual(goal.target_comparator, ">=")
        goal.target_stated = "under 3 %"
        self.assertEqual(goal.target_comparator, "<")
        self.assertEqual(goal.target_display, "under 3.0 %")
        self.env["res.lang"]._activate_lang("de_DE")
        german = goal.with_context(lang="de_DE")
        german.target_stated = "7,5"
        self.assertAlmostEqual(goal.target_value, 0.075)
        self.assertEqual(german.target_stated, "7,5 %")

    def test_zero_has_no_sign(self):
        self._make_known(self.win_rate)
        goal = self._quantified_goal(target=0.4 - 1e-6)
        said = "0 percentage points, relative 0 %"
        self.assertEqual(goal.change_display, said)
        goal.target_value = 0.4
        self.assertEqual(goal.change_display, said)
        self.assertEqual(self.win_rate.format_value(-0.0004), "0.0 %")
        self.assertEqual(self.win_rate.format_value(-0.004), "-0.4 %")
        self.assertEqual(goal._figure_text(-1e-9, percent=True), "0 %")
        self.assertEqual(self.map._percent(-0.0001), "0 %")

    def test_what_is_no_figure(self):
        plain = self._metric("closed_test", kind="simple", numerator_id=self.closed.id)
        goal = self._goal(metric_id=plain.id)
        with self.assertRaisesRegex(UserError, "“many” is no figure"):
            goal.target_stated = "many"
        with self.assertRaisesRegex(UserError, "is a percentage, but"):
            goal.target_stated = "20 %"
        goal.target_stated = "20"
        self.assertEqual(goal.target_value, 20)

    def test_the_form_asks_for_one_thing(self):
        goal = self._goal(target_comparator="range")
        with Form(goal) as form:
            form.target_stated = "40"
            self.assertEqual(form.target_stated, "40 %", "as it was understood")
            form.upper_stated = "50 %"
            form.committed_stated = "30 %"
            form.stretch_stated = "60 %"
            with form.interim_ids.new() as interim:
                interim.date = "2027-01-01"
                interim.stated = "35"
        self.assertEqual(goal.target_display, "40.0 % to 50.0 %")
        self.assertEqual((goal.committed_value, goal.stretch_value), (0.3, 0.6))
        self.assertEqual(goal.interim_ids.value, 0.35)
        with Form(goal) as form:
            form.committed_stated = ""
        self.assertFalse(goal.committed_known)
        self.assertTrue(goal.stretch_known)

    def test_saving_unchanged_changes_nothing(self):
        goal = self._goal(target_value=0.123456)
        with Form(goal) as form:
            form.name = "Other"
        self.assertEqual(goal.target_value, 0.123456)
        goal.target_stated = goal.target_stated
        self.assertEqual(goal.target_value, 0.123456)

    def test_a_change_without_its_baseline(self):
        goal = self._goal(target_basis="relative")
        self.assertFalse(goal.change_stated)
        self.assertEqual(goal.target_display, "no target yet")
        goal.change_stated = "+20 %"
        self.assertAlmostEqual(goal.target_change, 0.2)
        self.assertEqual(goal.target_display, "+20 %")
        self.assertEqual(goal.change_stated, "+20 %")
        self.assertFalse(goal.target_stated)
        goal.write({"target_basis": "points", "change_stated": "-5"})
        self.assertEqual(goal.target_display, "-5 percentage points")
        plain = self._metric("closed_test", kind="simple", numerator_id=self.closed.id)
        goal.write({"metric_id": plain.id, "change_stated": "2"})
        self.assertEqual(goal.target_display, "+2.0")

    def test_a_guard_without_a_limit(self):
        goal = self._goal()
        goal.effect_ids = [
            Command.create({"why": "Time", "guard_metric_id": self.win_rate.id})
        ]
        guard = goal.effect_ids
        self.assertFalse(guard.guard_stated)
        guard.write({"guard_comparator": ">=", "guard_stated": "2 %"})
        self.assertTrue(guard.guard_known)
        self.assertAlmostEqual(guard.guard_limit, 0.02)
        guard.guard_stated = False
        self.assertFalse(guard.guard_known)
