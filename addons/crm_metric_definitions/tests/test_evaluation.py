from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .engine_case import SPAN, EngineCase


@tagged("post_install", "-at_install")
class TestEvaluation(EngineCase):
    def test_ratio_by_month(self):
        self._won("a", "2026-01-10 12:00:00")
        self._lost("b", "2026-01-11 12:00:00")
        self._lost("c", "2026-03-11 12:00:00")
        points = self.win_rate.evaluate(*SPAN)[self.win_rate.id]
        self.assertEqual(
            [(p["period_start"], p["value"], p["status"]) for p in points],
            [
                ("2026-01-01", 0.5, "ok"),
                ("2026-02-01", None, "no_data"),
                ("2026-03-01", 0.0, "ok"),
            ],
        )
        self.assertEqual([p["population"] for p in points], [2, 0, 1])
        self.assertEqual(points[0]["period_end"], "2026-02-01")
        self.assertFalse(points[0]["official"])

    def test_midnight_belongs_to_the_procedure_and_not_to_the_viewer(self):
        # 29 March 2026: clocks go forward in Berlin; midnight is 23:00 UTC before
        # and 22:00 UTC after
        self._won("a", "2026-03-28 22:59:59")
        self._won("b", "2026-03-28 23:00:00")
        self._won("c", "2026-03-29 21:59:59")
        self._won("d", "2026-03-29 22:00:00")
        metric = self._metric("won_days", numerator_id=self.won.id)
        for tz in ("America/Los_Angeles", "Asia/Tokyo"):
            values = self._values(
                metric.with_context(tz=tz),
                "2026-03-28",
                "2026-03-31",
                granularity="day",
            )
            self.assertEqual(
                values,
                {
                    ("2026-03-28", None): 1.0,
                    ("2026-03-29", None): 2.0,
                    ("2026-03-30", None): 1.0,
                },
            )

    def test_weeks_may_begin_on_sunday(self):
        self._won("a", "2026-01-04 12:00:00")
        metric = self._metric("won_weeks", numerator_id=self.won.id, week_start="7")
        values = self._values(metric, "2026-01-04", "2026-01-18", granularity="week")
        self.assertEqual(values[("2026-01-04", None)], 1.0)
        metric.week_start = "1"
        values = self._values(metric, "2025-12-29", "2026-01-12", granularity="week")
        self.assertEqual(values[("2025-12-29", None)], 1.0)

    def test_before_the_first_record_nothing_is_known(self):
        self._won("a", "2026-02-10 12:00:00")
        metric = self._metric("won_count", numerator_id=self.won.id)
        self.assertEqual(
            self._values(metric, *SPAN),
            {
                ("2026-01-01", None): None,
                ("2026-02-01", None): 1.0,
                ("2026-03-01", None): 0.0,
            },
        )

    def test_another_companys_records_say_nothing(self):
        other = self.env["res.company"].create({"name": "Older"})
        self._lead(
            "Theirs",
            company_id=other.id,
            stage_id=self.stage_won.id,
            date_closed="2024-01-13 10:00:00",
        )
        self._won("Ours", "2026-02-03 10:00:00", company_id=self.company.id)
        wins = self._metric("wins", numerator_id=self.won.id)
        months = self._values(wins, "2026-01-01", "2026-03-01")
        self.assertEqual([None, 1.0], list(months.values()))

    def test_the_future_is_unknown(self):
        self._won("a", "2026-02-10 12:00:00")
        metric = self._metric("won_count", numerator_id=self.won.id)
        values = self._values(metric, "2190-01-01", "2190-03-01")
        self.assertEqual(set(values.values()), {None})

    def test_level_counts_the_state_at_the_end_of_each_period(self):
        measure = self._measure(
            "Open",
            "[('type', '=', 'opportunity')]",
            date="date_intake",
            timing="level",
            date_to_field_id=self._field("date_closed"),
            include_archived=True,
        )
        metric = self._metric("open", numerator_id=measure.id)
        self._lead("old", date_intake="2025-06-01 10:00:00", date_closed=None)
        self._lead("jan", date_intake="2026-01-15 10:00:00", date_closed=None)
        self._lead(
            "closed",
            date_intake="2026-01-20 10:00:00",
            date_closed="2026-02-10 10:00:00",
        )
        self.assertEqual(
            self._values(metric, *SPAN),
            {
                ("2026-01-01", None): 3.0,
                ("2026-02-01", None): 2.0,
                ("2026-03-01", None): 2.0,
            },
        )

    def test_sum_average_and_distinct(self):
        self._won("a", "2026-01-10 12:00:00", expected_revenue=100)
        self._won("b", "2026-01-10 12:00:00", self.bob, expected_revenue=300)
        field = self._field("expected_revenue")
        cases = {
            "sum": (field, 400.0),
            "average": (field, 200.0),
            "count_distinct": (self._field("user_id"), 2.0),
        }
        domain = self.won.domain
        for how, (field_id, expected) in cases.items():
            measure = self._measure(how, domain, aggregation=how, field_id=field_id)
            metric = self._metric(f"m_{how}", numerator_id=measure.id)
            values = self._values(metric, "2026-01-01", "2026-02-01")
            self.assertEqual(values, {("2026-01-01", None): expected}, how)

    def test_per_salesperson_and_week_counts_people_without_any(self):
        for day in ("05", "06", "07"):
            self._won(day, f"2026-01-{day} 12:00:00")
        metric = self._metric(
            "won_person_week",
            numerator_id=self.won.id,
            normalise_per="week",
            per_salesperson=True,
        )
        self.env.cr.execute("UPDATE crm_salesperson_period SET date_from = NULL")
        self.env.invalidate_all()
        members = self.env["crm.salesperson.period"].search([]).user_id
        point = metric.evaluate("2026-01-05", "2026-01-19", "total")[metric.id][0]
        self.assertEqual(point["numerator"], 3.0)
        self.assertEqual(point["denominator"], 2.0 * len(members))
        by_user = metric.with_user(self.analyst).evaluate(
            "2026-01-05", "2026-01-19", "total", "user"
        )[metric.id]
        values = {p["breakdown"]: p["value"] for p in by_user}
        self.assertEqual(values[self.ann.id], 1.5)
        self.assertEqual(values[self.bob.id], 0.0)

    def test_the_time_of_deleted_people_and_teams_remains(self):
        gone, old = self._user("gone"), self.env["crm.team"].create({"name": "Old"})
        members = self.env["crm.team.member"]
        members.create({"crm_team_id": self.team.id, "user_id": gone.id})
        members.create({"crm_team_id": old.id, "user_id": self._user("dan").id})
        periods = self.env["crm.salesperson.period"].sudo().search([])
        periods.write({"date_from": "2025-01-01"})
        self._won("A", "2026-01-13 10:00:00")
        metric = self._metric(
            "per_head", numerator_id=self.won.id, per_salesperson=True
        ).with_user(self.analyst)

        def people(breakdown=None):
            points = metric.evaluate(*SPAN, "total", breakdown)[metric.id]
            return {p["label"]: p["denominator"] for p in points}

        before = people()
        gone.unlink()
        old.unlink()
        self.assertEqual(before, people(), "the past has not changed")
        for breakdown in ("user", "team"):
            parts = people(breakdown)
            self.assertEqual(1.0, parts["Not assigned"])
            self.assertAlmostEqual(before[None], sum(parts.values()))

    def test_people_are_shown_to_their_group_only(self):
        self._won("a", "2026-01-10 12:00:00")
        with self.assertRaisesRegex(AccessError, "Individual figures"):
            self.win_rate.with_user(self.reader).evaluate(*SPAN, breakdown="user")
        points = self.win_rate.with_user(self.analyst).evaluate(
            "2026-01-01", "2026-02-01", breakdown="user"
        )[self.win_rate.id]
        self.assertEqual([p["label"] for p in points], [self.ann.name])

    def test_a_team_of_one_is_a_person(self):
        lone = self.env["crm.team"].create({"name": "Lone"})
        self.env["crm.team.member"].create(
            {"crm_team_id": lone.id, "user_id": self._user("lone").id}
        )
        self._won("a", "2026-01-10 12:00:00")
        lead = self._won("b", "2026-01-10 12:00:00")
        lead.team_id = lone
        metric = self._metric("won_team", numerator_id=self.won.id)
        for user, shown in (
            (self.approver, (None, "not_measurable")),
            (self.analyst, (1.0, "ok")),
        ):
            points = metric.with_user(user).evaluate(
                "2026-01-01", "2026-02-01", breakdown="team"
            )[metric.id]
            found = {p["breakdown"]: (p["value"], p["status"]) for p in points}
            self.assertEqual(found[lone.id], shown)
            self.assertEqual(found[self.team.id], shown, "the total less that one")

    def test_two_viewers_see_one_figure(self):
        self._won("a", "2026-01-10 12:00:00")
        self._won("b", "2026-01-10 12:00:00", self.bob)
        own = new_test_user(
            self.env, "own", groups="sales_team.group_sale_salesman", lang="en_US"
        )
        metric = self._metric("won_seen", numerator_id=self.won.id)
        self._make_known(metric)
        for user in (own, self.reader, self.author):
            values = self._values(metric.with_user(user), "2026-01-01", "2026-02-01")
            self.assertEqual(values, {("2026-01-01", None): 2.0})

    def test_other_companies_are_other_figures(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._won("a", "2026-01-10 12:00:00", company_id=self.company.id)
        lead = self._won("b", "2026-01-10 12:00:00")
        self.env.cr.execute(
            "UPDATE crm_lead SET company_id = %s WHERE id = %s", (other.id, lead.id)
        )
        metric = self._metric("won_company", numerator_id=self.won.id)
        values = self._values(metric, "2026-01-01", "2026-02-01")
        self.assertEqual(values, {("2026-01-01", None): 1.0})

    def test_one_query_for_many_metrics_periods_and_people(self):
        self._won("a", "2026-01-01 12:00:00")
        metrics = self.win_rate
        for place in range(5):
            metrics |= self._metric(f"m{place}", numerator_id=self.won.id)
        metrics = metrics.with_user(self.analyst)
        for asked in (metrics[:2], metrics):  # what is remembered of them is remembered
            asked.evaluate(*SPAN, breakdown="user")

        def count(records, *args):
            before = self.env.cr.sql_log_count
            records.evaluate(*args)
            return self.env.cr.sql_log_count - before

        few = count(metrics[:2], *SPAN, "month", "user")
        self.assertEqual(few, count(metrics, *SPAN, "day", "user"))
