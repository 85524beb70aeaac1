from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import GoalCase


@tagged("post_install", "-at_install")
class TestCrmGoalDays(GoalCase):
    """A goal's figures are of the days that are over where its metric is measured."""

    def _moments(self):
        """Yield (metric, end of its last full month) around this month's end."""
        following = self.month + relativedelta(months=1)
        night = fields.Datetime.to_datetime(following)
        for zone, hours, is_over in (
            ("Pacific/Pago_Pago", 10, False),
            ("Pacific/Pago_Pago", 12, True),
            ("America/Los_Angeles", 7, False),
            ("UTC", -1, False),
            ("UTC", 1, True),
            ("Europe/Berlin", -3, False),
            ("Europe/Berlin", -0.5, True),
            ("Pacific/Kiritimati", -15, False),
            ("Pacific/Kiritimati", -13, True),
        ):
            metric = self._metric(
                f"at_{len(self.env['crm.metric.definition'].search([]))}",
                kind="ratio",
                numerator_id=self.won.id,
                denominator_id=self.closed.id,
                tz=zone,
            )
            with freeze_time(night + relativedelta(minutes=int(hours * 60))):
                with self.subTest(zone=zone, hours=hours):
                    self._make_known(metric)
                    yield metric, following if is_over else self.month

    def test_a_baseline_covers_only_days_that_are_over(self):
        for metric, _month in self._moments():
            goal = self._goal(metric_id=metric.id)
            today = metric._today()
            for days in (1, 2, 30):
                end = today + relativedelta(days=days)
                with self.assertRaisesRegex(UserError, "into the future"):
                    goal.action_freeze_baseline(self.year_ago, end)
            goal.action_freeze_baseline(self.year_ago, today)
            self.assertEqual(goal.baseline_period_end, today)

    def test_dialog_goal_and_sparkline_end_with_the_same_month(self):
        for metric, month in self._moments():
            goal = self._goal(metric_id=metric.id)
            Wizard = self.env["crm.goal.baseline.wizard"].with_user(self.manager)
            wizard = Form(Wizard.with_context(default_goal_ids=goal.ids)).save()
            self.assertEqual(wizard.date_last, month - relativedelta(days=1))
            wizard.action_freeze()
            goal.write(
                {
                    "target_value": 0.5,
                    "target_date": self.month + relativedelta(years=1),
                }
            )
            year = (month - relativedelta(years=1), month)
            self.assertEqual(goal.current_period, metric._period_text(*year))
            self.assertEqual(len(goal.sparkline["labels"]), 12)
            point = metric.latest_points()[metric.id][-1]
            self.assertEqual(point["period_end"], str(month))

    def test_a_goal_follows_its_metric_within_the_transaction(self):
        self._make_known(self.win_rate)
        goal = self._quantified_goal()
        effect = self.env["crm.goal.effect"].create(
            {
                "goal_id": goal.id,
                "why": "Discounts",
                "guard_metric_id": self.win_rate.id,
                "guard_comparator": ">=",
                "guard_limit": 0.3,
            }
        )
        changes = {
            "steps": lambda: self.win_rate.write({"procedure_steps": "Otherwise."}),
            "measure": lambda: self.won.write({"include_archived": True}),
            "undone": lambda: None,
        }
        for name, change in changes.items():
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                self.assertNotEqual(goal.status, "not_known")
                self.assertEqual(goal.trust, "known")
                self.assertEqual(effect.guard_state, "kept")
                change()
                if name != "undone":
                    self.assertEqual(goal.trust, "stale")
                    self.assertEqual(goal.status, "not_known")
                    self.assertIsNone(goal.current_value)
                    self.assertEqual(effect.guard_state, "not_known")
                savepoint.rollback()
