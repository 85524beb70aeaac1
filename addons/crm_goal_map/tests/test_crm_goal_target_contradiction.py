from dateutil.relativedelta import relativedelta

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .workbook_case import WorkbookCase


@tagged("post_install", "-at_install")
class TestCrmGoalContradiction(WorkbookCase):
    def _refused(self, sentence, goal, **vals):
        with self.assertRaises(ValidationError) as caught:  # with a savepoint
            goal.write(vals)
        self.assertRegex(str(caught.exception), sentence)

    def test_levels_by_direction(self):
        goal = self._goal(target_value=0.4, committed_value=0.35, stretch_value=0.5)
        self._refused(
            r"Committed is 45\.0 %: .*more than the target “at least 40\.0 %”",
            goal,
            committed_value=0.45,
        )
        self._refused(r"Stretch is 38\.0 %: .*less than", goal, stretch_value=0.38)
        self._refused("Committed is 35", goal, target_value=0.3, stretch_value=0.4)
        self._refused("Committed is 35", goal, target_comparator="<=")
        goal.write({"committed_value": 0.0, "stretch_value": 0.4})
        self.assertIsNotNone(goal.committed_value, "0 is a figure")

    def test_lower_is_better(self):
        self.win_rate.direction = "lower"
        goal = self._goal(target_value=0.4, committed_value=0.45, stretch_value=0.3)
        self.assertEqual(goal.target_comparator, "<=")
        self._refused("Committed is 35.*“at most", goal, committed_value=0.35)
        self._refused("Stretch is 42", goal, stretch_value=0.42)

    def test_range(self):
        vals = {"target_comparator": "range", "target_value": 0.4, "target_upper": 0.5}
        goal = self._goal(**vals, committed_value=0.4, stretch_value=0.5)
        self._refused("Committed is 45", goal, committed_value=0.45)
        self.win_rate.direction = "none"
        self._refused("one figure to be met", goal, committed_value=0.3)
        goal.committed_value = False
        self._refused("Stretch is 51", goal, stretch_value=0.51)

    def test_without_target(self):
        goal = self._goal(committed_value=0.3)
        self._refused(
            r"more than stretch, 20\.0 %", goal, stretch_value=0.2, target_value=False
        )

    def test_absent_figures_contradict_nothing(self):
        goal = self._goal(target_value=0.4)
        self.assertFalse(goal._contradictions())
        goal.committed_value = 0.3
        goal.target_value = False
        self.assertFalse(goal._contradictions())

    def test_interim_targets(self):
        self._make_known(self.win_rate)
        goal = self._quantified_goal(0.48)  # its baseline is 40 %
        step = Command.create(
            {"date": self.month + relativedelta(months=6), "value": 0.44}
        )
        goal.interim_ids = [step]
        for value, sentence in (
            (0.5, "50.0 % until .* asks for more than the target"),
            (0.3, "30.0 % until .* lies further from the target"),
        ):
            self._refused(sentence, goal.interim_ids, value=value)
        self._refused(
            "after the target's own date",
            goal.interim_ids,
            date=self.month + relativedelta(years=2),
        )
        self._refused("44.0 % until .* asks for more", goal, target_value=0.42)
        goal.write({"target_value": 0.42, "interim_ids": [Command.clear()]})

    def test_typed_together_they_count_together(self):
        goal = self._goal(target_value=0.4, committed_value=0.35, stretch_value=0.5)
        goal.write(
            {
                "committed_value": 0.55,
                "target_value": 0.6,
                "stretch_value": 0.65,
            }
        )
        self.assertEqual(
            (goal.committed_value, goal.target_value, goal.stretch_value),
            (0.55, 0.6, 0.65),
        )
        goal.write(
            {
                "committed_value": 0.25,
                "target_comparator": "<",
                "target_value": 0.2,
                "stretch_value": False,
            }
        )
        self.assertEqual(goal.target_display, "under 20.0 %")

    def test_what_happens_by_itself_is_asked_for_at_approval(self):
        goal = self._goal(
            target_basis="relative", target_change=0.2, committed_value=0.5
        )
        self._make_known(self.win_rate)
        # the baseline is 40 %, so the target becomes 48 %
        goal.action_freeze_baseline(self.year_ago, self.month)
        self.assertIn("Committed is 50.0 %", " ".join(goal._approval_problems()))
        goal.committed_value = 0.45
        self.assertNotIn("Committed", " ".join(goal._approval_problems()))
        self.win_rate.direction = "lower"
        self.assertIn(
            "the less of “Win Rate Test”, the better",
            " ".join(goal._approval_problems()),
        )

    def test_through_the_workbook(self):
        self.goal.write({"committed_value": 0.35, "stretch_value": 0.5})
        file = self._out()
        self._cell(file, self.goal, "target").value = 0.3
        ((kind, place, message),) = self._check(file)
        self.assertEqual((kind, place), ("error", "Goals!J3"))
        self.assertIn("Committed is 35.0 %", message)
        self.assertAlmostEqual(self.goal.target_value, 0.4)
