from odoo.tests import tagged

from .engine_case import EngineCase

SEPTEMBER = ("2024-09-01", "2024-10-01")


@tagged("post_install", "-at_install")
class TestMembersAndRecords(EngineCase):
    """Figures per salesperson on the first day of a database."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.team.member"].search([]).unlink()
        cls.env["crm.salesperson.period"].sudo().search([]).unlink()
        cls.metric = cls._metric(
            "new_per_person",
            numerator_id=cls._measure("New", date="date_intake").id,
            normalise_per="week",
            per_salesperson=True,
        )
        cls.people = [cls._user(f"p{number}") for number in range(3)]

    def _opportunities(self):
        self.env["crm.lead"].create(
            [
                {
                    "name": str(number),
                    "type": "opportunity",
                    "user_id": self.people[number % 3].id,
                    "team_id": self.team.id,
                    "date_intake": f"2024-09-{1 + number // 3:02} 12:00:00",
                }
                for number in range(60)
            ]
        )

    def _join(self):
        for user in self.people:
            self.env["crm.team.member"].create(
                {"crm_team_id": self.team.id, "user_id": user.id}
            )

    def _point(self, **options):
        metric = self.metric.with_user(self.analyst)
        return metric.evaluate(*SEPTEMBER, "total", **options)[metric.id]

    def _assert_right(self):
        [point] = self._point()
        self.assertEqual(point["numerator"], 60)
        self.assertAlmostEqual(point["value"], 60 / 3 / (30 / 7), 2)
        self.assertIn("recorded since", point["note"])

    def test_teams_after_the_records(self):
        self._opportunities()
        self._join()
        self._assert_right()
        self.assertIn("recorded since", self._live_note())

    def test_records_after_the_teams(self):
        self._join()
        self._opportunities()
        self._assert_right()

    def _live_note(self):
        self.env["crm.lead"].search([], limit=1).date_intake = "2024-08-30 12:00:00"
        self.metric.invalidate_recordset()
        return self._point()[0]["note"]

    def test_only_what_belongs_to_members_counts(self):
        self._join()
        self._opportunities()
        stranger = self._user("stranger")
        self._lead("strange", user_id=stranger.id, date_intake="2024-09-09 12:00:00")
        self._lead("nobody's", user_id=False, date_intake="2024-09-09 12:00:00")
        self._assert_right()
        parts = {p["breakdown"]: p["numerator"] for p in self._point(breakdown="user")}
        self.assertEqual(parts, {user.id: 20 for user in self.people})
        entry = self.metric.coverage(*SEPTEMBER)[self.metric.id]
        left_out = {row["label"]: row["count"] for row in entry["left_out"]}
        self.assertEqual(left_out, {"Salesperson in no team": 2})
        self.assertEqual(entry["counted"], 60)
        action = self.metric.action_drill_down(
            *SEPTEMBER, "numerator", reason="no_team"
        )
        leads = self.env["crm.lead"].search(action["domain"])
        self.assertEqual(sorted(leads.mapped("name")), ["nobody's", "strange"])

    def test_no_parts_by_person_where_the_sides_are_different_people(self):
        metric = self.env.ref(
            "crm_metric_definitions.metric_contacts_per_contact_year"
        ).with_user(self.analyst)
        metric.sudo().tz = self.env.company.metric_tz
        [point] = metric.evaluate(*SEPTEMBER, "total", "user")[metric.id]
        self.assertEqual(point["status"], "not_measurable")
        self.assertIn("different people", point["note"])
        for code in "win_rate", "contacts_below_two_touches", "pipeline_age":
            metric = self.env.ref(f"crm_metric_definitions.metric_{code}")
            metric.tz = self.env.company.metric_tz
            points = metric.with_user(self.analyst).evaluate(
                *SEPTEMBER, "total", "user"
            )
            self.assertNotIn(
                "not_measurable", [p["status"] for p in points[metric.id]], code
            )
