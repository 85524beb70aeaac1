from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.exceptions import MissingError
from odoo.fields import Command, Date
from odoo.tests import tagged

from .check_case import CheckCase
from .common import reject

SPAN = ("2025-03-01", "2025-04-01")


@tagged("post_install", "-at_install")
class TestCrmMetricDefinitionTrust(CheckCase):
    """What is remembered of a metric holds for exactly the versions of its rows."""

    def setUp(self):
        super().setUp()
        self._approve(self.win_rate)
        self._closed()
        self.assertTrue(self._point()["official"])

    def _point(self, metric=None, user=None):
        metric = (metric or self.win_rate).with_user(user or self.reader)
        return metric.evaluate(*SPAN)[metric.id][0]

    def _queries(self):
        """Return the queries that read what is remembered of a metric."""
        self.env.invalidate_all()
        queries, execute = [], type(self.env.cr).execute

        def _execute(cr, query, *args, **kwargs):
            queries.append(getattr(query, "code", query))
            return execute(cr, query, *args, **kwargs)

        with patch.object(type(self.env.cr), "execute", _execute):
            self.win_rate.with_user(self.reader)._metric_specs()
        return queries

    def _by_sql(self, query, *args):
        """Somebody writes past Odoo."""
        self.env.cr.execute(query, args)
        self.env.invalidate_all()

    def test_asked_again_only_versions_are_read(self):
        """One query for the metric's own rows, one for what says what they mean."""
        self._queries()
        again, meant = self._queries()
        self.assertIn("xmin", again)
        self.assertIn("crm_stage", meant)
        self.won.name = "Spelled otherwise"
        self.env.flush_all()
        anew = self._queries()
        self.assertGreater(len(anew), 1)
        for table in ("crm_metric_measure", "crm_approval", "crm_metric_check"):
            self.assertTrue(any(f'"{table}"' in query for query in anew[1:]), table)
        self.assertEqual(self._queries(), [again, meant])
        self.assertTrue(self._point()["official"])

    def test_a_deleted_metric_says_so(self):
        gone = self._metric("gone", numerator_id=self.won.id)
        gone.unlink()
        for metrics in (gone, gone.sudo(), gone.with_user(self.reader)):
            with self.assertRaises(MissingError):
                (metrics | self.win_rate).evaluate(*SPAN)

    def test_each_part_of_the_substance_counts(self):
        source = self._field("source_id")
        changes = {
            "procedure": lambda: self.win_rate.write({"procedure_steps": "Anew."}),
            "measure": lambda: self.won.write({"include_archived": True}),
            "breakdowns": lambda: self.closed.write(
                {"breakdown_field_ids": [Command.unlink(source)]}
            ),
            "translation": lambda: self.win_rate.update_field_translations(
                "procedure_steps", {"en_US": "Otherwise."}
            ),
            "behind Odoo's back": lambda: self._by_sql(
                "UPDATE crm_metric_measure SET domain = '[]' WHERE id = %s", self.won.id
            ),
            "breakdowns, likewise": lambda: self._by_sql(
                "DELETE FROM crm_metric_measure_ir_model_fields_rel"
                " WHERE crm_metric_measure_id = %s",
                self.won.id,
            ),
            "stages that are won": lambda: self.env["crm.stage"].create(
                {"name": "Won, too", "is_won": True}
            ),
            "stages, likewise": lambda: self._by_sql(
                "UPDATE crm_stage SET is_won = NOT COALESCE(is_won, FALSE)"
            ),
            "no longer checked": lambda: self._by_sql(
                "DELETE FROM crm_metric_check WHERE metric_id = %s", self.win_rate.id
            ),
        }
        for name, change in changes.items():
            with self.subTest(name):
                with self.env.cr.savepoint() as savepoint:
                    change()
                    self.assertFalse(self._point()["official"])
                    savepoint.rollback()
                self.env.invalidate_all()
                # what was never committed is not remembered
                self.assertTrue(self._point()["official"])

    def test_the_figure_is_that_of_todays_condition(self):
        before = {"domain": self.won.domain, "include_archived": False}
        self.assertEqual(self._point(user=self.author)["value"], 0.5)
        self.won.write({"domain": self.closed.domain, "include_archived": True})
        self.assertEqual(self._point(user=self.author)["value"], 1.0)
        self.won.write(before)
        self.assertEqual(self._point(user=self.author)["value"], 0.5)
        self.assertTrue(self._point()["official"])

    def test_a_rejection_is_seen_at_once(self):
        steps = self.win_rate.procedure_steps
        self.win_rate.procedure_steps = "Anew."
        self.win_rate.with_user(self.author).action_request_approval()
        reject(self.win_rate.with_user(self.approver), "Not so.")
        self.win_rate.procedure_steps = steps
        self.assertFalse(self._point()["official"])

    def test_a_check_expires_by_itself(self):
        with freeze_time(Date.today() + relativedelta(years=5)):
            self.assertFalse(self._point()["official"])
        self.assertTrue(self._point()["official"])

    def test_what_is_in_the_way_is_said_in_each_readers_language(self):
        self._by_sql(
            "UPDATE crm_metric_measure SET date_field_name = 'gone' WHERE id = %s",
            self.won.id,
        )
        self.env["res.lang"]._activate_lang("de_DE")
        german = self.win_rate.with_context(lang="de_DE")
        for metric, word in (
            (self.win_rate, "no longer exists"),
            (german, "gibt es nicht mehr"),
        ):
            self.assertIn(word, self._point(metric, self.author)["note"])
