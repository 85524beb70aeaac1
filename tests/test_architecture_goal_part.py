"""A new field of a goal is one entry: the example of ARCHITECTURE.md does that."""

import base64
import io

import openpyxl
import test_architecture
from handbook import block

from odoo.tests import TransactionCase, tagged

from odoo.addons.crm_metric_definitions.public import ContentWords


@tagged("post_install", "-at_install")
class TestArchitectureGoalPart(TransactionCase):
    _register = test_architecture.TestArchitecture._register
    _restore = test_architecture.TestArchitecture._restore

    def setUp(self):
        super().setUp()
        self.env = self.env(context={**self.env.context, "lang": "en_US"})
        code = block(test_architecture.PAGE, "python", "class CrmGoal(")
        exec(code, {"__name__": "odoo.addons.example_goal_part"})
        self._register("example_goal_part")
        # what an update of the module does
        self.env.cr.execute("ALTER TABLE crm_goal ADD COLUMN pilot_value numeric")
        metric = self.env["crm.metric.definition"].create(
            {
                "name": "Win rate",
                "code": "example_rate",
                "kind": "manual",
                "value_format": "percent",
            }
        )
        self.map = self.env["crm.goal.map"].create({"name": "Map"})
        self.goal = self.env["crm.goal"].create(
            {
                "name": "Win more",
                "map_id": self.map.id,
                "segment_id": self.map.segment_ids[:1].id,
                "metric_id": metric.id,
                "pilot_value": 0.45,
            }
        )

    def test_approved_with_the_goal_and_with_the_map(self):
        for record, label in (
            (self.goal, "Pilot"),
            (self.map, "Goal › Win more › Pilot"),
        ):
            self.goal.pilot_value = 0.45
            before = record._approval_contents()[record.id]
            self.goal.pilot_value = 0.5
            after = record._approval_contents()[record.id]
            words = ContentWords(record, record._approval_names())
            (row,) = words.changes(before, after)
            self.assertEqual(row["label"], label)
            self.assertEqual((row["old_text"], row["new_text"]), ("45.0 %", "50.0 %"))

    def test_in_the_data_and_the_revision_of_the_map(self):
        self.assertEqual(self.map.map_data()["goals"][0]["pilot"], "45.0 %")
        revision = self.map._revise("change", "A pilot")
        report = self.env["report.crm_goal_map.revision_report"]
        (page,) = report._get_report_values(revision.ids)["pages"]
        goals = [goal for segment in page["segments"] for goal in segment["goals"]]
        self.assertEqual(goals[0]["further"], ["Pilot: 45.0 %"])

    def test_in_the_workbook_and_read_back(self):
        file = openpyxl.load_workbook(io.BytesIO(self.map._workbook()))
        page = next(page for page in file if page["A1"].value == "#goals")
        column = [cell.value for cell in page[1]].index("pilot")
        heading, cell = page[2][column], page[3][column]
        self.assertEqual((heading.value, cell.value), ("Pilot", 0.45))
        cell.value = 0.5
        stream = io.BytesIO()
        file.save(stream)
        wizard = self.env["crm.goal.workbook.import"].create(
            {"map_id": self.map.id, "file": base64.b64encode(stream.getvalue())}
        )
        wizard.action_check()
        self.assertEqual(wizard.line_ids.summary, "Pilot: 45.0 % → 50.0 %")
        wizard.action_apply()
        self.assertEqual(self.goal.pilot_value, 0.5)
