import importlib.util
from pathlib import Path

from odoo.tests import tagged

from .common import MetricCase

SCRIPT = Path(__file__).parents[1] / "migrations/19.0.3.0.0/post-company_days.py"


@tagged("post_install", "-at_install")
class TestMigrationCompanyDays(MetricCase):
    def _migrate(self):
        spec = importlib.util.spec_from_file_location("script", SCRIPT)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        script.migrate(self.env.cr, "19.0.2.0.0")

    def test_contact_metrics_keep_their_figures(self):
        metrics = self.env["crm.metric.definition"].search([])
        metrics.tz = "Asia/Tokyo"
        params = self.env["ir.config_parameter"].sudo()
        params.set_param("crm_metric_definitions.history_cursor", "1/2/month/")
        other = self.env["res.company"].create({"name": "Elsewhere"})
        for _time in range(2):
            self._migrate()
            self.assertEqual(self.company.metric_tz, "Asia/Tokyo")
            self.assertEqual(other.metric_tz, "Asia/Tokyo")
            self.assertFalse(params.get_param("crm_metric_definitions.history_cursor"))

    def test_metrics_that_disagree_change_nothing(self):
        code = "metric_contacts_per_contact_year"
        self.env.ref(f"crm_metric_definitions.{code}").tz = "Asia/Tokyo"
        code = "metric_single_owner_knowledge_rate"
        self.env.ref(f"crm_metric_definitions.{code}").tz = "UTC"
        self._migrate()
        self.assertEqual(self.company.metric_tz, "Europe/Berlin")
