from collections import defaultdict
from datetime import datetime

from odoo.tests import tagged

from .library_case import LibraryCase, january


@tagged("post_install", "-at_install")
class TestLibraryPipeline(LibraryCase):
    """Sixteen opportunities of January 2024, counted by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stage = cls.env["crm.stage"].search([("is_won", "=", False)], limit=1)
        reason = cls.env["crm.lost.reason"].create({"name": "Price"})
        # status, intake, closed, revenue, more; days in January 2024
        rows = [
            ("won", january(2), january(10), 100.0, {"margin": 10.0}),
            ("won", january(3), january(31, 23), 300.0, {"margin": 0.0}),
            ("won", january(4), datetime(2024, 2, 1), 50.0, {}),  # closed in February
            ("won", datetime(2023, 12, 1), january(5), 200.0, {"estimate": 90.0}),
            ("won", None, january(6), 60.0, {}),  # no intake date
            ("lost", january(5), january(20), 400.0, {"reason": reason}),
            ("lost", january(6), january(21), 0.0, {}),
            ("lost", datetime(2023, 6, 1), january(22), 500.0, {"reason": reason}),
            ("lost", january(7), datetime(2024, 3, 1), 70.0, {}),
            ("archived", january(8), january(25), 80.0, {}),  # neither won nor lost
            ("open", january(9), None, 1000.0, {"complete": True, "decides": True}),
            ("open", january(31, 23), None, 2000.0, {"decides": True}),
            ("open", datetime(2024, 2, 1), None, 4000.0, {}),
            ("open", datetime(2023, 6, 1), None, 8000.0, {}),  # old
            ("open", None, None, 16000.0, {}),
            ("lead", None, None, 0.0, {}),
        ]
        cls.rows = rows
        for status, intake, closed, revenue, more in rows:
            lead = cls.Lead.create(
                {
                    "name": status,
                    "type": "lead" if status == "lead" else "opportunity",
                    "company_id": cls.company.id,
                    "team_id": cls.team.id,
                    "user_id": cls.anna.id,
                    "stage_id": (cls.won if status == "won" else stage).id,
                    "expected_revenue": revenue,
                    "date_intake": intake,
                    "partner_id": cls.carl.id if more.get("complete") else False,
                    "date_deadline": "2024-06-01" if more.get("complete") else False,
                }
            )
            if "margin" in more:
                lead.write(
                    {
                        "contribution_margin": more["margin"],
                        "contribution_margin_source": "accounting",
                    }
                )
            if "estimate" in more:
                lead.write(
                    {
                        "contribution_margin": more["estimate"],
                        "contribution_margin_source": "estimated",
                    }
                )
            if more.get("decides"):
                lead.contact_role_ids = [(0, 0, {"partner_id": cls.carl.id})]
            if status == "lost":
                lead.action_set_lost(lost_reason_id=more.get("reason", reason).id)
                if "reason" not in more:
                    lead.lost_reason_id = False
            if status == "archived":
                lead.probability = 40
                lead.active = False
            if closed:
                lead.write({"date_ended": closed})
        cls.env.flush_all()

    def test_new_opportunities(self):
        """Nine came in in January: three won, three lost, one archived, two open."""
        self._assert("decision_maker_rate", 2, 9, 2 / 9)
        self._assert("data_completeness", 1, 9, 1 / 9)
        self._assert("win_rate_cohort", 3, 9, 1 / 3)

    def test_closed_opportunities(self):
        """Four won and three lost were closed in January."""
        self._assert("win_rate", 4, 7, 4 / 7)
        self._assert("win_rate_value", 660, 660 + 900, 660 / 1560)
        self._assert("lost_without_reason", 1, 3, 1 / 3)
        self._assert("average_deal_size", 165, None, 165)
        self._assert("archived_without_result", 1, 8, 1 / 8)

    def test_margin(self):
        """Two of the four have a margin that counts; one of those is 0."""
        self._assert("contribution_margin_rate", 10, 400, 0.025)
        self._assert("margin_declared_rate", 2, 4, 0.5)

    def test_sales_cycle(self):
        """8 days, 28 and 11 hours, 35 and a half; the undated one is not 0."""
        days = [8, 28 + 11 / 24, 35.5]
        self._assert("sales_cycle", sum(days) / 3, None, sum(days) / 3)

    def test_pipeline_at_the_end_of_january(self):
        """Not closed by then: won in February, lost in March, and three open."""
        self._assert("open_pipeline", 50 + 70 + 1000 + 2000 + 8000, None, 11120)
        self._assert("pipeline_age", 1, 5, 0.2)

    def test_new_opportunities_per_salesperson_and_week(self):
        Period = self.env["crm.salesperson.period"].sudo()
        for user in self.anna | self.bert:
            Period.create(
                {
                    "user_id": user.id,
                    "team_id": self.team.id,
                    "company_id": self.company.id,
                    "date_from": "2024-01-01",
                    "date_to": "2024-02-01" if user == self.anna else "2024-01-15",
                    "recorded_from": "2024-01-01",
                }
            )
        others = Period.search([("company_id", "=", False)])
        others.unlink()
        weeks = (31 + 14) / 7
        self._assert("new_opportunities_per_salesperson_week", 9, weeks, 9 / weeks)

    def test_against_plain_python(self):
        """Win rate by month, counted over the table above."""
        won, closed = defaultdict(int), defaultdict(int)
        for status, _intake, date, _revenue, _more in self.rows:
            if date and status in ("won", "lost"):
                closed[date.strftime("%Y-%m")] += 1
                won[date.strftime("%Y-%m")] += status == "won"
        metric = self.env.ref("crm_metric_definitions.metric_win_rate")
        metric.tz = "UTC"
        for point in metric.evaluate("2024-01-01", "2024-06-01")[metric.id]:
            month = point["period_start"][:7]
            if closed[month]:
                self.assertEqual(point["numerator"], won[month])
                self.assertEqual(point["denominator"], closed[month])
            else:
                self.assertIsNone(point["value"])


@tagged("post_install", "-at_install")
class TestLibraryLeads(LibraryCase):
    def test_conversion_and_assignment(self):
        leads = self.Lead.create(
            [
                {"name": str(number), "type": "lead", "user_id": False}
                for number in range(5)
            ]
        )
        leads[0].convert_opportunity(self.env["res.partner"])
        leads[1].action_set_lost()
        leads.company_id = self.company  # Odoo empties it where nobody is in charge
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = %s WHERE id = ANY(%s)",
            [january(2), leads.ids],
        )
        self.env.invalidate_all()
        leads[0].date_first_assigned = january(4)
        leads[2].date_first_assigned = january(3)
        self.assertTrue(leads[0].date_conversion)
        self.assertTrue(all(lead.company_id == self.company for lead in leads))
        self._assert("lead_conversion_rate", 1, 5, 0.2)
        self._assert("time_to_assign", 1.5, None, 1.5)
