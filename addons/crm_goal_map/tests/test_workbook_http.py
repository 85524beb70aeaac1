import io

import openpyxl

from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestWorkbookHttp(HttpCase):
    """The download, over HTTP."""

    def _get(self, login, id_):
        self.authenticate(login, login)
        return self.url_open(f"/crm_goal_map/workbook/{id_}")

    def test_download(self):
        goal_map = self.env["crm.goal.map"].create({"name": "Sales/2027 “Ö”"})
        reader = new_test_user(
            self.env, "workbook_reader", groups="crm_goal_map.group_goal_user"
        )
        answer = self._get(reader.login, goal_map.id)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("spreadsheetml", answer.headers["Content-Type"])
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        file = openpyxl.load_workbook(io.BytesIO(answer.content))
        self.assertEqual(file.worksheets[0]["A1"].value, "#map")

    def test_nobody_learns_whether_there_is_a_map(self):
        goal_map = self.env["crm.goal.map"].create({"name": "Secret"})
        new_test_user(self.env, "workbook_nobody", groups="base.group_user")
        for id_ in (goal_map.id, 2**30):
            self.assertEqual(self._get("workbook_nobody", id_).status_code, 404)
