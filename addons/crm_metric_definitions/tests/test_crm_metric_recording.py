from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.history.recording import Recording
from .history_case import HistoryCase

LOGGER = "odoo.addons.crm_metric_definitions.models.history"


class Killed(BaseException):
    """As if the process had ended."""


@tagged("post_install", "-at_install")
class TestRecordingAtNight(HistoryCase):
    def setUp(self):
        super().setUp()
        self.second = self._metric("second", numerator_id=self.won.id)
        self._approve(self.second)
        self._closed(metric=self.second, date_from=self.start, date_to=self.end)
        self.second.with_user(self.author).frequency = "week"
        self._approve(self.second)
        self._closed(metric=self.second, date_from=self.start, date_to=self.end)
        self.begun = []

    def _spy(self, at_unit=lambda number, metric: None):
        """Note the units; ``at_unit`` is called when one begins."""
        original = type(self.env["crm.metric.definition"])._record_unit

        def record(metric, granularity):
            self.begun.append((metric.id, granularity))
            at_unit(len(self.begun), metric)
            return original(metric, granularity)

        return patch.object(
            type(self.env["crm.metric.definition"]), "_record_unit", record
        )

    def _units(self):
        units = self.env["crm.metric.definition"]._history_units()
        return [(metric.id, granularity) for _company, metric, granularity in units]

    def test_units_longer_than_the_limit(self):
        """Odoo says after each unit that no time is left: the next call goes on."""
        with self._spy():
            for number in range(1, len(self._units()) + 1):
                self._go_on(lambda: 0.0)
                self.assertEqual(len(self.begun), number)
            self._go_on(lambda: 0.0)
        self.assertCountEqual(self.begun, self._units(), "each one once")

    def test_the_last_unit_used_up_the_time(self):
        left = iter([1.0] * (len(self._units()) - 1) + [0.0])
        self._go_on(lambda: next(left))
        lost = self._back_date()
        with self._spy():
            self._record()
        self.assertCountEqual(self.begun, self._units(), "the next night has them all")
        self.assertTrue(lost and self._rows(granularity="month")[-1].restatement_ids)

    def test_a_killed_job_goes_on(self):
        """With the others first, and then with what it was killed at."""

        def kill(number, _metric):
            if number == 2:
                raise Killed

        with self._spy(kill):
            try:  # assertRaises would undo what was committed
                self._go_on()
            except Killed:
                self.assertEqual(len(self.begun), 2)
        with self._spy():
            self._go_on()
        self.assertCountEqual(set(self.begun), self._units())
        self.assertEqual(self.begun[1], self.begun[-1])
        self.assertEqual(len(self.begun), len(self._units()) + 1)

    def test_what_kills_it_each_time_stops_nothing_else(self):
        def kill(_number, metric):
            if metric == self.win_rate:
                raise Killed

        for night in range(2):
            vals = {"done_on": False, "tried_on": False}
            self.env["crm.metric.recording"].search([]).write(vals)
            for _start in range(4):
                with self._spy(kill):
                    try:
                        self._go_on()
                    except Killed:
                        continue
            done = [unit for unit in self.begun if unit[0] == self.second.id]
            self.assertEqual(len(done), (night + 1) * 2)
        self.assertTrue(self._rows(metric=self.second))

    def test_the_second_run_of_a_day_writes_nothing(self):
        self._go_on()
        with self._spy():
            self._go_on()
            self.assertFalse(self.begun)
        stamp = self.env["crm.metric.recording"].search([]).mapped("write_date")
        self.env["crm.metric.definition"]._cron_record_history()  # commits nothing
        self.env.invalidate_all()
        rows = self.env["crm.metric.recording"].search([])
        self.assertEqual(rows.mapped("write_date"), stamp)

    def test_a_jumping_clock(self):
        """Forward: the months of the downtime are recorded. Back: nothing moves."""
        self._go_on()
        rows = self._rows(granularity="month")
        self.assertEqual(len(rows), 3)
        with freeze_time(fields.Datetime.now() + relativedelta(months=2)):
            self._go_on()
            later = self._rows(granularity="month")
            self.assertEqual(len(later), 5)
        with self._spy():
            self._record()
        self.assertTrue(self.begun)
        self.assertEqual(self._rows(granularity="month"), later)
        self.assertFalse(self.env["crm.metric.restatement"].search([]))

    def test_a_broken_breakdown_keeps_the_total(self):
        original = Recording._record

        def broken(recording, span, breakdown):
            if breakdown == "team":
                raise ValueError("broken")
            return original(recording, span, breakdown)

        with (
            patch.object(Recording, "_record", broken),
            mute_logger(f"{LOGGER}.recording"),
        ):
            self._record()
        self.assertTrue(self._rows())
        self.assertTrue(self._rows("user"))
        self.assertFalse(self._rows("team"))
        self._record()
        self.assertTrue(self._rows("team"))
        self.assertFalse(self.env["crm.metric.restatement"].search([]))

    def test_a_metric_that_cannot_be_read(self):
        cls = type(self.env["crm.metric.definition"])
        original = cls._metric_specs

        def broken(metrics):
            if self.second in metrics:
                raise ValueError("broken")
            return original(metrics)

        with (
            patch.object(cls, "_metric_specs", broken),
            mute_logger(f"{LOGGER}.crm_metric_definition_history"),
        ):
            self.assertIn((self.win_rate.id, "month"), self._units())

    def test_one_broken_check_is_no_reason_to_keep_the_others(self):
        first, second = (self._closed(metric=self.second) for _number in range(2))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_metric_check SET closed_on = '2020-01-01',"
            " valid_until = '2020-02-01' WHERE id IN %s",
            [(first.id, second.id)],
        )
        self.env.invalidate_all()
        cls = type(first)
        original = cls._forget_people

        def broken(check):
            if check.id == first.id:
                raise ValueError("broken")
            return original(check)

        with (
            patch.object(cls, "_forget_people", broken),
            patch.object(
                type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 1.0
            ),
            mute_logger(f"{LOGGER}.crm_metric_definition_history"),
        ):
            self.env["crm.metric.definition"]._cron_forget_people()
        self.assertFalse(first.people_forgotten_on)
        self.assertTrue(second.people_forgotten_on)
