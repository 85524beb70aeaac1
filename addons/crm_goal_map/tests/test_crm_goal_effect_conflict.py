from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import GoalCase


@tagged("post_install", "-at_install")
class TestCrmGoalConflict(GoalCase):
    def _effect(self, goal, kind, target=None, metric=None):
        return (
            self.env["crm.goal.effect"]
            .with_user(self.manager)
            .create(
                {
                    "goal_id": goal.id,
                    "kind": kind,
                    "affected_goal_id": target and target.id,
                    "affected_metric_id": metric and metric.id,
                    "why": "Because",
                }
            )
        )

    def test_both_sides_show_a_conflict(self):
        one, other = self._goal(name="One"), self._goal(name="Other", metric_id=False)
        self._effect(one, "weakens", other)
        for goal in (one, other):
            self.assertEqual(goal.conflict_count, 1)
            self.assertEqual(goal.conflict_text, "“One” weakens “Other”: Because")

    def test_a_metric_stands_for_its_goals(self):
        one, other = self._goal(name="One", metric_id=False), self._goal(name="Other")
        self._effect(one, "weakens", metric=self.win_rate)
        self.assertEqual(other.conflict_count, 1)

    def test_reinforcing_is_no_conflict_and_loops_are_shown(self):
        one, other = self._goal(name="One"), self._goal(name="Other", metric_id=False)
        self._effect(one, "reinforces", other)
        self._effect(other, "reinforces", one)
        self.assertEqual(one.conflict_count, 0)
        self.assertEqual(one.loop_text, "Reinforcing loop: “One” → “Other” → “One”")
        self._effect(other, "weakens", one)
        one.invalidate_recordset()
        self.assertEqual(
            one.loop_text,
            "Reinforcing loop: “One” → “Other” → “One”\n"
            "Balancing loop: “One” → “Other” → “One”",
        )
        other.effect_ids[0].unlink()
        one.invalidate_recordset()
        self.assertEqual(one.loop_text, "Balancing loop: “One” → “Other” → “One”")
        self.assertEqual(one.conflict_count, 1)

    def test_a_goal_has_no_effect_on_itself(self):
        goal, other = self._goal(name="One"), self._goal(name="Other", metric_id=False)
        with self.assertRaisesRegex(ValidationError, "“One” has no effect on itself"):
            self._effect(goal, "weakens", goal)
        effect = self._effect(goal, "weakens", other)
        with self.assertRaisesRegex(ValidationError, "no effect on itself"):
            effect.affected_goal_id = goal

    def test_the_goals_own_metric_is_no_loop(self):
        goal = self._goal()
        self._effect(goal, "weakens", metric=self.win_rate)
        self.assertFalse(goal.loop_text)
        self.assertFalse(goal.conflict_text)

    def test_an_effect_stays_within_its_map(self):
        chart = self.map.copy({"name": "Another"})
        one, other = self._goal(name="One"), self._goal(name="Other", metric_id=False)
        away = self._goal(name="Away", map_id=chart.id)
        self._effect(one, "weakens", other)
        for door in (
            lambda: self._effect(one, "weakens", away),
            lambda: one.write({"map_id": chart.id}),
            lambda: other.write({"map_id": chart.id}),
        ):
            # not assertRaisesRegex: only this one takes back what was refused
            with self.assertRaises(ValidationError) as caught:
                door()
            self.assertIn("An effect stays within one map", str(caught.exception))
        (one + other).write({"map_id": chart.id})
        self.assertEqual(one.effect_ids.map_id, chart)

    def test_archived_goals_do_not_count(self):
        one, other = self._goal(), self._goal(metric_id=False)
        self._effect(one, "weakens", other)
        one.active = False
        other.invalidate_recordset()
        self.assertEqual(other.conflict_count, 0)
