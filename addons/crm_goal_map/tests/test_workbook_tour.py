import io

from odoo.tests import HttpCase, tagged

from .workbook_case import WorkbookCase


@tagged("post_install", "-at_install")
class TestWorkbookTour(WorkbookCase, HttpCase):
    """After a workshop: upload, look, take over."""

    def _put_up(self, name, file):
        stream = io.BytesIO()
        file.save(stream)
        url = f"/crm_goal_map_test/{name}"
        self.env["ir.attachment"].create(
            {"name": name, "raw": stream.getvalue(), "url": url, "public": True}
        )

    def test_upload_look_and_take_over(self):
        file = self._out()
        self._cell(file, self.goal, "target").value = 0.45
        self._cell(file, self.other, "change").value = 0.15
        self._cell(file, self.position, "finding").value = "Two deciders."
        self._put_up("workshop.xlsx", file)
        self.goal.target_value = 0.5
        self.start_tour(
            f"/odoo/goal-maps/{self.map.id}",
            "crm_goal_map_workbook",
            login="goal_manager",
            timeout=180,
        )
        self.env.invalidate_all()
        self.assertAlmostEqual(self.goal.target_value, 0.5, msg="changed meanwhile")
        self.assertAlmostEqual(self.other.target_change, 0.15)
        self.assertEqual(self.position.finding, "Two deciders.")
