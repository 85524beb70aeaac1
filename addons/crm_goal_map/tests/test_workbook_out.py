import io
import zipfile

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .workbook_case import WorkbookCase


@tagged("post_install", "-at_install")
class TestWorkbookOut(WorkbookCase):
    def test_a_sheet_for_each_part(self):
        titles = ["Map", "Positions", "Goals", "Metrics", "History", "Effects"]
        hidden = ["#workbook"]
        self.assertEqual(self._out(self.seller).sheetnames, titles + hidden)
        with_people = [*titles[:5], "Stakeholders", "Effects"]
        self.assertEqual(self._out(self.confidant).sheetnames, with_people + hidden)

    def test_stakeholders_only_for_those_who_may(self):
        self.goal.with_user(self.confidant).stakeholder_ids = [
            Command.create({"name": "Zaphod", "stance_now": "opponent"})
        ]

        def everything(user):
            content = self.map.with_user(user)._workbook()
            with zipfile.ZipFile(io.BytesIO(content)) as parts:
                return b" ".join(parts.read(name) for name in parts.namelist())

        self.assertIn(b"Zaphod", everything(self.confidant))
        for user in (self.manager, self.seller, self.decider):
            self.assertNotIn(b"Zaphod", everything(user))

    def test_values_as_people_say_them(self):
        file = self._out()
        first, second = self.position.value_ids
        self.assertEqual(self._cell(file, first, "stated").value, "under 2 a week")
        self.assertEqual(self._cell(file, second, "stated").value, "> 80 %")
        target = self._cell(file, self.goal, "target")
        self.assertEqual((target.value, target.number_format), (0.4, "0.00%"))
        self.assertIsNone(self._cell(file, self.other, "target").value)
        self.assertEqual(self._cell(file, self.other, "change").value, 0.1)

    def test_unknown_is_no_figure(self):
        file = self._out()
        self.assertEqual(self._cell(file, self.goal, "current").value, "not known yet")
        history = self._page(file, "history")
        self.assertEqual(history["C3"].value, self.win_rate.name)
        self.assertIsNone(history["E3"].value)
        self.assertTrue(history["H3"].value)

    def test_history_with_native_charts(self):
        self._make_known(self.win_rate)
        file = self._out()
        history = self._page(file, "history")
        self.assertEqual(len(history._charts), 1)
        values = [row[4].value for row in history.iter_rows(min_row=3)]
        self.assertEqual(values[-12:], [0.4] * 12)
        self.assertEqual(len(self._page(file, "map")._charts), 1)

    def test_nothing_becomes_a_formula(self):
        for start in "=+-@":
            self.goal.copy({"name": f"{start}1+1", "map_id": self.map.id})
        self.position.finding = "=HYPERLINK(1)"
        content = self.map.with_user(self.manager)._workbook()
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            for name in parts.namelist():
                self.assertNotIn(b"<f>", parts.read(name))
        self.assertEqual(
            self._cell(self._out(), self.position, "finding").value, "=HYPERLINK(1)"
        )

    def test_only_for_readers(self):
        user = new_test_user(self.env, "nobody_workbook", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.map.with_user(user)._workbook()

    def test_in_german(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.manager.lang = "de_DE"
        file = self._out()
        second = self.position.value_ids[1]
        self.assertIn("80 %", self._cell(file, second, "stated").value)
        self.assertEqual(self._page(file, "goals")["A1"].value, "#goals")
