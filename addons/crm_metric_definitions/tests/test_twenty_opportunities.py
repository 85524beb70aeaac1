from odoo.tests import tagged

from .common import MetricCase

# Berlin's clocks went forward on 31 March 2024 and back on 27 October
SPAN = ("2024-03-31", "2024-10-28")
OUT = None
STATUS = "condition_3"  # the third condition: the result
#: name: (place in "sold", place in "decided", salesperson, revenue of what was sold);
#: a place is "counted", the reason why it was left out, or OUT of the population
BY_HAND = {
    "won": ("counted", "counted", "Ann", 100.0),
    "archived and lost": (STATUS, "counted", "Ann", 0.0),
    "archived, no result": (STATUS, STATUS, None, 0.0),
    "nobody in charge": ("no_salesperson", "no_salesperson", None, 0.0),
    "nothing tells the company": ("no_company", "no_company", None, 0.0),
    "other company": ("company", "company", None, 0.0),
    "no company": ("counted", "counted", "Ann", 7.0),
    "reassigned to Bob": ("counted", "counted", "Bob", 20.0),
    "won (copy)": (OUT, OUT, None, 0.0),
    "converted": ("counted", "counted", "Bob", 30.0),
    "still a lead": ("other_type", "other_type", None, 0.0),
    "merged": ("counted", "counted", "Ann", 0.5),
    "a second before": (OUT, OUT, None, 0.0),
    "first second": ("counted", "counted", "Ann", 1.0),
    "last second of the short day": ("counted", "counted", "Ann", 2.0),
    "second day": ("counted", "counted", "Ann", 4.0),
    "last second": ("counted", "counted", "Bob", 8.0),
    "a second after": (OUT, OUT, None, 0.0),
    "won, no date": ("no_date", "no_date", None, 0.0),
    "lost, no date": (OUT, "no_date", None, 0.0),
    "no revenue": ("counted", "counted", "Ann", 0.0),
    "revenue never entered": ("counted", "counted", "Ann", 0.0),
    "negative revenue": ("counted", "counted", "Ann", -40.0),
    "lost, reopened": (STATUS, STATUS, None, 0.0),
    "lost, then won": ("counted", "counted", "Bob", 16.0),
    "open": (OUT, OUT, None, 0.0),
}
SUMMER = "2024-07-01 10:00:00"


@tagged("post_install", "-at_install")
class TestTwentyOpportunities(MetricCase):
    """What is counted, what is left out and why: a list written by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.lead"].with_context(active_test=False).search([]).unlink()
        cls.ann, cls.bob = cls._user("ann"), cls._user("bob")
        cls.stage_won = cls.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        conditions = "('type', '=', 'opportunity'), ('user_id', '!=', False)"
        sold = f"[{conditions}, ('won_status', '=', 'won')]"
        decided = f"[{conditions}, ('won_status', 'in', ['won', 'lost'])]"
        cls.sold = cls._measure("Sold", sold, include_archived=True)
        cls.decided = cls._measure("Decided", decided, include_archived=True)
        cls.active = cls._measure("Decided, not archived", decided)
        cls.revenue = cls._measure(
            "Revenue",
            sold,
            include_archived=True,
            aggregation="sum",
            field_id=cls._field("expected_revenue"),
        )
        cls.rate = cls._metric(
            "twenty_rate",
            kind="ratio",
            numerator_id=cls.sold.id,
            denominator_id=cls.decided.id,
        )
        cls.value = cls._metric("twenty_value", numerator_id=cls.revenue.id)
        cls.build()

    @classmethod
    def win(cls, name, closed=SUMMER, revenue=0.0, user=None, **vals):
        lead = cls._lead(
            name,
            user_id=(user or cls.ann).id,
            company_id=cls.company.id,
            expected_revenue=revenue,
            **vals,
        )
        lead.action_set_won()
        return cls.close(lead, closed)

    @classmethod
    def close(cls, lead, moment):
        lead.write({"date_closed": moment})
        return lead

    @classmethod
    def lose(cls, name, closed=SUMMER, **vals):
        lead = cls._lead(name, user_id=cls.ann.id, company_id=cls.company.id, **vals)
        lead.action_set_lost()
        return cls.close(lead, closed)

    @classmethod
    def build(cls):
        cls.win("won", revenue=100).copy({"name": "won (copy)"})
        cls.lose("archived and lost", expected_revenue=500)
        lead = cls._lead("archived, no result", user_id=cls.ann.id, probability=40)
        lead.active = False
        cls.close(lead, SUMMER)
        cls.win("nothing tells the company", team_id=False).user_id = False
        lead = cls.win("nobody in charge")
        lead.user_id = False  # Odoo empties the company, too
        lead.company_id = cls.company
        other = cls.env["res.company"].create({"name": "Other"})
        lead = cls.win("other company", team_id=False)
        cls.sql("UPDATE crm_lead SET company_id = %s WHERE id = %s", other.id, lead.id)
        lead = cls.win("no company", revenue=7)
        cls.sql("UPDATE crm_lead SET company_id = NULL WHERE id = %s", lead.id)
        cls.win("reassigned to Bob", revenue=20).user_id = cls.bob
        lead = cls._lead("converted", type="lead", expected_revenue=30)
        lead.convert_opportunity(cls.env["res.partner"], user_ids=cls.bob.ids)
        lead.action_set_won()
        cls.close(lead, SUMMER)
        cls.lose("still a lead", type="lead")
        cls.merge()
        cls.win("a second before", "2024-03-30 22:59:59", revenue=1000)
        cls.win("first second", "2024-03-30 23:00:00", revenue=1)
        cls.win("last second of the short day", "2024-03-31 21:59:59", revenue=2)
        cls.win("second day", "2024-03-31 22:00:00", revenue=4)
        cls.win("last second", "2024-10-27 22:59:59", revenue=8, user=cls.bob)
        cls.win("a second after", "2024-10-27 23:00:00", revenue=1000)
        cls.win("won, no date", False, revenue=1000)
        cls.lose("lost, no date", False)
        cls.win("no revenue")
        lead = cls.win("revenue never entered")
        cls.sql("UPDATE crm_lead SET expected_revenue = NULL WHERE id = %s", lead.id)
        cls.win("negative revenue", revenue=-40)
        lead = cls.lose("lost, reopened", expected_revenue=1000)
        lead.action_unarchive()
        cls.close(lead, SUMMER)
        lead = cls.lose("lost, then won", expected_revenue=16)
        lead.user_id = cls.bob
        lead.action_set_won()
        cls.close(lead, SUMMER)
        cls._lead("open", user_id=cls.ann.id, expected_revenue=1000)
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def merge(cls):
        vals = {"user_id": cls.ann.id, "company_id": cls.company.id}
        twins = cls._lead("merged", expected_revenue=0.5, probability=60, **vals)
        twins |= cls._lead("its twin", probability=10, **vals)
        survivor = twins.merge_opportunity()
        survivor.name = "merged"
        survivor.action_set_won()
        cls.close(survivor, SUMMER)

    @classmethod
    def sql(cls, query, *values):
        cls.env.flush_all()
        cls.env.cr.execute(query, values)
        cls.env.invalidate_all()

    # -- by hand -------------------------------------------------------------

    def names(self, side, place, person=None):
        """Names on the list with this place on one side."""
        column = ("numerator", "denominator").index(side)
        return {
            name
            for name, row in BY_HAND.items()
            if row[column] == place and person in (None, row[2])
        }

    def drilled(self, metric, side, **options):
        action = metric.action_drill_down(*SPAN, side, **options)
        leads = self.env["crm.lead"].with_context(active_test=False)
        found = leads.search(action["domain"])
        seen = found.filtered_domain([("company_id", "in", [self.company.id, False])])
        self.assertIn(f" {len(seen)} of {len(found)} visible", action["name"])
        return set(found.mapped("name"))

    # -- tests ---------------------------------------------------------------

    def test_the_list_is_complete(self):
        leads = self.env["crm.lead"].with_context(active_test=False).search([])
        self.assertEqual(sorted(BY_HAND), sorted(leads.mapped("name")))
        self.assertGreaterEqual(len(BY_HAND), 20)

    def test_value(self):
        points = (self.rate | self.value).evaluate(*SPAN, "total")
        (rate,), (value,) = points[self.rate.id], points[self.value.id]
        self.assertEqual((13.0, 14.0, 13 / 14), _figure(rate))
        self.assertEqual(14, rate["population"])
        self.assertEqual((148.5, None, 148.5), _figure(value))
        self.assertEqual(13, len(self.names("numerator", "counted")))
        self.assertEqual(14, len(self.names("denominator", "counted")))
        self.assertEqual(148.5, sum(row[3] for row in BY_HAND.values()))

    def test_value_by_salesperson(self):
        metrics = (self.rate | self.value).with_user(self.analyst)
        points = metrics.evaluate(*SPAN, "total", "user")
        shown = {p["breakdown"]: _figure(p)[:2] for p in points[self.rate.id]}
        self.assertEqual({self.ann.id: (9.0, 10.0), self.bob.id: (4.0, 4.0)}, shown)
        shown = {p["label"]: p["value"] for p in points[self.value.id]}
        self.assertEqual({"Ann": 74.5, "Bob": 74.0}, shown)

    def test_counted_sets(self):
        for side in ("numerator", "denominator"):
            counted = self.names(side, "counted")
            self.assertEqual(counted, self.drilled(self.rate, side))
            for user in (self.ann, self.bob):
                own = self.drilled(
                    self.rate.with_user(self.analyst),
                    side,
                    breakdown="user",
                    breakdown_id=user.id,
                )
                self.assertEqual(self.names(side, "counted", user.name), own)

    def test_each_exclusion(self):
        entry = self.rate.coverage(*SPAN)[self.rate.id]
        for side in ("numerator", "denominator"):
            covered = entry[side]
            left_out = {row["reason"]: row["count"] for row in covered["left_out"]}
            column = ("numerator", "denominator").index(side)
            places = {row[column] for row in BY_HAND.values()} - {OUT, "counted"}
            by_hand = {place: len(self.names(side, place)) for place in places}
            self.assertEqual(by_hand, left_out)
            self.assertEqual(covered["counted"], len(self.names(side, "counted")))
            self.assertEqual(
                covered["population"], covered["counted"] + sum(by_hand.values())
            )
            for place in places:
                found = self.drilled(self.rate, side, reason=place)
                self.assertEqual(self.names(side, place), found, (side, place))
        self.assertEqual(
            {
                "no_company": 1,
                "company": 1,
                "other_type": 1,
                "no_salesperson": 1,
                STATUS: 2,
                "no_date": 2,
            },
            {row["reason"]: row["count"] for row in entry["left_out"]},
        )
        self.assertEqual((22, 14), (entry["population"], entry["counted"]))

    def test_archived_ones_where_they_do_not_count(self):
        metric = self._metric("twenty_active", numerator_id=self.active.id)
        (point,) = metric.evaluate(*SPAN, "total")[metric.id]
        self.assertEqual(13.0, point["value"])
        archived = {"archived and lost", "archived, no result", "still a lead"}
        found = self.drilled(metric, "numerator", reason="archived")
        self.assertEqual(archived, found)
        entry = metric.coverage(*SPAN)[metric.id]
        left_out = {row["reason"]: row["count"] for row in entry["left_out"]}
        self.assertEqual(
            {
                "no_company": 1,
                "company": 1,
                "archived": 3,
                "no_salesperson": 1,
                STATUS: 1,
                "no_date": 1,
            },
            left_out,
        )
        self.assertEqual((13, 21), (entry["counted"], entry["population"]))

    def test_days_on_which_clocks_change(self):
        for span, expected in {
            ("2024-03-30", "2024-04-02"): [1000.0, 3.0, 4.0],
            ("2024-10-26", "2024-10-29"): [0.0, 8.0, 1000.0],
        }.items():
            points = self.value.evaluate(*span, "day")[self.value.id]
            self.assertEqual(expected, [point["value"] for point in points])


def _figure(point):
    return point["numerator"], point["denominator"], point["value"]
