from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from odoo.fields import Command
from odoo.tests import tagged

from ..engine import query
from .common import MetricCase

SPAN = ("2026-02-16", "2026-04-13")


@tagged("post_install", "-at_install")
class TestQuery(MetricCase):
    """Queries are written in several ways: all give what plain Python counts."""

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

    def _by_hand(self, day_of, counts, points, by_user):
        """Return {(period, user id or None): revenues} of the leads that count."""
        revenues = {}
        for lead in self.env["crm.lead"].search([]):
            day = day_of(lead)
            if not day or not counts(lead):
                continue
            for start, end in {(p["period_start"], p["period_end"]) for p in points}:
                if start <= day.isoformat() < end:
                    user = lead.user_id.id or None if by_user else None
                    revenues.setdefault((start, user), []).append(lead.expected_revenue)
        return revenues

    def test_both_ways_count_what_python_counts(self):
        everything = "[('type', '=', 'opportunity')]"
        average = self._measure(
            "Revenue",
            everything,
            aggregation="average",
            field_id=self._field("expected_revenue"),
        )
        large = self._measure("Closed somehow", "[('expected_revenue', '>', 50)]")
        due = self._measure("Due", everything, date="date_deadline")
        cases = {
            "count": (large, _day_closed, lambda lead: lead.expected_revenue > 50, len),
            "average": (average, _day_closed, bool, lambda x: sum(x) / len(x)),
            "day": (due, lambda lead: lead.date_deadline, bool, len),
        }
        for is_indexed in (True, False):
            self.patch(query, "_is_indexed", lambda *args, way=is_indexed: way)
            for name, (measure, day_of, counts, figure) in cases.items():
                metric = self._metric(f"{name}_{is_indexed:d}", numerator_id=measure.id)
                metric = metric.with_user(self.analyst)
                for granularity in ("day", "week", "month"):
                    for breakdown in (None, "user"):
                        points = metric.evaluate(*SPAN, granularity, breakdown)
                        points = points[metric.id]
                        by_hand = self._by_hand(day_of, counts, points, breakdown)
                        self.assertGreater(len(by_hand), 1)
                        self.assertEqual(
                            {
                                (p["period_start"], p["breakdown"]): p["value"]
                                for p in points
                                if p["population"]
                            },
                            {key: figure(found) for key, found in by_hand.items()},
                            (is_indexed, name, granularity, breakdown),
                        )

    def test_an_index_is_found(self):
        leads = self.env["crm.lead"]
        self.assertTrue(query._is_indexed(leads, "date_ended"))
        self.assertTrue(query._is_indexed(self.env["mail.message"], "date"))
        self.assertFalse(query._is_indexed(leads, "date_deadline"))
        self.assertFalse(query._is_indexed(self.env["crm.contact.touch"], "date"))

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
            domain = metric.numerator_id._spec().counted_domain(
                date(2026, 1, 1),
                date(2026, 6, 1),
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
                end = date.fromisoformat(point["period_end"])
                open_then = leads.filtered(
                    lambda lead, end=end: (
                        _local_day(lead.date_intake) < end
                        and not (lead.date_closed and _day_closed(lead) < end)
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


def _local_day(moment):
    berlin = moment.replace(tzinfo=timezone.utc).astimezone(ZoneInfo("Europe/Berlin"))
    return berlin.date()


def _day_closed(lead):
    return lead.date_closed and _local_day(lead.date_closed)
