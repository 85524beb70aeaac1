from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import GoalCase


@tagged("post_install", "-at_install")
class TestCrmGoalTyped(GoalCase):
    """What people type into forms, and what imports and workbooks bring."""

    def _counted(self, code, **vals):
        return self._metric(code, numerator_id=self.closed.id, **vals)

    def _read(
        self, text, metric=None, basis="absolute", comparators=(">=", "<"), **ctx
    ):
        Goal = self.env["crm.goal"].with_user(self.manager).with_context(**ctx)
        metric = self.win_rate if metric is None else metric
        return Goal.read_figure(text, metric.id, basis, list(comparators))

    def test_a_form_reads_levels_and_changes(self):
        days = self._counted("days_test", unit="days")
        money = self._counted("money_test", value_format="money")
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env.company.currency_id = euro
        for text, metric, value, basis in (
            ("48", self.win_rate, 0.48, "absolute"),
            ("at least 48 %", self.win_rate, 0.48, "absolute"),
            ("+20 %", self.win_rate, 0.2, "relative"),
            ("20 % weniger", days, -0.2, "relative"),
            ("−3 Punkte", self.win_rate, -0.03, "points"),
            ("30 Tage", days, 30, "absolute"),
            ("30", days, 30, "absolute"),
            ("1,5 Mio. €", money, 1_500_000, "absolute"),
        ):
            with self.subTest(text):
                read = self._read(text, metric)
                self.assertAlmostEqual(read["value"], value)
                self.assertEqual(read["basis"], basis)
                self.assertEqual(bool(read["note"]), basis != "absolute")
        self.assertEqual(self._read("under 3 %")["comparator"], "<")
        self.assertFalse(self._read("3 %")["comparator"])
        read = self._read("+20 %")
        self.assertIn("A relative change", read["note"])

    def test_refused_with_one_sentence_that_names_the_unit(self):
        days = self._counted("days_test", unit="days")
        none = self.env["crm.metric.definition"]
        for text, metric, words in (
            ("30 Wochen", days, "“Wochen” is not the unit of “Days Test”"),
            ("48 ‰", self.win_rate, "“‰” is not the unit"),
            ("3 von 10", self.win_rate, "“von 10” is not the unit"),
            ("+20", self.win_rate, "does not say of what"),
            ("zwischen 5 und 10", days, "two figures"),
            ("viele", days, "is not a figure"),
            ("30 Tage", none, "choose the metric first"),
        ):
            with self.subTest(text), self.assertRaisesRegex(UserError, words):
                self._read(text, metric)
        with self.assertRaisesRegex(UserError, "at least"):
            self._read("about 3 %")
        with self.assertRaisesRegex(UserError, "is a change"):
            self._read("+20 %", basis="")
        self.assertEqual(self._read("-5", days, basis="")["value"], -5)

    def test_arguments_of_any_shape(self):
        Goal = self.env["crm.goal"].with_user(self.manager)
        for arguments in (
            (None,),
            (5,),
            ("48", True),
            ("48", "x"),
            ("48", [1]),
            ("48", False, "other"),
            ("48", False, []),
            ("48", False, "", "x"),
            ("48", False, "", [1]),
        ):
            with self.subTest(arguments), self.assertRaises(UserError):
                Goal.read_figure(*arguments)

    def test_a_relative_change_everywhere_is_found_as_people_type_it(self):
        goals = self.env["crm.goal"]
        for number, typed in enumerate(("+20 %", "20 % mehr", "plus 20 Prozent")):
            metric = self._counted(f"typed_{number}")
            goals |= self._goal(metric_id=metric.id, target_typed=typed)
        self.assertEqual(set(goals.mapped("target_basis")), {"relative"})
        self.assertTrue(self.map.blanket_uplift()["blanket"])
        with self.assertRaisesRegex(UserError, r"\+20 %"):
            self.map.action_request_approval()

    def test_import_reads_what_the_screens_read(self):
        names = [
            "name",
            "map_id/.id",
            "segment_id/.id",
            "metric_id/.id",
            "target_typed",
        ]
        fixed = [str(r.id) for r in (self.map, self.opportunity, self.win_rate)]
        Goal = self.env["crm.goal"].with_user(self.manager)
        result = Goal.load(
            names, [["A", *fixed, "mindestens 48 %"], ["B", *fixed, "+20 %"]]
        )
        self.assertFalse(result["messages"])
        level, change = Goal.browse(result["ids"])
        self.assertAlmostEqual(level.target_value, 0.48)
        self.assertEqual((change.target_basis, change.target_change), ("relative", 0.2))
        for goal in level | change:
            before = goal.read(["target_basis", "target_change", "target_value"])
            goal.target_typed = goal.with_context(lang="en_US").target_typed
            self.assertEqual(goal.read([*before[0]][1:]), before, "what was exported")
        refused = Goal.load(names, [["C", *fixed, "30 Wochen"]])
        self.assertIn("“Wochen”", refused["messages"][0]["message"])

    def test_guards_and_interim_targets(self):
        self._make_known(self.win_rate)
        goal = self._quantified_goal()
        goal.effect_ids = [
            Command.create(
                {
                    "guard_metric_id": self.win_rate.id,
                    "guard_typed": "at least 30 %",
                    "why": "Less care.",
                }
            )
        ]
        effect = goal.effect_ids
        effect.invalidate_recordset()
        self.assertEqual((effect.guard_comparator, effect.guard_limit), (">=", 0.3))
        self.assertEqual(effect.guard_typed, "at least 30.0 %")
        with self.assertRaisesRegex(UserError, "“Tage”"):
            effect.guard_typed = "30 Tage"
        goal.interim_ids = [
            Command.create({"date": self.month, "value": 0.4, "typed": "44 %"})
        ]
        self.assertAlmostEqual(goal.interim_ids.value, 0.44)

    def test_about_zero_is_what_is_shown_as_zero(self):
        lost = self._counted("lost_test", value_format="percent", direction="none")
        lost.digits = 1
        goal = self._goal(metric_id=lost.id, target_value=0, target_comparator="~")
        band = goal._band()
        self.assertTrue(band.contains(0.0004))
        self.assertFalse(band.contains(0.0006))
        goal.target_value = 0.08
        self.assertTrue(goal._band().contains(0.077))
