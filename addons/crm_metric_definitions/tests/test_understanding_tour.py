from odoo.tests import HttpCase, tagged

from .common import MetricCase


@tagged("post_install", "-at_install")
class TestUnderstandingTour(MetricCase, HttpCase):
    def test_charts_on_the_form(self):
        self.author.password = "metric_author"
        self.start_tour(
            "/odoo/action-crm_metric_definitions.crm_metric_definition_action/"
            f"{self.win_rate.id}",
            "crm_metric_understanding",
            login="metric_author",
        )
