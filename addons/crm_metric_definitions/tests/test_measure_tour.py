from odoo.tests import HttpCase, tagged

from .common import MetricCase


@tagged("post_install", "-at_install")
class TestMeasureTour(MetricCase, HttpCase):
    def test_a_new_measure_gets_conditions_before_it_is_saved(self):
        self.author.password = "metric_author"
        self.start_tour(
            "/odoo/action-crm_metric_definitions.crm_metric_measure_action/new",
            "crm_metric_new_measure",
            login="metric_author",
        )
        measure = self.env["crm.metric.measure"].search([("name", "=", "Big deals")])
        self.assertEqual("crm.lead", measure.model)
