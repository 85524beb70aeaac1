from odoo.tests import tagged

from odoo.addons.crm_goal_map.lib import progress

from .common import GoalCase


@tagged("post_install", "-at_install")
class TestCrmGoalAchievement(GoalCase):
    def test_highest_level_reached(self):
        self._make_known(self.win_rate)  # the win rate is 40 %
        for committed, target, stretch, level in (
            (0.45, 0.5, 0.6, "none"),
            (0.35, 0.5, 0.6, "committed"),
            (0.35, 0.4, 0.6, "target"),
            (0.35, 0.38, 0.4, "stretch"),
        ):
            goal = self._quantified_goal(
                target, committed_value=committed, stretch_value=stretch
            )
            self.assertEqual(goal.achievement, level)
            (data,) = (g for g in self.map.map_data()["goals"] if g["id"] == goal.id)
            self.assertEqual(data["level"]["state"], level)

    def test_lower_is_better(self):
        self._make_known(self.win_rate)
        goal = self._quantified_goal(
            0.3, target_comparator="<=", committed_value=0.45, stretch_value=0.2
        )
        self.assertEqual(goal.achievement, "committed")

    def test_unknown_has_no_level(self):
        goal = self._goal(target_value=0.1, committed_value=0.0, stretch_value=0.2)
        self.assertFalse(goal.achievement)
        self._make_known(self.win_rate)
        goal.invalidate_recordset()
        self.assertFalse(goal.achievement, "the baseline is not frozen")

    def test_without_levels_the_status_says_it(self):
        self._make_known(self.win_rate)
        self.assertFalse(self._quantified_goal(0.4).achievement)

    def test_pure(self):
        four, three = progress.band(">=", 4), progress.band(">=", 3)
        self.assertIsNone(progress.level(3, None, three))
        self.assertIsNone(progress.level(None, four, three))
        self.assertEqual(progress.level(3, four), "none")
        self.assertEqual(progress.level(0, progress.band("<=", 1)), "target")
