from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from .common import GoalCase


@tagged("post_install", "-at_install")
class TestCrmGoalFiguresCurrent(GoalCase):
    def _baseline_until(self, goal, day):
        """As if it had been frozen over days of the running month."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_goal_baseline SET period_end = %s WHERE id = %s",
            (day, goal.baseline_id.id),
        )
        self.env.invalidate_all()

    def test_no_progress_from_a_figure_older_than_the_baseline(self):
        self._make_known(self.win_rate)
        goal, other = self._quantified_goal(target=0.3), self._quantified_goal()
        self.assertEqual((goal.status, goal.progress), ("reached", 1.0))
        self._baseline_until(goal, self.month + relativedelta(days=27))
        self.assertEqual(goal.status, "not_known")
        self.assertIsNone(goal.current_value)
        self.assertIsNone(goal.progress)
        self.assertIn("no figure for the last months", goal.status_hint)
        self.assertIsNotNone(other.current_value)
        self._baseline_until(goal, self.month)
        self.assertEqual(goal.status, "reached")

    def test_entered_figures_older_than_the_baseline(self):
        goal = self._goal()
        point = {"official": True, "value": 0.0, "period_end": str(self.month)}
        self.assertTrue(goal._is_current(point), "no baseline yet")
        self._make_known(self.win_rate)
        goal = self._quantified_goal()
        self._baseline_until(goal, self.month)
        self.assertTrue(goal._is_current(point))
        self._baseline_until(goal, self.month + relativedelta(days=1))
        self.assertFalse(goal._is_current(point))
        self.assertFalse(goal._is_current(point | {"official": False}))

    def test_an_entered_figure_has_the_length_of_the_baseline(self):
        metric = self._metric("entered", kind="manual")
        last_month = self.month - relativedelta(months=1)
        for start, value in ((self.year_ago, 0.2), (last_month, 0.5)):
            self.env["crm.metric.manual.value"].create(
                {
                    "metric_id": metric.id,
                    "company_id": self.env.company.id,
                    "period_start": start,
                    "period_end": self.month,
                    "value": value,
                    "source": "Accounting",
                }
            )
        for months, value in ((12, 0.2), (1, 0.5), (None, 0.5)):
            self.assertEqual(metric._live_points(months)[metric.id]["value"], value)
        self.assertFalse(metric._live_points(3))
