import importlib.util
from pathlib import Path

from odoo.tests import TransactionCase, tagged
from odoo.tools.sql import column_exists, table_exists

FOLDER = Path(__file__).parents[1] / "migrations" / "19.0.2.0.0"


@tagged("post_install", "-at_install")
class TestMigrations(TransactionCase):
    def _migrate(self, name):
        spec = importlib.util.spec_from_file_location("script", FOLDER / f"{name}.py")
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        script.migrate(self.env.cr, "19.0.1.0.0")

    def test_the_stored_copy_of_recorded_values_goes(self):
        table = "crm_metric_value"
        self.assertFalse(column_exists(self.env.cr, table, "figure"))
        self.env.cr.execute(f"ALTER TABLE {table} ADD COLUMN figure numeric")
        for _time in range(2):
            self._migrate("post-figure_of_recorded_values")
            self.assertFalse(column_exists(self.env.cr, table, "figure"))

    def test_the_views_of_the_reports_go(self):
        self.env.cr.execute(
            "CREATE VIEW crm_contact_person AS SELECT id FROM res_partner"
        )
        for _time in range(2):
            self._migrate("pre-views_of_reports")
            self.assertFalse(table_exists(self.env.cr, "crm_contact_person"))
        self.env["crm.contact.person"].search([], limit=1)
