import re

from dateutil.relativedelta import relativedelta

from odoo.fields import Command
from odoo.tests import tagged

from .common import GoalCase

TAG = re.compile("<[^>]+>")
HASH = re.compile("[0-9a-f]{64}")
KEYS = ("target_value", "baseline_", "target_date", "existence", "win_rate_test")


@tagged("post_install", "-at_install")
class TestContentWords(GoalCase):
    """Who approves a map or a goal reads words, in his language."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("de_DE")
        cls.env["ir.module.module"]._load_module_terms(
            ["crm_metric_definitions", "crm_goal_map"], ["de_DE"]
        )
        cls.win_rate.with_context(lang="de_DE").name = "Abschlussrate"
        cls.opportunity.with_context(lang="de_DE").name = "Chancen"

    def _rows(self, record, lang="en_US"):
        """Return {label: (before, after)} as the dialog of the approver shows it."""
        record.invalidate_recordset()
        record = record.with_user(self.decider).with_context(lang=lang)
        html = self._dialog(record)
        self.assertFalse(HASH.search(html), html)
        for key in KEYS:
            self.assertNotIn(key, html)
        rows = record._approval_changes()
        for row in rows:
            self.assertIn(row["label"], html)
            self.assertIn(row["new_text"], html)
        return {row["label"]: (row["old_text"], row["new_text"]) for row in rows}

    def _dialog(self, record):
        action = record.action_open_approval_wizard()
        wizards = record.env["crm.approval.wizard"].with_context(**action["context"])
        return TAG.sub("", wizards.create({}).summary)

    def test_map(self):
        self._make_known(self.win_rate)
        position = self._position(
            value_ids=[
                Command.create({"metric_id": self.win_rate.id, "display": "under 2 %"})
            ]
        )
        goal = self._quantified_goal(target=0.48)
        self._decide(self.map)
        goal.write({"target_value": 0.485, "target_date": "2031-12-31"})
        position.value_ids.display = "about 3.5 %"
        position.existence = "absent"
        self.map.write({"conditions": "A merger", "date_to": "2031-12-31"})
        rows = self._rows(self.map)
        self.assertEqual(rows["Goal › Win more › Target"], ("48.0 %", "48.5 %"))
        self.assertEqual(rows["Goal › Win more › Until"][1], "12/31/2031")
        self.assertEqual(
            rows["Position › Opportunity management › Existence"],
            ("Weak", "Does not exist"),
        )
        value = f"Position › Opportunity management › {self.win_rate.name}"
        self.assertEqual(rows[value], ("under 2 %", "about 3.5 %"))
        self.assertEqual(rows["Business conditions"], ("—", "A merger"))
        self.assertIn("12/31/2031", rows["Period"][1])
        self.assertEqual(len(rows), 6)
        german = self._rows(self.map, "de_DE")
        self.assertEqual(german["Ziel › Win more › Zielwert"], ("48,0 %", "48,5 %"))
        self.assertEqual(german["Ziel › Win more › Bis"][1], "31.12.2031")
        self.assertEqual(
            german["Positionsbestimmung › Chancen › Abschlussrate"],
            ("unter 2 %", "etwa 3,5 %"),
        )
        # the revision of the same change says the same
        changes = "".join(self.map.revision_ids.mapped("changes"))
        self.assertIn("<td>48.0 %</td><td>48.5 %</td>", changes)
        self.assertFalse(HASH.search(changes))

    def test_map_with_another_baseline(self):
        self._make_known(self.win_rate)
        goal = self._quantified_goal()
        self._decide(self.map)
        self.win_rate.procedure_steps = "Enter it on the next day."
        self._make_known(self.win_rate)
        earlier = self.year_ago + relativedelta(months=3)
        goal.action_freeze_baseline(earlier, self.month, "Measured again")
        rows = self._rows(self.map)
        label = "Goal › Win more › Definition behind the baseline"
        self.assertEqual(rows[label], ("", "changed"))
        before, after = rows["Goal › Win more › Period of the baseline"]
        self.assertIn(self.year_ago.strftime("%m/%d/%Y"), before)
        self.assertIn(earlier.strftime("%m/%d/%Y"), after)
        german = self._rows(self.map, "de_DE")
        self.assertTrue(all(label.startswith("Ziel › Win more") for label in german))

    def test_a_difference_smaller_than_what_is_printed(self):
        goal = self._goal(target_value=0.4801)
        self._decide(self.map)
        goal.target_value = 0.4803
        rows = self._rows(self.map)
        self.assertEqual(rows["Goal › Win more › Target"], ("48.01 %", "48.03 %"))

    def test_a_change_of_a_relative_target(self):
        goal = self._goal(target_basis="relative", target_change=0.2)
        self._decide(self.map)
        goal.target_change = 0.25
        rows = self._rows(self.map)
        self.assertEqual(rows, {"Goal › Win more › Change": ("+20 %", "+25 %")})
        goal.write({"target_basis": "points", "target_change": 0.05})
        rows = self._rows(self.map)
        self.assertEqual(
            rows["Goal › Win more › Change"], ("+20 %", "+5 percentage points")
        )

    def test_goal(self):
        self._make_known(self.win_rate)
        goal = self._complete_goal(stretch_value=0.6)
        other = self._goal(name="Earn more", metric_id=False)
        self._decide(goal)
        goal.write(
            {
                "target_value": 0.5,
                "committed_value": 0.44,
                "stretch_value": None,
                "realism_kind": "capacity",
                "change_risks": "None.",
            }
        )
        until = self.month + relativedelta(months=6)
        goal.interim_ids = [Command.create({"date": until, "value": 0.45})]
        goal.effect_ids.write(
            {"affected_metric_id": False, "affected_goal_id": other.id}
        )
        evidence = goal.realism_evidence
        day = until.strftime("%m/%d/%Y")
        before = f"Effect › Weakens: {self.win_rate.name}"
        after, why = "Effect › Weakens: Earn more", goal.effect_ids.why
        self.assertEqual(
            self._rows(goal),
            {
                "Target": ("48.0 %", "50.0 %"),
                "Committed": ("—", "44.0 %"),
                "Stretch": ("60.0 %", "—"),
                "Realism": (f"History: {evidence}", f"Capacity: {evidence}"),
                "Risks": ("Deals are logged later.", "None."),
                f"Interim target › {day}": ("—", "45.0 %"),
                # an effect on something else is another one
                f"{before} › Effect": ("Weakens", "—"),
                f"{before} › Affected metric": (self.win_rate.name, "—"),
                f"{before} › Why": (why, "—"),
                f"{after} › Effect": ("—", "Weakens"),
                f"{after} › Affected goal": ("—", "Earn more"),
                f"{after} › Why": ("—", why),
            },
        )
        german = self._rows(goal, "de_DE")
        self.assertEqual(german["Zielwert"], ("48,0 %", "50,0 %"))
        day = until.strftime("%d.%m.%Y")
        self.assertIn("45,0 %", [after for _before, after in german.values()])
        self.assertTrue(any(day in label for label in german))

    def test_goal_whose_metric_is_defined_anew(self):
        self._make_known(self.win_rate)
        goal = self._complete_goal()
        self._decide(goal)
        self.win_rate.procedure_steps = "Enter it on the next day."
        rows = self._rows(goal)
        self.assertEqual(rows, {"Definition of the metric": ("", "changed")})
        self.assertIn("Definition of the metric: changed", self._dialog(goal))
        self.assertEqual(list(self._rows(goal, "de_DE")), ["Definition der Kennzahl"])

    def test_labels_of_a_revision(self):
        goal = self._goal(target_value=0.4)
        position = self._position(finding="Few")
        self._decide(self.map)
        goal.write({"target_value": 0.5, "target_date": "2031-12-31"})
        position.finding = "Many"
        self.map.change_reason = "Measured."
        self._decide(self.map)
        changes = self.map.revision_ids[0].changes
        self.assertCountEqual(
            re.findall("<tr><td>(.*?)</td><td>(.*?)</td><td>(.*?)</td>", changes),
            [
                ("Goal › Win more › Until", "—", "12/31/2031"),
                ("Goal › Win more › Target", "40.0 %", "50.0 %"),
                ("Position › Opportunity management › Finding", "Few", "Many"),
            ],
        )
        german = self.map.revision_ids[0].with_context(lang="de_DE").changes
        labels = re.findall("<tr><td>(.*?)</td>", german)
        self.assertIn("Ziel › Win more › Zielwert", labels)
        self.assertIn("<td>40,0 %</td><td>50,0 %</td>", german)

    def test_what_is_gone_keeps_its_name(self):
        goal = self._goal(target_value=0.4)
        self._decide(self.map)
        goal.unlink()
        rows = self._rows(self.map)
        self.assertEqual(rows["Goal › Win more › Target"], ("40.0 %", "—"))
