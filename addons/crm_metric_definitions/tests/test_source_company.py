from odoo.tests import tagged

from .engine_case import EngineCase

JANUARY = ("2026-01-01", "2026-02-01")


@tagged("post_install", "-at_install")
class TestSourceCompany(EngineCase):
    """A record is its own company's, else its team's, else its salesperson's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create(
            {"name": "Other", "currency_id": cls.env.ref("base.CHF").id}
        )
        cls.author.company_ids += cls.other
        cls.foreign_team = cls.env["crm.team"].create(
            {"name": "Abroad", "company_id": cls.other.id}
        )
        cls.shared_team = cls.env["crm.team"].create(
            {"name": "All", "company_id": False}
        )
        cls.eve = cls._user("eve")
        cls.eve.write({"company_ids": [(4, cls.other.id)], "company_id": cls.other.id})

    def _lead_of(self, company=None, team=None, user=None):
        lead = self._won("x", "2026-01-10 12:00:00", expected_revenue=100)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET company_id = %s, team_id = %s, user_id = %s"
            " WHERE id = %s",
            [each.id if each else None for each in (company, team, user)] + [lead.id],
        )
        self.env.invalidate_all()
        return lead

    def _values(self, metric):
        return [
            metric.with_company(company).evaluate(*JANUARY, "total")[metric.id][0]
            for company in (self.company, self.other)
        ]

    def _metric_of(self, **vals):
        measure = self._measure("Won", "[('won_status', '=', 'won')]", **vals)
        return self._metric(f"m{measure.id}", numerator_id=measure.id)

    def test_the_first_that_tells_decides(self):
        mine, abroad = self.company, self.other
        for case, counts in (
            ((mine, self.foreign_team, self.eve), (1, 0)),
            ((abroad, None, self.ann), (0, 1)),
            ((None, self.foreign_team, self.ann), (0, 1)),
            ((None, self.shared_team, self.eve), (0, 1)),
            ((None, None, self.ann), (1, 0)),
            ((None, None, None), (0, 0)),
            ((None, self.shared_team, None), (0, 0)),
        ):
            metric = self._metric_of()
            lead = self._lead_of(*case)
            found = [point["numerator"] or 0 for point in self._values(metric)]
            self.assertEqual(list(counts), found, case)
            entry = metric.coverage(*JANUARY)[metric.id]
            self.assertEqual(1, entry["population"])
            if counts == (0, 0):
                (row,) = entry["left_out"]
                self.assertEqual("no_company", row["reason"])
                self.assertEqual("No company", row["label"])
            elif counts == (0, 1):
                self.assertEqual("company", entry["left_out"][0]["reason"])
            lead.unlink()

    def test_amounts_are_in_one_currency(self):
        metric = self._metric_of(
            aggregation="sum", field_id=self._field("expected_revenue")
        )
        self._lead_of(self.company)
        self._lead_of(None, self.foreign_team)
        self._lead_of(None, None, None)
        self.assertEqual([100, 100], [p["value"] for p in self._values(metric)])

    def test_what_belongs_to_nobody_can_be_opened(self):
        metric = self._metric_of()
        lead = self._lead_of()
        self._lead_of(self.other)
        action = metric.action_drill_down(*JANUARY, reason="no_company")
        self.assertEqual(
            lead,
            self.env["crm.lead"]
            .with_context(active_test=False)
            .search(action["domain"]),
        )

    def test_one_company_owns_everything(self):
        measure = self.won._spec()
        self.assertFalse(measure.company_domain(self.company).is_true())
        companies = self.env["res.company"].with_context(active_test=False).search([])
        self.assertGreater(len(companies), 1)
        self.patch(type(self.env["res.company"]), "search_count", lambda *args, **kw: 1)
        self.registry.clear_cache()
        self.assertTrue(measure.company_domain(self.company).is_true())
        self.assertTrue(measure.no_company_domain(self.env).is_false())
        self.registry.clear_cache()

    def test_an_average_leaves_out_what_a_company_has_not_set(self):
        model_id = self.env["ir.model"]._get_id("crm.lead")
        score = self.env["ir.model.fields"].create(
            {
                "name": "x_score",
                "field_description": "Score",
                "model_id": model_id,
                "ttype": "float",
                "company_dependent": True,
            }
        )
        self._offer(score)
        for value in (10, 20, None):
            lead = self._lead_of(self.company)
            if value is not None:
                lead.x_score = value
        metric = self._metric_of(aggregation="average", field_id=score.id)
        (point,) = metric.evaluate(*JANUARY, "total")[metric.id]
        self.assertEqual(15, point["value"])
        entry = metric.coverage(*JANUARY)[metric.id]
        self.assertEqual(
            {"no_value": 1}, {e["reason"]: e["count"] for e in entry["left_out"]}
        )
