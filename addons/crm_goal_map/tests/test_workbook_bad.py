from odoo.exceptions import UserError
from odoo.tests import tagged

from .workbook_case import WorkbookCase


@tagged("post_install", "-at_install")
class TestWorkbookBad(WorkbookCase):
    def _refused(self, file, pattern, **options):
        with self.assertRaisesRegex(UserError, pattern):
            self._wizard(file, **options).action_check()

    def test_of_another_map(self):
        other = self.map.copy({"name": "Other map"})
        self._refused(self._out(goal_map=other), "workbook of the map “Other map”")

    def test_of_another_database(self):
        file = self._out()
        self.env["ir.config_parameter"].sudo().set_param("database.uuid", "other")
        self.env.cr.execute(
            "UPDATE crm_goal_map SET create_date = '2020-01-01' WHERE id = %s",
            (self.map.id,),
        )
        self.map.invalidate_recordset()
        self._refused(file, "another Odoo database")

    def test_files_of_every_kind(self):
        for content, pattern in (
            (b"name;target", "not an Excel workbook"),
            (bytes(10 * 1024 * 1024), "too large: 10.0 MB"),
            (b"\xd0\xcf\x11\xe0" + bytes(512), "password-protected"),
        ):
            self._refused(content, pattern)
        with self.assertRaisesRegex(UserError, "Choose a workbook"):
            self._wizard(b"").action_check()

    def test_merged_cells_and_missing_sheets(self):
        file = self._out()
        self._page(file, "goals").merge_cells("I3:I4")
        self._refused(file, r"“Goals” has merged cells \(I3:I4\)")
        file = self._out()
        file.remove(self._page(file, "positions"))
        self._refused(file, "The sheet “Positions” is missing")
