from odoo.tests import Form, tagged

from .common import MetricCase


@tagged("post_install", "-at_install")
class TestCrmMetricComparison(MetricCase):
    def test_rivals_side_by_side(self):
        self.env["crm.lead"].with_context(active_test=False).search([]).unlink()
        stage = self.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        self._lead("w", stage_id=stage.id, date_closed="2026-01-10 12:00:00")
        self._lead("l", active=False, probability=0, date_closed="2026-01-11 12:00:00")
        count = self._metric("won_count", numerator_id=self.won.id)
        action = self.env["crm.metric.comparison"].with_user(self.author)
        with Form(
            action.with_context(
                active_model="crm.metric.definition",
                active_ids=(self.win_rate | count).ids,
            )
        ) as form:
            form.date_from, form.date_to = "2026-01-01", "2026-02-01"
        lines = form.record.line_ids
        self.assertEqual(lines.metric_id, self.win_rate | count)
        by_metric = {line.metric_id: line for line in lines}
        self.assertEqual(by_metric[self.win_rate].value, "50.0 %")
        self.assertEqual(by_metric[self.win_rate].population, 2)
        self.assertEqual(by_metric[count].value, "1.0")
        self.assertIn("Won", by_metric[count].sentence)
        self.assertEqual(by_metric[count].known_state, "not_approved")
