from math import fsum

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MetricCase


@tagged("post_install", "-at_install")
class TestUnderstanding(MetricCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann = cls._user("ann", "group_metric_user")
        cls.ben = cls._user("ben", "group_metric_user")
        cls.end = fields.Date.today().replace(day=1)
        cls.intake = cls._measure("Intake", date="date_intake")
        cls.count = cls._metric("intake_test", numerator_id=cls.intake.id)
        cls.stage_won = cls.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        cls.web, cls.fair = cls.env["utm.source"].create(
            [{"name": "Web"}, {"name": "Fair"}]
        )

    def _intakes(self, counts):
        """Create so many opportunities in each of the newest closed months."""
        first = self.end - relativedelta(months=len(counts))
        for place, count in enumerate(counts):
            day = first + relativedelta(months=place, days=5)
            self.env["crm.lead"].create(
                [
                    {
                        "name": f"{place}/{number}",
                        "type": "opportunity",
                        "date_intake": f"{day} 12:00:00",
                    }
                    for number in range(count)
                ]
            )

    def _closed_leads(self, month, user, won, lost, source=None):
        day = self.end - relativedelta(months=month) + relativedelta(days=5)
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": f"{user.name} {month} {number}",
                    "type": "opportunity",
                    "user_id": user.id,
                    "source_id": source and source.id,
                    **({"stage_id": self.stage_won.id} if number < won else {}),
                }
                for number in range(won + lost)
            ]
        )
        leads[won:].action_set_lost()
        self.env.flush_all()
        if leads:
            self.env.cr.execute(
                "UPDATE crm_lead SET date_closed = %s WHERE id IN %s",
                (f"{day} 12:00:00", tuple(leads.ids)),
            )
        self.env.invalidate_all()

    def _months(self, month, count=1):
        start = self.end - relativedelta(months=month)
        return [str(start), str(start + relativedelta(months=count))]

    # -- process limits ----------------------------------------------------

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
        for batch in (metrics[:2], metrics[:2], metrics[:10], metrics):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            batch.process_limits()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[2], counts[3], counts)
        self.assertEqual(counts[1], counts[3], counts)

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

    # -- Pareto ------------------------------------------------------------

    def test_pareto_by_source(self):
        self._closed_leads(1, self.ann, won=3, lost=0, source=self.web)
        self._closed_leads(1, self.ben, won=1, lost=4, source=self.fair)
        found = self.win_rate.pareto_chart(*self._months(1), "source_id")
        self.assertEqual(
            [(r["label"], r["value"], r["share"]) for r in found["rows"]],
            [("Web", 3, 0.75), ("Fair", 1, 0.25)],
        )
        self.assertEqual(found["rows"][-1]["cumulative"], 1.0)
        self.assertEqual(found["measure"], "Won")

    def test_pareto_of_nothing_and_of_averages(self):
        found = self.win_rate.pareto_chart("2001-01-01", "2001-02-01", "source_id")
        self.assertFalse(found["rows"])
        self.assertTrue(found["problem"])
        average = self._measure(
            "Size", aggregation="average", field_id=self._field("expected_revenue")
        )
        metric = self._metric("size_test", numerator_id=average.id)
        self.assertTrue(metric.pareto_chart(*self._months(1), "source_id")["problem"])

    def test_parts_by_person_take_the_group(self):
        self._closed_leads(1, self.ann, won=3, lost=0)
        self._closed_leads(2, self.ann, won=3, lost=1)
        spans = self._months(2), self._months(1)
        reader = self.win_rate.with_user(self.reader)
        with self.assertRaises(AccessError):
            reader.pareto_chart(*spans[0], "user")
        with self.assertRaises(AccessError):
            reader.decompose_change(*spans, "user")
        keys = [c["key"] for c in reader.process_chart()["breakdowns"]]
        self.assertNotIn("user", keys)
        analyst = self.win_rate.with_user(self.analyst)
        self.assertTrue(analyst.pareto_chart(*spans[0], "user")["rows"])
        keys = [c["key"] for c in analyst.process_chart()["breakdowns"]]
        self.assertIn("user", keys)

    # -- decomposition -----------------------------------------------------

    def test_change_by_hand(self):
        # Web 8 of 10, Fair 1 of 10; then Web 4 of 5, Fair 2 of 20: only mix
        self._closed_leads(2, self.ann, won=8, lost=2, source=self.web)
        self._closed_leads(2, self.ann, won=1, lost=9, source=self.fair)
        self._closed_leads(1, self.ann, won=4, lost=1, source=self.web)
        self._closed_leads(1, self.ann, won=2, lost=18, source=self.fair)
        found = self.win_rate.decompose_change(
            self._months(2), self._months(1), "source_id"
        )
        self.assertAlmostEqual(found["change"], 6 / 25 - 9 / 20)
        self.assertAlmostEqual(found["rate"], 0)
        self.assertAlmostEqual(found["mix"], found["change"])
        self.assertEqual({p["label"] for p in found["parts"]}, {"Web", "Fair"})

    def test_parts_add_up_to_what_evaluate_says(self):
        self._closed_leads(2, self.ann, won=3, lost=4, source=self.web)
        self._closed_leads(2, self.ben, won=1, lost=2)
        self._closed_leads(1, self.ann, won=5, lost=1, source=self.fair)
        self._closed_leads(1, self.ben, won=0, lost=3, source=self.web)
        spans = self._months(2), self._months(1)
        before, after = (
            self.win_rate.evaluate(*span, "total")[self.win_rate.id][0]["value"]
            for span in spans
        )
        found = self.win_rate.decompose_change(*spans, "source_id")
        parts = [p[kind] for p in found["parts"] for kind in ("rate", "mix")]
        self.assertEqual((found["before"], found["after"]), (before, after))
        self.assertEqual(fsum([*parts, found["rounding"]]), found["change"])
        self.assertAlmostEqual(found["change"], after - before, 15)
        presence = {p["label"]: p["presence"] for p in found["parts"]}
        self.assertEqual(presence["Fair"], "new")
        self.assertEqual(presence["Not assigned"], "vanished")

    def test_what_cannot_be_decomposed_says_so(self):
        spans = self._months(2), self._months(1)
        self.assertTrue(self.win_rate.decompose_change(*spans, "source_id")["problem"])
        self.assertTrue(self.count.decompose_change(*spans, "source_id")["problem"])

    def test_bad_spans(self):
        with self.assertRaises(UserError):
            self.count.process_limits(granularity="total")
        with self.assertRaises(UserError):
            self.win_rate.pareto_chart("soon", "later", "team")
