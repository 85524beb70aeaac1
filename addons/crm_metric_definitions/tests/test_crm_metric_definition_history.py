from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .history_case import HistoryCase


@tagged("post_install", "-at_install")
class TestHistory(HistoryCase):
    def test_rows_equal_what_evaluate_says(self):
        self._record()
        rows = self._rows(granularity="month")
        self.assertEqual(len(rows), 3)
        points = self.win_rate.evaluate(
            self.end - relativedelta(months=3), self.end, "month"
        )[self.win_rate.id]
        for row, point in zip(rows, points, strict=True):
            self.assertEqual(row.period_start.isoformat(), point["period_start"])
            self.assertEqual(row.value, point["value"])
            self.assertEqual(row.numerator, point["numerator"])
            self.assertEqual(row.denominator, point["denominator"])
            self.assertEqual(row.status, point["status"])
        self.assertEqual(rows[-1].value, 0.5)
        self.assertEqual(rows[-1].approval_id, self.win_rate.approval_id)

    def test_unknown_is_null_and_not_zero(self):
        self._record()
        row = self._rows(granularity="month")[0]
        self.assertEqual(row.status, "no_data")
        self.assertIsNone(row.value)
        read = row.read(["value", "figure"])[0]
        self.assertIs(read["value"], False)
        self.assertIs(read["figure"], False)
        self.assertEqual(row.value_text, "not known yet")
        self.env.cr.execute(
            "SELECT value FROM crm_metric_value WHERE id = %s", (row.id,)
        )
        self.assertEqual(self.env.cr.fetchone(), (None,))
        zeros = self.env["crm.metric.value"].search([("value", "=", 0)])
        self.assertNotIn(row, zeros)

    def test_the_second_run_changes_nothing(self):
        self._record()
        rows = self.env["crm.metric.value"].search([])
        before = rows.read(["value", "computed_on", "write_date"])
        self._record()
        again = self.env["crm.metric.value"].search([])
        self.assertEqual(again, rows)
        self.assertEqual(again.read(["value", "computed_on", "write_date"]), before)
        self.assertFalse(self.env["crm.metric.restatement"].search([]))

    def test_gaps_of_a_downtime_are_filled(self):
        self._record()
        row = self._rows(granularity="month")[1]
        self.env.cr.execute("DELETE FROM crm_metric_value WHERE id = %s", (row.id,))
        self.env.invalidate_all()
        self._record()
        self.assertEqual(len(self._rows(granularity="month")), 3)

    def test_the_cron_itself(self):
        cron = self.env.ref("crm_metric_definitions.ir_cron_record_history")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(len(self._rows(granularity="month")), 3)

    def test_one_broken_metric_does_not_stop_the_others(self):
        original = type(self.env["crm.metric.definition"])._record_unit
        second = self._metric("second", numerator_id=self.won.id)
        self._approve(second)
        self._closed(metric=second, date_from=self.start, date_to=self.end)

        def broken(metric, granularity):
            if metric == self.win_rate:
                raise ValueError("broken")
            return original(metric, granularity)

        with (
            patch.object(
                type(self.env["crm.metric.definition"]), "_record_unit", broken
            ),
            mute_logger(
                "odoo.addons.crm_metric_definitions.models.history.crm_metric_definition_history"
            ),
        ):
            self._record()
        self.assertFalse(self._rows())
        self.assertTrue(self._rows(metric=second))

    def test_each_company_has_its_own_history(self):
        other = self.env["res.company"].create({"name": "Other company"})
        self._record()
        self.assertEqual(self._rows().company_id, self.env.company)
        self.assertFalse(self.win_rate.company_id)
        elsewhere = self.win_rate.sudo().with_company(other)
        span = (self.end - relativedelta(months=3), self.end)
        self.assertEqual(elsewhere.history(*span), {self.win_rate.id: []})

    def test_only_known_metrics_are_recorded(self):
        other = self._metric("preview", numerator_id=self.won.id)
        self._approve(other)
        self._record()
        self.assertFalse(self._rows(metric=other))

    def test_another_definition_starts_another_history(self):
        self._record()
        old = self._rows(granularity="month")
        self.win_rate.procedure_steps = "Count otherwise."
        self._approve(self.win_rate)
        self._closed(date_from=self.start, date_to=self.end)
        self._record()
        rows = self._rows(granularity="month")
        self.assertEqual(len(rows), 6)
        current = rows.search([("is_current", "=", True), ("id", "in", rows.ids)])
        self.assertEqual(current, rows - old)
        self.assertEqual(
            len(
                self.win_rate.history(self.end - relativedelta(months=3), self.end)[
                    self.win_rate.id
                ]
            ),
            3,
        )

    def test_history_has_the_shape_of_evaluate(self):
        self._record()
        span = (self.end - relativedelta(months=3), self.end)
        for breakdown in (None, "team", "source_id"):
            with self.subTest(breakdown):
                metric = self.win_rate.with_user(self.analyst)
                recorded = metric.history(*span, breakdown=breakdown)[metric.id]
                live = metric.evaluate(*span, breakdown=breakdown)[metric.id]
                order = sorted(live, key=lambda p: (p["period_start"], str(p["label"])))
                recorded.sort(key=lambda p: (p["period_start"], str(p["label"])))
                for point in order:
                    point["note"] = None
                self.assertEqual(recorded, order)

    @mute_logger("odoo.sql_db")
    def test_the_index_refuses_a_second_row(self):
        self._record()
        row = self._rows(granularity="month")[0]
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self.env.cr.execute(
                """INSERT INTO crm_metric_value (metric_id, approval_id, company_id,
                        granularity, period_start, period_end, breakdown,
                        breakdown_id, personal, status, computed_on)
                   SELECT metric_id, approval_id, company_id, granularity,
                        period_start, period_end, breakdown, breakdown_id, personal,
                        status, computed_on
                     FROM crm_metric_value WHERE id = %s""",
                (row.id,),
            )

    def test_no_door_changes_a_row(self):
        self._record()
        row = self._rows()[0]
        for attempt in (
            lambda: row.write({"value": 1}),
            lambda: row.unlink(),
            lambda: row.copy(),
            lambda: row.create({"metric_id": self.win_rate.id}),
        ):
            with self.assertRaises(UserError):
                attempt()

    def test_what_was_recorded_or_decided_is_not_deleted(self):
        drafted = self.win_rate.copy()
        drafted.unlink()
        decided = self.win_rate.copy()
        self._approve(decided)
        self._record()
        entered = self._metric("entered", kind="manual")
        self.env["crm.metric.manual.value"].create(
            {
                "metric_id": entered.id,
                "period_start": "2026-01-01",
                "period_end": "2026-02-01",
                "value": 0,
                "source": "Accounting",
            }
        )
        for metric in (self.win_rate, decided, entered):
            with self.assertRaisesRegex(UserError, "archive it"):
                metric.unlink()
        self.assertTrue(self._rows())
