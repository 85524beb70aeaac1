import time

from odoo.fields import Command
from odoo.tests import tagged

from .bad_input_case import BadInputCase

MANY = 150_000


@tagged("post_install", "-at_install")
class TestBadRecords(BadInputCase):
    """Records that nobody would expect."""

    def test_division_by_zero(self):
        revenue = self._measure(
            "Revenue", aggregation="sum", field_id=self._field("expected_revenue")
        )
        metric = self._metric(
            "per_revenue",
            kind="ratio",
            numerator_id=self.won.id,
            denominator_id=revenue.id,
        )
        self._won(expected_revenue=0)
        point = self._point(metric)
        self.assertEqual("zero_denominator", point["status"])
        self.assertEqual((1.0, 0.0, None), _figure(point))
        self._won(expected_revenue=50)
        self._won(expected_revenue=-50)
        self.assertEqual("zero_denominator", self._point(metric)["status"])
        self._won(expected_revenue=-4)
        self.assertEqual((4.0, -4.0, -1.0), _figure(self._point(metric)))
        self.assertEqual("not known yet", metric.format_value(None))

    def test_null_is_no_zero_in_an_average(self):
        average = self._measure(
            "Average", aggregation="average", field_id=self._field("expected_revenue")
        )
        metric = self._metric("average", numerator_id=average.id)
        empty = self._won()
        self.env.cr.execute(
            "UPDATE crm_lead SET expected_revenue = NULL WHERE id = %s", (empty.id,)
        )
        self.assertEqual("no_data", self._point(metric)["status"])
        self._won(expected_revenue=-10)
        self._won(expected_revenue=4)
        self.assertEqual((-3.0, None, -3.0), _figure(self._point(metric)))
        self.assertEqual(2, self._point(metric)["population"])

    def test_a_state_that_ends_before_it_begins_never_counts(self):
        """Imported history says so now and then; less than nothing is no figure."""
        level = {
            "timing": "level",
            "date": "date_intake",
            "date_to_field_id": self._field("date_closed"),
            "include_archived": True,
        }
        measure = self._measure("Open", **level)
        metric = self._metric("open", numerator_id=measure.id)
        self._lead("first", date_intake="2025-01-01 12:00:00")
        for begin, end in (("03-10", "01-20"), ("03-10", "03-05"), ("03-10", "03-10")):
            self._won("x", f"2026-{end} 12:00:00", date_intake=f"2026-{begin} 13:00:00")
        points = metric.evaluate("2026-01-01", "2026-06-01")[metric.id]
        self.assertEqual([1.0] * 5, [point["value"] for point in points])
        for day in ("2026-02-01", "2026-03-06", "2026-05-01"):
            point = self._point(metric, ("2026-01-01", day))
            self.assertEqual((1.0, 1), (point["value"], point["population"]), day)
            entry = metric.coverage("2026-01-01", day)[metric.id]
            self.assertEqual(1, entry["counted"], day)

    def test_as_many_enter_as_leave(self):
        measure = self._measure(
            "Value",
            timing="level",
            date="date_intake",
            date_to_field_id=self._field("date_closed"),
            aggregation="sum",
            field_id=self._field("expected_revenue"),
        )
        metric = self._metric("open_value", numerator_id=measure.id)
        self._won(
            "a",
            "2026-02-10 12:00:00",
            date_intake="2026-01-10 12:00:00",
            expected_revenue=0.1,
        )
        for place, revenue in enumerate((0.2, 0.7), start=10):
            self._lead(
                "b", date_intake=f"2026-02-{place} 12:00:00", expected_revenue=revenue
            )
        self._won(
            "c",
            "2026-02-20 12:00:00",
            date_intake="2026-01-10 12:00:00",
            expected_revenue=0.2,
        )
        points = metric.evaluate("2026-01-01", "2026-04-01")[metric.id]
        shown = [(point["value"], point["population"]) for point in points]
        self.assertEqual([(0.3, 2), (0.9, 2), (0.9, 2)], shown)

    def test_a_million_groups(self):
        """More parts than anybody can look at: one sentence, soon, without them."""
        source, name = "utm.source", self._field("name", "utm.source")
        self._source(
            source,
            date_field_ids=[Command.set([self._field("create_date", source)])],
            breakdown_field_ids=[Command.set([name])],
            is_global=True,
        )
        measure = self._measure(
            "Many",
            model=source,
            date="create_date",
            breakdown_field_ids=[Command.set([name])],
        )
        metric = self._metric("many", numerator_id=measure.id)
        self.env.cr.execute(
            """
            INSERT INTO utm_source (name, create_date)
            SELECT 'name ' || n, timestamp '2025-03-10 12:00:00'
              FROM generate_series(1, %s) AS n
             UNION ALL SELECT 'few', '2025-01-10 12:00:00'
            """,
            (MANY,),
        )
        march, january = ("2025-03-01", "2025-04-01"), ("2025-01-01", "2025-02-01")
        began = time.monotonic()
        found = (metric | self.count).evaluate(*march, "total", "name")
        self.assertLess(time.monotonic() - began, 10)
        (point,) = found[metric.id]
        self.assertEqual("not_measurable", point["status"])
        self.assertIn("points", point["note"])
        pareto = metric.pareto_chart(*march, "name")
        self.assertEqual(([], point["note"]), (pareto["rows"], pareto["problem"]))
        # another metric of the call, and the same one without so many
        self.assertEqual("not_measurable", found[self.count.id][0]["status"])
        self.assertIn("name", found[self.count.id][0]["note"])
        self.assertEqual(float(MANY), self._point(metric, march)["value"])
        found = metric.evaluate(*january, "total", "name")
        self.assertEqual(["few"], [point["label"] for point in found[metric.id]])
        # fewer groups than that, but too many points together with the days
        self.env.cr.execute("DELETE FROM utm_source WHERE id % 100 > 0")
        found = metric.evaluate("2025-01-01", "2025-04-01", "day", "name")[metric.id]
        self.assertEqual({"not_measurable"}, {point["status"] for point in found})


def _figure(point):
    return point["numerator"], point["denominator"], point["value"]
