from datetime import datetime, timedelta

from odoo.fields import Command
from odoo.tests import tagged

from .common import MetricCase

SPAN = ("2026-02-16", "2026-04-13")


@tagged("post_install", "-at_install")
class TestCrmMetricEngineQuery(MetricCase):
    """The same question is written in several ways: all give one answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.lead"].with_context(active_test=False).search([]).unlink()
        cls.tags = cls.env["crm.tag"].create([{"name": "Fair"}, {"name": "Web"}])
        cls.partner = cls.env["res.partner"].create({"name": "Buyer"})
        people = [cls._user("ann"), cls._user("bob"), cls.env["res.users"]]
        first = datetime(2026, 2, 14, 22, 30)
        for place in range(60):
            # every 23.5 hours: closing wanders through midnight and the DST change
            closed = first + timedelta(hours=23.5 * place)
            lead = cls._lead(
                str(place),
                user_id=people[place % 3].id,
                expected_revenue=10 * place,
                date_intake=closed - timedelta(days=20),
                date_deadline=closed.date(),
                date_closed=closed if place % 5 else None,
                tag_ids=[Command.set(cls.tags[: place % 3].ids)],
            )
            if place % 4 == 0:
                cls.env["crm.lead.contact.role"].create(
                    {
                        "lead_id": lead.id,
                        "partner_id": cls.partner.id,
                        "role": "decision_maker" if place % 8 else "champion",
                    }
                )
        cls.env.flush_all()

    def _both_ways(self, metric, *args):
        """Return the points that reading slices and reading at once give."""
        engine = type(self.env["crm.metric.engine"])
        found = []
        for sliced in (True, False):
            with self.subTest(sliced=sliced):
                self.patch(engine, "_is_cheaper", lambda *args, way=sliced: way)
                found.append(metric.with_user(self.analyst).evaluate(*SPAN, *args))
        return [points[metric.id] for points in found]

    def test_slices_and_one_reading_agree(self):
        measure = self._measure(
            "Revenue",
            "[('type', '=', 'opportunity')]",
            aggregation="average",
            field_id=self._field("expected_revenue"),
        )
        closed = self._measure("Closed somehow", "[('expected_revenue', '>', 50)]")
        by_deadline = self._measure("Due", "[]", date="date_deadline")
        metrics = {
            "simple": self._metric("closed_simple", numerator_id=closed.id),
            "average": self._metric("closed_revenue", numerator_id=measure.id),
            "day": self._metric("due", numerator_id=by_deadline.id),
        }
        for name, metric in metrics.items():
            for granularity in ("day", "week", "month"):
                for breakdown in (None, "user"):
                    with self.subTest(name, by=granularity, of=breakdown):
                        sliced, at_once = self._both_ways(
                            metric, granularity, breakdown
                        )
                        self.assertEqual(sliced, at_once)
                        self.assertTrue(any(p["population"] for p in sliced))

    def test_conditions_on_related_records(self):
        """They are written in another way than the ORM's, with the same result."""
        tag, other = self.tags
        conditions = [
            "[('tag_ids.name', '=', 'Fair')]",
            f"[('tag_ids', 'in', [{other.id}])]",
            f"[('tag_ids', 'not in', [{other.id}])]",
            "[('tag_ids', '=', False)]",
            f"['|', ('tag_ids', 'any', [('id', '=', {tag.id})]), ('user_id', '=', 0)]",
            "[('contact_role_ids.role', '=', 'decision_maker')]",
            "['!', ('contact_role_ids.role', '=', 'champion')]",
            "[('contact_role_ids', '!=', False)]",
            "[('partner_id.country_id.code', '=', 'DE')]",
        ]
        metrics = self.env["crm.metric.definition"]
        for place, condition in enumerate(conditions):
            measure = self._measure(str(place), condition, date="date_intake")
            metrics |= self._metric(f"m{place}", numerator_id=measure.id)
        # all at once, where they become filters, and each alone, where they become
        # the condition of the query
        together = metrics.evaluate("2026-01-01", "2026-06-01", "total")
        for metric in metrics:
            domain = metric.numerator_id._counted_domain(
                datetime(2026, 1, 1).date(),
                datetime(2026, 6, 1).date(),
                self.company,
                metric.tz,
            )
            leads = self.env["crm.lead"].sudo().with_context(active_test=False)
            expected = float(leads.search_count(domain))
            alone = metric.evaluate("2026-01-01", "2026-06-01", "total")
            with self.subTest(metric.numerator_id.domain):
                for points in (together, alone):
                    # none at all is not known rather than 0
                    found = points[metric.id][0]["numerator"] or 0.0
                    self.assertEqual(found, expected)

    def test_states_end(self):
        """What began before the span and ended before it, in it or after it."""
        measure = self._measure(
            "Open",
            "[]",
            date="date_intake",
            timing="level",
            date_to_field_id=self._field("date_closed"),
            aggregation="sum",
            field_id=self._field("expected_revenue"),
        )
        metric = self._metric("open_revenue", numerator_id=measure.id)
        leads = self.env["crm.lead"].search([])
        for granularity in ("total", "week", "day"):
            points = metric.evaluate(*SPAN, granularity)[metric.id]
            for point in points:
                end = self.env["crm.metric.engine"]._moment(
                    leads, "date_closed", _day(point["period_end"]), metric.tz
                )
                open_then = leads.filtered(
                    lambda lead, end=end: (
                        lead.date_intake < end
                        and not (lead.date_closed and lead.date_closed < end)
                    )
                )
                self.assertEqual(
                    (point["numerator"], point["population"]),
                    (sum(open_then.mapped("expected_revenue")), len(open_then)),
                    (granularity, point["period_start"]),
                )

    def test_shared_conditions_are_asked_once(self):
        metrics = self.win_rate | self._metric("won", numerator_id=self.won.id)
        queries = []
        execute = type(self.env.cr).execute

        def _execute(cr, query, *args, **kwargs):
            queries.append(getattr(query, "code", query))
            return execute(cr, query, *args, **kwargs)

        self.patch(type(self.env.cr), "execute", _execute)
        metrics.evaluate(*SPAN, "total")
        counting = [q for q in queries if "COUNT(*)" in q and "crm_lead" in q]
        self.assertEqual(len(counting), 1)
        self.assertEqual(counting[0].count('"type"'), 1)
        self.assertEqual(counting[0].count("FILTER"), 2)


def _day(text):
    return datetime.strptime(text, "%Y-%m-%d").date()
