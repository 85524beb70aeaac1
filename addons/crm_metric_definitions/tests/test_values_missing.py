from odoo.tests import tagged

from .common import MetricCase

SPAN = ("2026-01-01", "2026-04-01")
UNKNOWN = (None, "no_data")


@tagged("post_install", "-at_install")
class TestValuesMissing(MetricCase):
    """An amount that nobody entered is unknown: no sum takes it for 0."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.lead"].with_context(active_test=False).search([]).unlink()
        cls.ann, cls.bob = cls._user("ann"), cls._user("bob")
        cls.stage_won = cls.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        revenue = {"field_id": cls._field("expected_revenue")}
        cls.revenue = cls._measure(
            "Revenue", cls.won.domain, aggregation="sum", **revenue
        )
        cls.total = cls._metric("revenue_total", numerator_id=cls.revenue.id)
        cls.mean = cls._metric(
            "revenue_mean",
            numerator_id=cls._measure(
                "Mean", cls.won.domain, aggregation="average", **revenue
            ).id,
        )
        cls.open = cls._metric(
            "revenue_open",
            numerator_id=cls._measure(
                "Open",
                date="date_intake",
                timing="level",
                date_to_field_id=cls._field("date_closed"),
                include_archived=True,
                aggregation="sum",
                **revenue,
            ).id,
        )

    def _sold(self, closed, revenue=None, user=None):
        """A deal won at a date; revenue None: there is none in the database."""
        return self._deal(
            f"{closed} {revenue}",
            revenue,
            user_id=(user or self.ann).id,
            stage_id=self.stage_won.id,
            date_closed=f"{closed} 12:00:00",
        )

    def _deal(self, name, revenue, **vals):
        lead = self._lead(name, expected_revenue=revenue or 0.0, **vals)
        if revenue is None:
            self.env.cr.execute(
                "UPDATE crm_lead SET expected_revenue = NULL WHERE id = %s", [lead.id]
            )
            lead.invalidate_recordset()
        return lead

    def _found(self, metric, *span, **options):
        points = metric.evaluate(*(span or SPAN), **options)[metric.id]
        return [(point["value"], point["status"]) for point in points]

    def test_a_sum_of_nothing_entered_is_unknown(self):
        self._sold("2026-01-10")
        self._sold("2026-02-10", 0.0)
        self.assertEqual(
            [UNKNOWN, (0.0, "ok"), (0.0, "ok")],
            self._found(self.total),
            "not entered; entered as 0; no deal at all",
        )
        point = self.total.evaluate(*SPAN)[self.total.id][0]
        self.assertEqual(1, point["population"])
        self.assertEqual(
            "None of the records that “Revenue” finds has a value in “Expected"
            " Revenue”.",
            point["note"],
        )

    def test_some_values_are_added_up_and_coverage_names_the_others(self):
        self._sold("2026-01-10", 100.0)
        self._sold("2026-01-11", 0.0)
        nothing = self._sold("2026-01-12")
        self.assertEqual(
            [(100.0, "ok")], self._found(self.total, *SPAN[:1], "2026-02-01")
        )
        self.assertEqual(
            [(50.0, "ok")], self._found(self.mean, *SPAN[:1], "2026-02-01")
        )
        for metric in self.total | self.mean:
            entry = metric.coverage(*SPAN)[metric.id]
            self.assertEqual(2, entry["counted"])
            self.assertEqual(3, entry["population"])
            (left_out,) = entry["left_out"]
            self.assertEqual("no_value", left_out["reason"])
            self.assertEqual("No value in “Expected Revenue”", left_out["label"])
            leads = self.env["crm.lead"].with_context(active_test=False)
            for reason, count in (("no_value", 1), ("counted", 2)):
                action = metric.action_drill_down(*SPAN, reason=reason)
                found = leads.search(action["domain"])
                self.assertEqual(count, len(found))
                self.assertEqual(reason == "no_value", nothing in found)

    def test_an_average_of_nothing_is_unknown(self):
        self._sold("2026-01-10")
        self._sold("2026-02-10", 30.0)
        self.assertEqual([UNKNOWN, (30.0, "ok"), UNKNOWN], self._found(self.mean))

    def test_a_ratio_needs_a_value_on_both_sides(self):
        by_value = self._metric(
            "by_value",
            kind="ratio",
            numerator_id=self.revenue.id,
            denominator_id=self._measure(
                "All", aggregation="sum", field_id=self._field("expected_revenue")
            ).id,
        )
        self._sold("2026-01-10")  # of what was won nothing is known
        lead = self._sold("2026-01-11", 100.0)
        lead.stage_id = self.env["crm.stage"].search([("is_won", "=", False)], limit=1)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET date_closed = '2026-01-11' WHERE id = %s", [lead.id]
        )
        self._sold("2026-02-10")  # nothing is known of anything
        self._sold("2026-03-10", 10.0)
        self.assertEqual([UNKNOWN, UNKNOWN, (1.0, "ok")], self._found(by_value))
        points = by_value.evaluate(*SPAN)[by_value.id]
        self.assertIn("“Revenue”", points[0]["note"])
        self.assertFalse(points[2]["note"])

    def test_each_salesperson(self):
        self._sold("2026-01-10", user=self.ann)
        self._sold("2026-01-10", 40.0, user=self.bob)
        metric = self.total.with_user(self.analyst)
        points = metric.evaluate(*SPAN, "total", "user")[metric.id]
        self.assertEqual(
            {self.ann.id: None, self.bob.id: 40.0},
            {point["breakdown"]: point["value"] for point in points},
        )

    def test_a_state_is_unknown_while_no_value_is_in_it(self):
        self._deal("never", None, date_intake="2026-01-05 10:00:00", date_closed=None)
        self._deal(
            "known",
            70.0,
            date_intake="2026-02-05 10:00:00",
            date_closed="2026-03-05 10:00:00",
        )
        expected = [UNKNOWN, (70.0, "ok"), UNKNOWN]
        self.assertEqual(expected, self._found(self.open))
        for place, month in enumerate(("2026-02-01", "2026-03-01", "2026-04-01")):
            self.assertEqual(
                [expected[place]],
                self._found(self.open, "2026-01-01", month, granularity="total"),
                "one period gives what many give",
            )

    def test_a_state_in_which_a_zero_leaves_and_an_unknown_enters(self):
        self._deal(
            "zero",
            0.0,
            date_intake="2026-01-05 10:00:00",
            date_closed="2026-02-05 10:00:00",
        )
        self._deal("never", None, date_intake="2026-02-06 10:00:00", date_closed=None)
        self.assertEqual([(0.0, "ok"), UNKNOWN, UNKNOWN], self._found(self.open))

    def test_what_is_known_does_not_depend_on_the_span_or_the_measure(self):
        self._sold("2026-01-20", 5.0)
        lost = self._lead("lost", active=False, probability=0)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET date_closed = '2025-11-20' WHERE id = %s", [lost.id]
        )
        count = self._metric("count_won", numerator_id=self.won.id)
        spans = (
            ("2025-10-01", "2026-04-01"),
            ("2025-11-01", "2026-03-01"),
            ("2025-12-01", "2026-01-01"),
            ("2025-11-25", "2026-02-01"),
            ("2025-11-10", "2025-12-15"),
            ("2025-10-01", "2025-11-25"),
        )
        known = {"2025-10-01": None, "2026-01-01": 1.0}
        for span in spans:
            values = self._values(count, *span)
            for (month, _part), value in values.items():
                self.assertEqual(known.get(month, 0.0), value, (span, month))
        self.assertEqual(
            {("2025-10-01", None): 0.0},
            self._values(count, "2025-10-01", "2025-12-01", granularity="total"),
        )

    def test_other_currencies_are_not_added(self):
        own, other = (
            self._sold(day, 10.0 + place)
            for place, day in enumerate(("2026-01-10", "2026-01-11"))
        )
        # any stored link will do for a field that says which currency an amount is in
        currency = self.env.company.currency_id.id
        for lead, country in ((own, currency), (other, currency + 1)):
            self.env.cr.execute(
                "UPDATE crm_lead SET country_id = %s WHERE id = %s", [country, lead.id]
            )
        self.assertNotIn("currency", self.total.sentence)
        amount = self.env["crm.lead"]._fields["expected_revenue"]
        self.patch(amount, "currency_field", "country_id")
        self.env.registry.clear_cache()
        self.revenue.invalidate_recordset(["sentence"])
        self.assertIn("in the company's currency", self.revenue.sentence)
        metrics = self.total | self.mean
        count = self._metric("count_won", numerator_id=self.won.id)
        found = (metrics | count).evaluate(*SPAN, "total")
        values = [found[metric.id][0]["value"] for metric in (*metrics, count)]
        self.assertEqual([10.0, 10.0, 2.0], values)
        entry = self.total.coverage(*SPAN)[self.total.id]
        self.assertEqual((1, 2), (entry["counted"], entry["population"]))
        self.assertEqual(["Other currency"], [r["label"] for r in entry["left_out"]])
        action = self.total.action_drill_down(*SPAN)
        self.assertEqual(own, self.env["crm.lead"].search(action["domain"]))
