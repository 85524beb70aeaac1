from dateutil.relativedelta import relativedelta

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import GoalCase


@tagged("post_install", "-at_install")
class TestCrmGoalPositionMeasured(GoalCase):
    """The win rate of the last twelve closed months is 40 %."""

    def _value(self, said="under 3 %", **vals):
        vals = {"metric_id": self.win_rate.id, "display": said, **vals}
        position = self.map.position_ids[:1] or self._position()
        position.value_ids = [Command.create(vals)]
        return position.value_ids.sorted("id")[-1]

    def test_measuring_overwrites_nothing(self):
        self._make_known(self.win_rate)
        value = self._value()
        said = ("display", "said", "comparator", "figure", "unit", "source")
        before = value.read(said)
        value.action_take_live()
        self.assertEqual(value.read(said), before)
        self.assertEqual(value.measured_display, "40.0 %")
        self.assertEqual(
            (value.measured_start, value.measured_end), (self.year_ago, self.month)
        )
        self.assertEqual(value.approval_id, self.win_rate.approval_id)
        self.assertEqual(value.verdict, "contradicts")
        self.assertFalse(value.verdict_hint)
        self.assertEqual(value.text, "under 3 % – measured 40.0 %: Contradicts")
        self.assertIn(value.text, value.position_id.summary)

    def test_verdicts(self):
        self._make_known(self.win_rate)
        for said, verdict in (
            ("40 %", "fits"),
            ("ca. 39 %", "fits"),
            ("at least 40 %", "fits"),
            ("mehr als 40%", "contradicts"),
            ("50 %", "contradicts"),
            (False, "unknown"),
        ):
            value = self._value(said)
            self.assertEqual(value.verdict, "unknown", "nothing was measured yet")
            value.action_take_live()
            self.assertEqual(value.verdict, verdict, said)

    def test_after_the_guided_start(self):
        """There is no period there: the last twelve closed months are measured."""
        self._make_known(self.win_rate)
        start = self.env["crm.goal.start"].with_user(self.manager).create({"name": "A"})
        start.action_next()
        line = start.line_ids.filtered(lambda r: r.segment_id == self.opportunity)
        line.existence = "weak"
        start.value_ids = [
            Command.create(
                {
                    "segment_id": self.opportunity.id,
                    "metric_id": self.win_rate.id,
                    "stated": "nur 15%",
                }
            )
        ]
        start.step = "goals"
        before = self.env["crm.goal.map"].search([])
        start.action_finish()
        value = (self.env["crm.goal.map"].search([]) - before).position_ids.value_ids
        value.action_take_live()
        self.assertEqual((value.display, value.measured_display), ("nur 15%", "40.0 %"))
        self.assertEqual(value.verdict, "contradicts")

    def test_of_the_period_that_was_spoken_of(self):
        self._make_known(self.win_rate)
        start = self.month - relativedelta(months=3)
        value = self._value("40 %", period_start=start, period_end=self.month)
        value.action_take_live()
        self.assertEqual(
            (value.measured_start, value.measured_end), (start, self.month)
        )
        self.assertEqual(value.verdict, "fits")
        value.period_start = self.year_ago
        self.assertEqual(value.verdict, "unknown")
        self.assertIn("another period", value.verdict_hint)

    def test_nobody_can_say_when_the_metric_is_not_known(self):
        value = self._value()
        with self.assertRaisesRegex(UserError, "no official figure"):
            value.action_take_live()
        self._make_known(self.win_rate)
        value.action_take_live()
        self.assertEqual(value.verdict, "contradicts")
        self.won.domain = "[('won_status', '=', 'lost')]"
        self.env.invalidate_all()
        self.assertEqual(value.verdict, "unknown", "it is another metric now")
        self.assertTrue(value.verdict_hint)

    def test_another_metric_was_not_measured(self):
        self._make_known(self.win_rate)
        value = self._value("40 %")
        value.action_take_live()
        other = self._metric("other_test", numerator_id=self.closed.id)
        value.write({"metric_id": other.id})
        self.assertIsNone(value.measured_value)
        self.assertFalse(value.approval_id)

    def test_nobody_types_what_was_measured(self):
        value = self._value()
        for vals in (
            {"measured_value": 0.02},
            {"measured_end": self.month},
            {"approval_id": 1},
        ):
            with self.assertRaisesRegex(UserError, "set by the system"):
                value.write(vals)
        with self.assertRaisesRegex(UserError, "set by taking"):
            value.source = "live"

    def test_shown_on_map_report_workbook_and_comparison(self):
        self._make_known(self.win_rate)
        value = self._value()
        old = value.position_id
        new = old.copy({"date": "2030-01-01"})
        new.value_ids.action_take_live()
        words = "under 3 % – measured 40.0 %: Contradicts"
        data = self.map.map_data()
        position = next(s["position"] for s in data["segments"] if s["position"])
        self.assertEqual(position["values"][0]["text"], words)
        self.assertEqual(position["values"][0]["verdict"]["state"], "contradicts")
        page = self.map._steering_page()
        statements = [segment["statement"] for segment in page["segments"]]
        self.assertIn(f"{self.win_rate.name}: {words}", statements)
        changes = new.compare(old)
        self.assertEqual(
            [row["label"] for row in changes], [f"{value.label} › Measured"]
        )
        self.assertIn("40.0 %", changes[0]["new"])

    def test_measuring_is_a_change_of_the_approved_map(self):
        self._make_known(self.win_rate)
        value = self._value()
        before = self.map._approval_content()
        value.action_take_live()
        self.assertNotEqual(self.map._approval_content(), before)
