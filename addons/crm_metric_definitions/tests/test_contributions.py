from math import fsum

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .understanding_case import UnderstandingCase


@tagged("post_install", "-at_install")
class TestParts(UnderstandingCase):
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
        self.assertEqual(found["problem"], "Nothing was counted.")
        average = self._measure(
            "Size", aggregation="average", field_id=self._field("expected_revenue")
        )
        metric = self._metric("size_test", numerator_id=average.id)
        self.assertEqual(
            metric.pareto_chart(*self._months(1), "source_id")["problem"],
            "The parts of this figure do not add up.",
        )

    def test_parts_by_person_take_the_group(self):
        self._closed_leads(1, self.ann, won=3, lost=0)
        self._closed_leads(2, self.ann, won=3, lost=1)
        spans = self._months(2), self._months(1)
        reader = self.win_rate.with_user(self.approver)
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
        self.assertEqual(
            self.win_rate.decompose_change(*spans, "source_id")["problem"],
            "The figure is not known in both periods.",
        )
        self.assertEqual(
            self.count.decompose_change(*spans, "source_id")["problem"],
            "Only the change of a ratio has a mix and a rate.",
        )

    def test_negative_denominators_say_so(self):
        revenue = self._measure(
            "Revenue",
            "[('type', '=', 'opportunity')]",
            aggregation="sum",
            field_id=self._field("expected_revenue"),
            include_archived=True,
        )
        self.win_rate.denominator_id = revenue
        for month in (2, 1):
            self._closed_leads(month, self.ann, won=2, lost=0, source=self.web)
            self._closed_leads(month, self.ann, won=1, lost=0, source=self.fair)
        for lead in self.env["crm.lead"].search([("user_id", "=", self.ann.id)]):
            lead.expected_revenue = -3 if lead.source_id == self.fair else 10
        spans = self._months(2), self._months(1)
        found = self.win_rate.decompose_change(*spans, "source_id")
        self.assertEqual([], found["parts"])
        self.assertEqual("Negative amounts have no shares.", found["problem"])
