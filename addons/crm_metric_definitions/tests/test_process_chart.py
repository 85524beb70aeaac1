from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .understanding_case import UnderstandingCase


@tagged("post_install", "-at_install", "slow")
class TestProcess(UnderstandingCase):
    def test_limits_by_hand(self):
        counts = [9, 11, 9, 11, 9, 11, 9, 11, 9, 11, 9, 11]
        self._intakes(counts)
        start = self.end - relativedelta(months=12)
        found = self.count.process_limits(start, self.end)[self.count.id]
        self.assertEqual(found["mean"], 10)
        self.assertEqual(found["moving_range"], 2)
        self.assertAlmostEqual(found["upper"], 10 + 3 / 1.128 * 2)
        self.assertAlmostEqual(found["lower"], 10 - 3 / 1.128 * 2)
        self.assertFalse(found["provisional"])
        self.assertFalse(found["signals"])
        self.assertEqual([p["value"] for p in found["points"]], counts)
        self.assertFalse(found["official"])

    def test_unknown_months_are_gaps_and_few_points_have_no_limits(self):
        self._intakes([3, 4, 3, 4, 3])
        self.assertIsNone(self.count.process_limits()[self.count.id])
        chart = self.count.process_chart()
        self.assertIsNone(chart["limits"])
        self.assertEqual(len(chart["points"]), 24)
        self.assertEqual(chart["points"][0]["text"], "not known yet")

    def test_a_signal_has_its_period(self):
        self._intakes([8, 12] * 6 + [30])
        start = self.end - relativedelta(months=13)
        (signal,) = self.count.process_limits(start, self.end)[self.count.id]["signals"]
        self.assertEqual(signal["rule"], "outside_limit")
        self.assertEqual(
            signal["period_start"], str(self.end - relativedelta(months=1))
        )
        texts = [s["text"] for s in self.count.process_chart()["limits"]["signals"]]
        self.assertEqual(len(texts), 1)
        self.assertIn("above the upper natural limit", texts[0])

    def test_only_a_documented_break_moves_the_limits(self):
        self._intakes([9, 11] * 4 + [29, 31] * 4)
        start = self.end - relativedelta(months=16)
        Annotation = self.env["crm.metric.annotation"].with_user(self.author)
        vals = {
            "metric_id": self.count.id,
            "date": self.end - relativedelta(months=8) + relativedelta(days=3),
            "name": "Second sales office",
        }
        note = Annotation.create(vals)
        found = self.count.process_limits(start, self.end)[self.count.id]
        self.assertEqual((found["start"], found["mean"]), (0, 20))
        self.assertTrue(found["signals"])
        note.is_break = True
        found = self.count.process_limits(start, self.end)[self.count.id]
        self.assertEqual((found["start"], found["mean"]), (8, 30))
        self.assertFalse(found["signals"])
        self.assertTrue(found["provisional"])
        self.assertEqual(
            [a["name"] for a in self.count.process_chart()["annotations"]],
            ["Second sales office"],
        )
        with self.assertRaises(AccessError):
            note.with_user(self.reader).is_break = False
        self.assertEqual(note.user_id, self.author)

    def test_limits_locked_at_a_day_show_the_change(self):
        self._intakes([9, 11] * 6 + [14, 16] * 3)
        start = self.end - relativedelta(months=18)
        free = self.count.process_limits(start, self.end)[self.count.id]
        self.env["crm.metric.annotation"].with_user(self.author).create(
            {
                "metric_id": self.count.id,
                "date": self.end - relativedelta(months=6),
                "name": "New price list",
                "locks_limits": True,
            }
        )
        found = self.count.process_limits(start, self.end)[self.count.id]
        self.assertEqual((found["mean"], found["locked"]), (10, 12))
        self.assertGreater(free["mean"], 10)
        self.assertGreater(len(found["signals"]), len(free["signals"]))
        with self.assertRaisesRegex(ValidationError, "not both"):
            self.env["crm.metric.annotation"].search([], limit=1).is_break = True

    def test_both_phases_of_a_break_are_drawn(self):
        self._intakes([9, 11] * 6 + [29, 31] * 6)
        self.env["crm.metric.annotation"].with_user(self.author).create(
            {
                "metric_id": self.count.id,
                "date": self.end - relativedelta(months=12),
                "name": "Second sales office",
                "is_break": True,
            }
        )
        limits = self.count.process_chart()["limits"]
        (earlier,) = limits["earlier"]
        self.assertEqual(
            (earlier["mean"], earlier["start"], earlier["end"]), (10, 0, 12)
        )
        self.assertEqual((limits["mean"], limits["start"]), (30, 12))

    def test_the_chart_says_what_the_words_rest_on(self):
        self._intakes([9, 11] * 6 + [29, 31] * 3)
        shift = self.count.process_chart()["shift"]
        self.assertEqual((shift["side"], shift["periods"]), ("up", 6))
        self.assertIn("by more than noise", shift["text"])
        self.assertNotIn("do not differ", shift["text"])

    def test_noise_is_called_noise(self):
        self._intakes([9, 11] * 9)
        shift = self.count.process_chart()["shift"]
        self.assertIsNone(shift["side"])
        self.assertIn("do not differ", shift["text"])

    def test_annotations_of_another_company_change_nothing(self):
        self._intakes([9, 11] * 8)
        other = self.env["res.company"].create({"name": "Other"})
        self.env["crm.metric.annotation"].create(
            {
                "metric_id": self.count.id,
                "company_id": other.id,
                "date": self.end - relativedelta(months=8),
                "name": "Elsewhere",
                "is_break": True,
            }
        )
        self.assertEqual(self.count.process_limits()[self.count.id]["start"], 0)

    def test_impossible_limits_are_not_drawn(self):
        self._intakes([0, 3] * 6)
        limits = self.count.process_chart()["limits"]
        self.assertLess(self.count.process_limits()[self.count.id]["lower"], 0)
        self.assertIsNone(limits["lower"])
        self.assertEqual(limits["lower_text"], "none")

    def test_queries_do_not_grow_with_the_metrics(self):
        self._intakes([9, 11] * 6)
        metrics = self.count
        for place in range(20):
            metrics |= self._metric(f"more_{place}", numerator_id=self.intake.id)
        counts = []
        batches = (metrics[:2], metrics[:10], metrics)
        for batch in batches:  # what is remembered of them is remembered
            batch.process_limits()
        for batch in batches:
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            batch.process_limits()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(len(set(counts)), 1, counts)

    def test_reading_writes_nothing(self):
        self._intakes([9, 11] * 6)
        self.env.flush_all()
        for method, args in (
            ("process_limits", ()),
            ("process_chart", ()),
            ("pareto_chart", (*self._months(12, 12), "team")),
            ("decompose_change", (self._months(2), self._months(1), "team")),
            ("history", self._months(12, 12)),
        ):
            self.assertTrue(getattr(type(self.count), method)._readonly, method)
            getattr(self.count, method)(*args)

    def test_bad_spans(self):
        with self.assertRaises(UserError):
            self.count.process_limits(granularity="total")
        with self.assertRaises(UserError):
            self.win_rate.pareto_chart("soon", "later", "team")

    def test_each_metric_has_its_own_calendar(self):
        """Whatever the order in which metrics are asked together."""
        self._intakes([5] * 8)
        sunday = self._metric("sunday", numerator_id=self.intake.id, week_start="7")
        each = {
            metric.id: metric.process_limits(granularity="week")[metric.id]
            for metric in (self.count, sunday)
        }
        for metrics in (self.count | sunday, sunday | self.count):
            self.assertEqual(each, metrics.process_limits(granularity="week"))
        start = each[sunday.id]["points"][0]["period_start"]
        self.assertEqual(6, fields.Date.to_date(start).weekday())
