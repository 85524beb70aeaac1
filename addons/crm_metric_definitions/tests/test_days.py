from datetime import date, datetime

from freezegun import freeze_time

from odoo import fields
from odoo.tests import Form, tagged

from .common import MetricCase
from .contact_case import ContactCase

#: UTC-11, UTC-8, UTC, UTC+1, UTC+13 and UTC+14 in February and March
ZONES = (
    "Pacific/Pago_Pago",
    "America/Los_Angeles",
    "UTC",
    "Europe/Berlin",
    "Pacific/Auckland",
    "Pacific/Kiritimati",
)
SEPTEMBER = datetime(2025, 9, 1)
FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)
#: {moment in UTC: zones in which it is March}
MOMENTS = {
    "2026-02-28 09:30": set(),
    "2026-02-28 10:30": {"Pacific/Kiritimati"},
    "2026-02-28 23:30": {"Pacific/Kiritimati", "Pacific/Auckland", "Europe/Berlin"},
    "2026-03-01 00:30": set(ZONES) - {"Pacific/Pago_Pago", "America/Los_Angeles"},
    "2026-03-01 10:30": set(ZONES) - {"Pacific/Pago_Pago"},
    "2026-03-01 11:30": set(ZONES),
}


@tagged("post_install", "-at_install")
class TestDays(MetricCase):
    """Around a month's end, each screen says the same of a metric: its own zone's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-02-10"):
            cls.metrics = cls.env["crm.metric.definition"]
            for number, zone in enumerate(ZONES):
                cls.metrics |= cls._metric(
                    f"zone_{number}", numerator_id=cls.won.id, tz=zone
                )

    def _known(self):
        """Let the metrics be known, by checks of one producer."""
        for metric in self.metrics:
            self._approve(metric)
            check = self.env["crm.metric.check"].with_user(self.author)
            check = check.create(
                {
                    "metric_id": metric.id,
                    "date_from": "2026-01-01",
                    "date_to": "2026-02-01",
                }
            )
            check.action_open()
            check.action_close()
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE crm_metric_check SET result = 'consistent' WHERE id = %s",
                [check.id],
            )
            self.env.invalidate_all()
        return self.metrics

    def _moments(self):
        for moment, march in MOMENTS.items():
            with freeze_time(moment):
                for metric in self.metrics:
                    month = MARCH if metric.tz in march else FEBRUARY
                    with self.subTest(moment=moment, zone=metric.tz):
                        yield metric, month
                    self.env.invalidate_all()

    def test_the_newest_figure_is_that_of_the_closed_months(self):
        with freeze_time("2026-02-10"):
            self._known()
        for metric, month in self._moments():
            self.assertEqual(metric._today().replace(day=1), month)
            for points in (metric._live_points(), self.metrics._live_points()):
                self.assertEqual(points[metric.id]["period_end"], str(month))
                self.assertTrue(points[metric.id]["official"])
            for points in (metric.latest_points(), self.metrics.latest_points()):
                ends = [point["period_end"] for point in points[metric.id]]
                self.assertEqual((ends[-1], len(ends)), (str(month), 12))
            chart = metric.process_chart()
            self.assertEqual(chart["points"][-1]["period_end"], str(month))
            year = metric._period_text("2025-03-01", "2026-03-01")
            self.assertEqual(metric.live_note == year, month == MARCH)
            Comparison = self.env["crm.metric.comparison"].with_context(
                active_model=metric._name, active_ids=metric.ids
            )
            self.assertEqual(Comparison.new({}).date_to, month)
            Check = self.env["crm.metric.check"].with_user(self.author)
            form = Form(Check.with_context(default_metric_id=metric.id))
            self.assertEqual(form.date_to, month)

    def test_only_what_is_over_is_official(self):
        with freeze_time("2026-02-10"):
            self._known()
        for metric, month in self._moments():
            is_over = month == MARCH
            points = metric.evaluate("2026-02-01", "2026-03-01", "total")[metric.id]
            self.assertEqual(points[0]["official"], is_over)
            self.assertEqual(points[0]["running"], not is_over)
            points = metric.evaluate("2026-01-01", "2026-05-01", "month")[metric.id]
            self.assertEqual(
                [point["running"] for point in points], [False, not is_over, True, True]
            )

    def test_a_level_is_official_as_of_the_last_finished_day(self):
        with freeze_time("2026-02-10"):
            for metric in self.metrics:
                level = self._measure(
                    f"Open {metric.tz}",
                    timing="level",
                    date="create_date",
                    date_to_field_id=self._field("date_closed"),
                )
                metric.numerator_id = level
            self._known()
        for metric, _month in self._moments():
            today = metric._today()
            for day in (today, fields.Date.add(today, days=1)):
                start = fields.Date.subtract(day, days=1)
                (point,) = metric.evaluate(start, day, "total")[metric.id]
                self.assertEqual(point["official"], day == today)
                self.assertEqual(point["running"], day != today)

    def test_a_check_is_valid_until_the_day_ends_where_the_metric_is_measured(self):
        with freeze_time("2026-02-10"):
            self._known()
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_metric_check SET valid_until = '2026-02-28'")
        self.env.invalidate_all()
        for metric, month in self._moments():
            is_known = month == FEBRUARY
            self.assertEqual(metric.is_known, is_known)
            self.assertEqual(metric.id in self.metrics._known_ids(), is_known)

    def test_a_check_is_closed_on_the_day_of_its_metric(self):
        for metric, month in self._moments():
            check = self.env["crm.metric.check"].with_user(self.author)
            check = check.create(
                {
                    "metric_id": metric.id,
                    "date_from": "2026-01-01",
                    "date_to": "2026-02-01",
                }
            )
            check.action_open()
            check.action_close()
            self.assertEqual(
                check.valid_until, fields.Date.add(metric._today(), years=1)
            )
            self.assertEqual(check.valid_until.month, month.month)

    def test_history_records_a_month_when_it_is_over_where_it_is_measured(self):
        self.env["ir.config_parameter"].set_param(
            "crm_metric_definitions.history_months", 1
        )
        with freeze_time("2026-02-10"):
            self._known()
        for metric, month in self._moments():
            metric._record_unit("month")
            rows = self.env["crm.metric.value"].search(
                [("metric_id", "=", metric.id), ("breakdown", "=", "")]
            )
            self.assertEqual(max(rows.mapped("period_end")), month)

    def test_a_company_day(self):
        company = self.env["res.company"].create({"name": "Far away"})
        for zone in ZONES:
            company.partner_id.tz = zone
            self.assertEqual(company.metric_tz, zone)
            for moment, march in MOMENTS.items():
                with freeze_time(moment):
                    month = MARCH if zone in march else FEBRUARY
                    self.assertEqual(company._metric_today().replace(day=1), month)
        company.metric_tz = "Asia/Tokyo"
        self.assertEqual(company.partner_id.tz, ZONES[-1], "stock data stays")

    def test_membership_begins_and_ends_on_the_day_of_the_teams_company(self):
        for zone in ("Pacific/Pago_Pago", "Pacific/Kiritimati"):
            company = self.env["res.company"].create({"name": zone})
            company.metric_tz = zone
            team = self.env["crm.team"].create({"name": zone, "company_id": company.id})
            user = self._user(f"at_{zone[-4:].lower()}")
            user.company_ids += company
            with freeze_time("2026-02-25 10:30"):
                member = self.env["crm.team.member"].create(
                    {"crm_team_id": team.id, "user_id": user.id}
                )
                self.env.flush_all()
                began = company._metric_today()
            with freeze_time("2026-02-28 10:30"):
                member.active = False
                self.env.flush_all()
                ended = company._metric_today()
            row = self.env["crm.salesperson.period"].search([("team_id", "=", team.id)])
            self.assertEqual((row.date_from, row.date_to), (began, ended))
        self.assertEqual(ended, MARCH)


@tagged("post_install", "-at_install")
class TestDaysOfContacts(ContactCase):
    """Several touches on one day are one, in the company's zone."""

    def _metric(self, code, zone, company_zone=None):
        self.env.company.partner_id.tz = company_zone or zone
        metric = self.env.ref(f"crm_metric_definitions.metric_{code}")
        metric.tz = zone
        return metric

    def test_two_notes_on_one_day(self):
        """At 10:00 and 15:00 in Auckland, on both sides of midnight in UTC."""
        contact = self._contact("Known", since=datetime(2024, 1, 1))
        self._note(contact, date=datetime(2025, 5, 31, 22))
        self._note(contact, date=datetime(2025, 6, 1, 3))
        self.env.flush_all()
        for zone, days in (
            ("Pacific/Auckland", 1),
            ("UTC", 2),
            ("Europe/Berlin", 1),
            ("America/Los_Angeles", 1),
            ("Pacific/Pago_Pago", 1),
            ("Asia/Karachi", 1),
        ):
            with self.subTest(zone):
                metric = self._metric("contacts_per_contact_year", zone)
                (point,) = metric.evaluate("2025-01-01", "2026-01-01", "total")[
                    metric.id
                ]
                self.assertEqual(point["status"], "ok", point["note"])
                self.assertEqual(point["numerator"], days)

    def test_neglect_by_days_of_the_company(self):
        """Two notes within one day in Auckland are one touch: neglected."""
        contact = self._contact("N", since=datetime(2023, 1, 1))
        self._note(self._contact("Old"), date=datetime(2023, 1, 1))
        self._note(contact, date=datetime(2025, 5, 31, 22))
        self._note(contact, date=datetime(2025, 6, 1, 3))
        self.env.flush_all()
        for zone, neglected in (("Pacific/Auckland", 1), ("UTC", 0)):
            self._metric("contacts_below_two_touches", zone)
            rows = self._rows("crm.contact.neglect", contact)
            now = rows.filtered(
                lambda row: (
                    row.date_from <= SEPTEMBER
                    and (not row.date_to or row.date_to > SEPTEMBER)
                )
            )
            self.assertEqual(len(now), neglected, zone)

    def test_a_procedure_in_another_zone_has_no_figure(self):
        for code in (
            "contacts_per_contact_year",
            "contacts_below_two_touches",
            "single_owner_knowledge_rate",
        ):
            for zone in ("UTC", "Pacific/Auckland"):
                with self.subTest(code, zone=zone):
                    metric = self._metric(code, zone, "Europe/Berlin")
                    span = ("2025-01-01", "2026-01-01")
                    points = metric.evaluate(*span, "quarter")[metric.id]
                    for point in points:
                        self.assertEqual(point["status"], "not_measurable")
                        self.assertIsNone(point["value"])
                        self.assertFalse(point["official"])
                        self.assertIn("Europe/Berlin", point["note"])
                        self.assertIn(zone, point["note"])
                        self.assertNotIn("\n", point["note"])
                    note = metric.coverage(*span)[metric.id]["note"]
                    self.assertEqual(note, points[0]["note"])
                    self.assertIn(note, metric._approval_problems())

    def test_other_metrics_of_the_call_keep_their_figures(self):
        contacts = self._metric("contacts_per_contact_year", "UTC", "Europe/Berlin")
        wins = self.env.ref("crm_metric_definitions.metric_win_rate")
        points = (contacts | wins).evaluate("2025-01-01", "2026-01-01", "total")
        self.assertEqual(points[contacts.id][0]["status"], "not_measurable")
        self.assertNotEqual(points[wins.id][0]["status"], "not_measurable")
