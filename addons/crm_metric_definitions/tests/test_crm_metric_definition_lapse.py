from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from .meaning_case import MeaningCase


@tagged("post_install", "-at_install")
class TestCrmMetricDefinitionLapse(MeaningCase):
    """Who owns the data is told what has lapsed by a change elsewhere."""

    def setUp(self):
        super().setUp()
        self.metric = self._counting(("won_status", "=", "won"))

    def _tell(self):
        self.env.flush_all()
        self.env.invalidate_all()
        self.env["crm.metric.definition"]._cron_tell_lapses()
        return self.metric.activity_ids.filtered(lambda a: a.user_id == self.author)

    def test_the_data_owner_is_told_once(self):
        self.assertFalse(self._tell())
        self.stage.is_won = True
        (told,) = self._tell()
        self.assertIn("Stages that are won", told.note)
        self.assertIn("Meaningful", told.note)
        self.assertEqual(self._tell(), told)
        rows = self.metric.approval_ids.filtered(lambda row: row.event == "lapse")
        self.assertEqual(len(rows), 1)
        # it is no change by anybody
        self.stage.is_won = False
        self._tell()
        self.assertTrue(self.metric.is_approved)
        self.assertEqual(self.env["crm.approval"]._authors(self.metric), self.author)

    def test_nothing_to_tell_writes_nothing(self):
        before = self.env["crm.approval"].search_count([])
        self._tell()
        self.metric.procedure_steps = "Changed by somebody, who knows it."
        rows = self.env["crm.approval"].search_count([])
        self.assertFalse(self._tell())
        self.assertEqual(self.env["crm.approval"].search_count([]), rows)
        self.assertEqual(rows, before + 1)

    def test_one_broken_metric_does_not_stop_the_others(self):
        other = self._metric("other", numerator_id=self.won.id, sequence=1)
        self._approve(other)
        self.stage.is_won = True
        Metric, tell = type(self.metric), type(self.metric)._tell_lapse

        def _tell_lapse(metric):
            if metric == other:
                raise ValueError("broken")
            return tell(metric)

        with (
            patch.object(Metric, "_tell_lapse", _tell_lapse),
            mute_logger("odoo.addons.crm_metric_definitions"),
            mute_logger(f"{tell.__module__}"),
        ):
            self.assertTrue(self._tell())
