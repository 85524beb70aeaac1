import importlib.util
from pathlib import Path

from odoo.exceptions import ValidationError
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

    def test_old_extensions_do_not_stop_an_upgrade(self):
        """A button of an old extension names a method that is gone."""
        View = self.env["ir.ui.view"]
        form = self.env.ref("crm_metric_definitions.crm_metric_definition_view_form")
        ours = form.inherit_children_ids.filtered(
            lambda view: view.xml_id.startswith("crm_metric_definitions.")
        )[:1]
        self.assertTrue(ours)
        foreign = View.create(
            {
                "name": "Of an administrator",
                "model": form.model,
                "inherit_id": form.id,
                "arch": "<header position='inside'><span name='mine'/></header>",
            }
        )
        button = (
            "<header position='inside'><button type='object' name='gone'/></header>"
        )
        self.env.cr.execute(
            "UPDATE ir_ui_view SET arch_db = jsonb_build_object('en_US', %s::text)"
            " WHERE id = %s",
            [button, ours.id],
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(ValidationError, r"\bgone\b"):
            form._check_xml()
        self._migrate("pre-extended-views")
        self.env.invalidate_all()
        form._check_xml()
        self.assertIn("mine", foreign.arch)
        self.assertIn("<header>", form.arch)
