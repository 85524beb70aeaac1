from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import GoalCase


@tagged("post_install", "-at_install")
class TestCrmGoalPositionCompare(GoalCase):
    def test_newest_is_current_and_earlier_ones_stay(self):
        old = self._position(
            date="2026-01-01",
            value_ids=[Command.create({"name": "Rate", "display": "about 8 %"})],
        )
        new = self._position(
            date="2026-06-01",
            existence="adequate",
            value_ids=[Command.create({"name": "Rate", "display": "9 %"})],
        )
        self.assertTrue(new.is_current)
        self.assertFalse(old.is_current)
        Position = self.env["crm.goal.position"]
        mine = [("map_id", "=", self.map.id)]
        self.assertEqual(Position.search([*mine, ("is_current", "=", True)]), new)
        self.assertEqual(Position.search([*mine, ("is_current", "=", False)]), old)
        self.assertEqual(
            [(row["label"], row["old"], row["new"]) for row in new.compare(old)],
            [("Existence", "Weak", "Adequate"), ("Rate", "about 8 %", "9 %")],
        )
        self.assertIn("about 8 %", new.comparison)
        new.unlink()
        self.assertTrue(old.is_current)

    def test_any_two_of_a_segment_and_map(self):
        first, second, third = (
            self._position(date=f"2026-0{month}-01", existence=existence)
            for month, existence in ((1, "absent"), (3, "weak"), (6, "strong"))
        )
        self.assertIn("Weak", third.comparison, "the one before")
        pair = (third | first).with_user(self.seller)
        action = pair.action_compare()
        self.assertEqual(action["res_id"], third.id)
        shown = third.with_user(self.seller).with_context(**action["context"])
        self.assertIn("Does not exist", shown.comparison)
        self.assertIn("01/01/2026", shown.comparison)
        self.assertNotIn("Weak", shown.comparison)
        elsewhere = self._position(self.inbound)
        chart = self.map.copy()
        of_other_map = self._position(map_id=chart.id)
        for wrong in (
            third,
            first | second | third,
            first | elsewhere,
            first | of_other_map,
        ):
            with self.assertRaisesRegex(UserError, "two position assessments"):
                wrong.action_compare()

    def test_two_values_of_one_metric_are_both_compared(self):
        def stated(*figures):
            return [
                Command.create({"metric_id": self.win_rate.id, "display": figure})
                for figure in figures
            ]

        old = self._position(date="2026-01-01", value_ids=stated("3 %", "4 %"))
        new = self._position(date="2026-02-01", value_ids=stated("5 %", "6 %"))
        self.assertEqual(
            [(row["old"], row["new"]) for row in new.compare(old)],
            [("3 %", "5 %"), ("4 %", "6 %")],
        )
        labels = [row["label"] for row in new.compare(old)]
        self.assertEqual(labels, [self.win_rate.name, f"{self.win_rate.name} (2)"])

    def test_nothing_changed_is_said(self):
        self._position(date="2026-01-01")
        new = self._position(date="2026-02-01")
        self.assertIn("No substantive change", new.comparison)

    def test_a_duplicate_is_the_next_assessment(self):
        today = fields.Date.context_today(self.map)
        old = self._position(
            date="2026-01-01",
            value_ids=[Command.create({"name": "Rate", "display": "about 8 %"})],
        )
        copy = old.copy()
        self.assertEqual(copy.date, today)
        self.assertEqual(copy.value_ids.display, "about 8 %")
        again = (copy | old).copy()
        self.assertEqual(
            again.mapped("date"),
            [fields.Date.add(today, days=1), fields.Date.add(today, days=2)],
        )

    def test_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("de_DE")
        metric = self.win_rate
        metric.with_context(lang="de_DE").name = "Abschlussrate (deutsch)"
        position = self._position(
            existence="absent",
            value_ids=[Command.create({"metric_id": metric.id, "display": "3 %"})],
        )
        self.assertIn(metric.name, position.summary)
        self.assertIn("Does not exist", position.display_name)
        german = position.with_context(lang="de_DE")
        self.assertIn("Abschlussrate (deutsch)", german.summary)
        self.assertEqual(german.value_ids.label, "Abschlussrate (deutsch)")
        self.assertNotIn("Does not exist", german.display_name)
