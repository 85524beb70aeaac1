from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .workbook_case import WorkbookCase


@tagged("post_install", "-at_install")
class TestWorkbookIn(WorkbookCase):
    def test_unchanged_changes_nothing(self):
        self.assertEqual(self._check(self._out()), [])
        with self.assertRaisesRegex(UserError, "changes nothing"):
            self._wizard(self._out()).action_apply()

    def test_what_is_read(self):
        file = self._out()
        first, second = self.position.value_ids
        self._cell(file, first, "stated").value = "about 3 a week"
        self._cell(file, second, "stated").value = "ca. 75,5 %"
        self._cell(file, self.position, "finding").value = "Two deciders."
        self._cell(file, self.goal, "target").value = 0.45
        self._cell(file, self.goal, "date").value = date(2028, 6, 30)
        self._cell(file, self.other, "change").value = "15 %"
        self.assertEqual(
            self._check(file),
            [
                (
                    "change",
                    "Positions!F3",
                    "Few decision makers. → Two deciders.",
                ),
                ("change", "Positions!H4", "under 2 a week → about 3 a week"),
                ("change", "Positions!H5", "> 80 % → ca. 75,5 %"),
                ("change", "Goals!J3", "40.0 % → 45.0 %"),
                ("change", "Goals!M3", "12/31/2027 → 06/30/2028"),
                ("change", "Goals!L4", "+10 % → +15 %"),
            ],
        )
        self.assertEqual(self.position.finding, "Few decision makers.")
        self.assertAlmostEqual(self.goal.target_value, 0.4)
        self._wizard(file).action_apply()
        self.assertEqual(self.position.finding, "Two deciders.")
        self.assertEqual(first.display, "about 3 a week")
        self.assertEqual(second.display, "ca. 75,5 %")
        self.assertAlmostEqual(self.goal.target_value, 0.45)
        self.assertEqual(self.goal.target_date, date(2028, 6, 30))
        self.assertAlmostEqual(self.other.target_change, 0.15)

    def test_a_figure_that_is_not_known_yet(self):
        self.position.value_ids = [Command.create({"metric_id": self.win_rate.id})]
        waiting = self.position.value_ids[-1]
        file = self._out()
        cell = self._cell(file, waiting, "stated")
        self.assertEqual(cell.value, "not known yet")
        self.assertEqual(self._check(file), [])
        cell.value = 0
        self.assertEqual(
            self._check(file),
            [("change", f"Positions!{cell.coordinate}", "not known yet → 0")],
        )
        self._wizard(file).action_apply()
        self.assertEqual(waiting.display, "0")
        file = self._out()
        self._cell(file, self.position.value_ids[0], "stated").value = "not known yet"
        self.assertIn("is not understood", self._check(file)[0][2])

    def test_nothing_else_is_read(self):
        file = self._out()
        for column in ("baseline", "owner", "status", "what", "comparator"):
            self._cell(file, self.goal, column).value = "Other"
        self._cell(file, self.position, "existence").value = "Strong"
        page = self._page(file, "goals")
        page.cell(3, page.max_column + 1, "A note beside it")
        self._page(file, "metrics")["C3"].value = "Other"
        file.create_sheet("Notes")["A1"] = "Ask Mia."
        lines = self._check(file)
        self.assertEqual({kind for kind, _place, _text in lines}, {"unread"})
        self.assertEqual(
            [place for _kind, place, _text in lines],
            [
                "Positions!E3",
                *(f"Goals!{column}3" for column in "FGIPUV"),
                "Notes",
            ],
        )
        with self.assertRaisesRegex(UserError, "changes nothing"):
            self._wizard(file).action_apply()

    def test_a_shortened_finding_is_not_read(self):
        self.position.finding = "Long. " * 6000
        file = self._out()
        self.assertEqual(self._check(file), [])
        cell = self._cell(file, self.position, "finding")
        cell.value = "Short."
        self.assertEqual(
            [(kind, place) for kind, place, _text in self._check(file)],
            [("unread", f"Positions!{cell.coordinate}")],
        )

    def test_emptied_cells(self):
        file = self._out()
        self._cell(file, self.goal, "target").value = None
        self._cell(file, self.goal, "date").value = None
        self._cell(file, self.position, "finding").value = None
        self._cell(file, self.position.value_ids[0], "stated").value = None
        lines = self._check(file)
        self.assertIn(("change", "Goals!J3", "40.0 % → (empty)"), lines)
        self.assertIn("cannot be emptied", lines[0][2])
        self._cell(file, self.position.value_ids[0], "stated").value = "under 2 a week"
        self._wizard(file).action_apply()
        self.assertIsNone(self.goal.target_value)
        self.assertFalse(self.goal.target_date)

    def test_errors_by_sheet_and_cell_and_nothing_half_imported(self):
        file = self._out()
        self._cell(file, self.position.value_ids[0], "stated").value = "plenty"
        self._cell(file, self.goal, "target").value = "=0.3+0.1"
        self._cell(file, self.goal, "date").value = "soon"
        self._cell(file, self.other, "target").value = 0.5
        self._cell(file, self.other, "change").value = 0.2
        self._cell(file, self.position, "finding").value = "Changed"
        lines = self._check(file)
        changes = [place for kind, place, _text in lines if kind == "change"]
        self.assertEqual(changes, ["Positions!F3", "Goals!L4"], "beside an error, too")
        errors = {place: text for kind, place, text in lines if kind == "error"}
        self.assertEqual(
            set(errors), {"Positions!H4", "Goals!J3", "Goals!M3", "Goals!J4"}
        )
        self.assertIn("formula", errors["Goals!J3"])
        self.assertIn("stated as a change", errors["Goals!J4"])
        with self.assertRaisesRegex(
            UserError, "Positions!H4: “plenty” is not understood"
        ):
            self._wizard(file).action_apply()
        self.assertEqual(self.position.finding, "Few decision makers.")

    def test_the_rules_of_the_forms_hold(self):
        self.goal.write({"target_comparator": "range", "target_upper": 0.5})
        file = self._out()
        self._cell(file, self.goal, "upper").value = 0.3
        self._cell(file, self.position, "finding").value = "Changed"
        lines = self._check(file)
        self.assertEqual([(kind, place) for kind, place, _text in lines][0][0], "error")
        self.assertIn("lower figure first", lines[0][2])
        with self.assertRaisesRegex(UserError, "(?s)Nothing was changed.*Goals!K3"):
            with self.env.cr.savepoint():
                self._wizard(file).action_apply()
        self.assertEqual(self.position.finding, "Few decision makers.")

    def test_a_preview_changes_nothing(self):
        self._cell(file := self._out(), self.goal, "target").value = 0.45
        approvals = self.env["crm.approval"].search_count([])
        messages = len(self.goal.message_ids)
        self._check(file)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertAlmostEqual(self.goal.target_value, 0.4)
        self.assertEqual(self.env["crm.approval"].search_count([]), approvals)
        self.assertEqual(len(self.goal.message_ids), messages)

    def test_stale_row_by_row(self):
        file = self._out()
        self._cell(file, self.goal, "target").value = 0.45
        self._cell(file, self.position, "finding").value = "Changed"
        self.goal.target_value = 0.5
        self.position.value_ids[0].display = "under 5 a week"
        lines = self._check(file)
        self.assertEqual(
            [(kind, place) for kind, place, _text in lines],
            [
                ("kept", "Positions!4"),
                ("stale", "Goals!J3"),
                ("change", "Positions!F3"),
            ],
        )
        self.assertIn("Odoo says “50.0 %”, the workbook says “45.0 %”", lines[1][2])
        with self.assertRaisesRegex(UserError, "Goals!J3"):
            self._wizard(file).action_apply()
        self._wizard(file, leave_stale=True).action_apply()
        self.assertAlmostEqual(self.goal.target_value, 0.5)
        self.assertEqual(self.position.finding, "Changed")
        self.assertEqual(self.position.value_ids[0].display, "under 5 a week")

    def test_a_figure_of_another_metric_is_stale(self):
        file = self._out()
        self._cell(file, self.goal, "target").value = 0.45
        other = self._metric("closed_test", kind="simple", numerator_id=self.closed.id)
        self.goal.metric_id = other
        self.assertEqual(self._check(file)[0][0], "stale")

    def test_deleted_added_and_doubled_rows(self):
        file = self._out()
        page = self._page(file, "goals")
        page["D9"] = "A new goal"
        page["J9"] = 0.3
        row = [cell.value for cell in page[3]]
        for index, value in enumerate(row, 1):
            page.cell(10, index, value)
        self.other.unlink()
        lines = [(kind, place) for kind, place, _text in self._check(file)]
        self.assertEqual(
            lines,
            [("stale", "Goals!4"), ("error", "Goals!9"), ("error", "Goals!10")],
        )

    def test_with_the_rights_of_the_user(self):
        file = self._out()
        self._cell(file, self.goal, "target").value = 0.45
        with self.assertRaises(AccessError):
            self._wizard(file, user=self.seller)
        self._wizard(file).action_apply()
        change = self.goal.approval_ids.sorted("id")[-1]
        self.assertEqual((change.event, change.user_id), ("change", self.manager))

    def test_written_in_german_read_in_english(self):
        self.env["res.lang"]._activate_lang("de_DE")
        file = self._out(goal_map=self.map.with_context(lang="de_DE"))
        self.assertEqual(self._check(file), [])
        first, second = self.position.value_ids
        self._cell(file, first, "stated").value = "unter 1.234,5"
        self._cell(file, second, "stated").value = "mehr als 85 %"
        self._cell(file, self.goal, "date").value = "30.06.2028"
        self._wizard(file).action_apply()
        (first | second).invalidate_recordset()
        self.assertEqual(first.display, "under 1234.5")
        self.assertEqual(second.display, "more than 85 %")
        # a reader of the language they were said in sees the words themselves
        german = first.with_context(lang="de_DE")
        self.assertEqual(german.display, "unter 1.234,5")
        self.assertEqual(self.goal.target_date, date(2028, 6, 30))
