import importlib.util
from pathlib import Path
from unittest.mock import patch

from odoo.tests import tagged

from .common import MetricCase

SCRIPT = Path(__file__).parents[1] / "migrations" / "19.0.3.0.0" / "post-date_ended.py"
#: what the former version shipped: the date of the end
OLD = {"crm.lead": "date_closed", "crm.lead.cycle": "date_ended"}


@tagged("post_install", "-at_install")
class TestMigrationDateEnded(MetricCase):
    """A database whose library counts by Odoo's closing date."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.library = cls.env["crm.metric.measure"].search([("model", "in", list(OLD))])
        cls.library = cls.library.filtered(
            lambda m: (m.get_external_id()[m.id] or "").startswith("crm_metric")
        )
        cls.today = {m: cls._dates(m) for m in cls.library}
        cls.env.cr.execute(
            """UPDATE crm_metric_measure SET
                   date_field_name = CASE date_field_name
                       WHEN 'date_ended' THEN 'date_closed'
                       WHEN 'date_pipeline' THEN 'date_intake'
                       ELSE date_field_name END,
                   date_to_field_name = CASE date_to_field_name
                       WHEN 'date_ended' THEN 'date_closed' END
                WHERE model = 'crm.lead' AND id = ANY(%s)""",
            [cls.library.ids],
        )
        cls.env.cr.execute(
            """UPDATE crm_metric_measure SET
                   date_field_name = replace(date_field_name, 'date_ended', 'date_to'),
                   date_to_field_name =
                       replace(date_to_field_name, 'date_ended', 'date_to')
                WHERE model = 'crm.lead.cycle'"""
        )
        cls.env.invalidate_all()

    @classmethod
    def _dates(cls, measure):
        return (
            measure.date_field_name,
            measure.date_to_field_name,
            measure.date_field_id.name,
            measure.date_to_field_id.name,
        )

    def _migrate(self):
        self.env.flush_all()
        spec = importlib.util.spec_from_file_location("script", SCRIPT)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        with patch.object(script, "_logger") as logger:
            for _time in range(2):  # a second time changes nothing
                script.migrate(self.env.cr, "19.0.2.0.0")
        self.env.invalidate_all()
        said = [call.args for call in logger.info.call_args_list]
        return "\n".join(text % tuple(values) for text, *values in said)

    def test_the_library_as_shipped_counts_by_the_end(self):
        log = self._migrate()
        for measure in self.library:
            self.assertEqual(self._dates(measure), self.today[measure], measure.name)
        for code in "win_rate", "open_pipeline", "sales_cycle", "pipeline_age":
            metric = self.env.ref(f"crm_metric_definitions.metric_{code}")
            self.assertIn(f"“{metric.name}” counts by", log)
        self.assertNotIn("Personal contacts", log)

    def test_what_was_changed_stays_and_is_said(self):
        measure = self.env.ref("crm_metric_definitions.measure_lost")
        measure.sudo().domain = "[('won_status', '=', 'lost')]"
        own = self._measure("My own")
        log = self._migrate()
        self.assertEqual(measure.date_field_name, "date_closed")
        self.assertEqual(own.date_field_name, "date_closed")
        self.assertIn(f"“{measure.name}” has been changed", log)

    def test_an_approval_lapses(self):
        metric = self.env.ref("crm_metric_definitions.metric_win_rate")
        metric.sudo().data_owner_id = self.author
        self._approve(metric)
        self.assertTrue(metric.is_approved)
        rows = self.env["crm.approval"].sudo().search_count([])
        self._migrate()
        self.assertFalse(metric.is_approved)
        self.assertEqual(
            self.env["crm.approval"].sudo().search_count([]),
            rows,
            "nobody became an author",
        )

    def test_what_is_computed_differently_is_said_and_lapses(self):
        touches = self.env.ref(
            "crm_metric_definitions.metric_contacts_per_contact_year"
        )
        touches.sudo().write(
            {"data_owner_id": self.author.id, "tz": self.env.company.metric_tz}
        )
        own = self._metric("own", numerator_id=self.won.id, per_salesperson=True)
        other = self._metric("other", numerator_id=self.won.id)
        for metric in touches, own, other:
            self._approve(metric)
        self._migrate()
        self.assertFalse(touches.is_approved or own.is_approved)
        self.assertEqual(touches.known_limits.count("Deleted messages"), 1)
        self.assertIn("nobody in a team is left out", own.known_limits)
        self.assertTrue(other.is_approved)

    def test_a_break_where_the_date_of_an_end_has_changed(self):
        pipeline = self.env.ref("crm_metric_definitions.metric_open_pipeline")
        win_rate = self.env.ref("crm_metric_definitions.metric_win_rate")
        lead = self._lead("Open at 100 %")
        lead.write({"probability": 100, "company_id": self.company.id})
        self._migrate()
        notes = self.env["crm.metric.annotation"].search(
            [("metric_id", "in", (pipeline | win_rate).ids), ("is_break", "=", True)]
        )
        self.assertEqual(notes.metric_id, pipeline)
        self.assertIn(self.company, notes.company_id)
