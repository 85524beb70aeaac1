from odoo.exceptions import UserError
from odoo.tests import tagged

from .workbook_case import WorkbookCase


@tagged("post_install", "-at_install")
class TestWorkbookRows(WorkbookCase):
    """Whose cells they are, and what is a change of them."""

    def test_a_row_is_what_its_hidden_id_says(self):
        """Whatever was sorted without the hidden columns is refused."""
        other = self._goal(name="Sell more", target_value=0.6)
        for record, column, text in (
            (self.goal, "name", "Sell more"),
            (self.goal, "segment", "Inbound"),
            (self.goal, "metric", "Something else"),
            (self.position, "segment", "Inbound"),
            (self.position.value_ids[0], "measure", "Knowledge"),
        ):
            file = self._out()
            self._cell(file, record, column).value = text
            self._cell(file, self.other, "change").value = 0.2
            errors = [line for line in self._check(file) if line[0] == "error"]
            self.assertEqual(len(errors), 1)
            self.assertIn(text, errors[0][2])
        file = self._out()
        page = self._page(file, "goals")
        for column in range(3, page.max_column + 1):
            first, second = (
                self._cell(file, goal, "name") for goal in (self.goal, other)
            )
            one, two = page.cell(first.row, column), page.cell(second.row, column)
            one.value, two.value = two.value, one.value
        errors = [line for line in self._check(file) if line[0] == "error"]
        self.assertEqual(len(errors), 2)
        with self.assertRaisesRegex(UserError, "Sell more"):
            self._wizard(file).action_apply()
        self.assertAlmostEqual(self.goal.target_value, 0.4)

    def test_a_row_without_its_mark_is_refused(self):
        for mark in (None, "", "x", "abc-def-", "abc-def-0123"):
            file = self._out()
            cell = self._cell(file, self.goal, "target")
            cell.value = 0.45
            cell.parent.cell(cell.row, 2).value = mark
            ((kind, _place, text),) = self._check(file)
            self.assertEqual(kind, "error")
            self.assertIn("hidden mark", text)

    def test_a_sign_in_a_target_makes_a_change(self):
        for typed, basis, change in (
            ("+20 %", "relative", 0.2),
            ("−3 Punkte", "points", -0.03),
            ("20 % weniger", "relative", -0.2),
        ):
            self.goal.write({"target_basis": "absolute", "target_value": 0.4})
            file = self._out()
            self._cell(file, self.goal, "target").value = typed
            self.assertEqual(self._check(file)[0][2], f"40.0 % → {typed}")
            self._wizard(file).action_apply()
            self.assertEqual(self.goal.target_basis, basis)
            self.assertAlmostEqual(self.goal.target_change, change)

    def test_units_are_those_of_the_metric(self):
        for typed in ("30 Wochen", "48 ‰", "3 von 10", "2 im Monat", "1,5 Mio. €"):
            file = self._out()
            self._cell(file, self.goal, "target").value = typed
            ((kind, _place, text),) = self._check(file)
            self.assertEqual(kind, "error")
            self.assertIn("is not the unit of", text)

    def test_every_text_that_can_be_stored_comes_back_unchanged(self):
        texts = [f"a{chr(code)}b" for code in range(1, 32)]
        texts += ["a\rb", " both ends ", "'=1+1", "_x000B_", "_x005F_x000B_", "\ufffe"]
        texts += [
            "a\u0085b",
            "\u00a0a",
            "😀" * 15_999,
            "x" * 40_000,
            "\x0b" * 9000 + "a",
        ]
        for text in texts:
            self.position.finding = text
            self.position.value_ids[0].name = text[:40] + "n"
            self.assertEqual(self._check(self._out()), [], ascii(text[:9]))

    def test_from_a_restored_database(self):
        """Its uuid is another one; the map is the same."""
        file = self._out()
        self._cell(file, self.goal, "target").value = 0.45
        self.env["ir.config_parameter"].sudo().set_param("database.uuid", "restored")
        self.assertEqual(self._check(file)[0][0], "change")
