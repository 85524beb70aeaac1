from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import GoalCase


@tagged("post_install", "-at_install")
class TestCrmGoalStart(GoalCase):
    def setUp(self):
        super().setUp()
        self.start = self.env["crm.goal.start"].with_user(self.manager).create({})

    def _metric_of(self, code):
        return self.env["crm.metric.definition"].search([("code", "=", code)], limit=1)

    def _to_figures(self):
        self.start.name = "First map"
        self.start.action_next()
        for line in self.start.line_ids:
            line.existence = "absent"
        self.start.action_next()

    def test_the_example_company_in_four_steps(self):
        form = Form(self.start)
        form.name = "Sales 2027"
        start = form.save()
        self.assertEqual(len(start.segment_ids), 5)
        start.action_next()
        self.assertEqual(start.step, "position")
        self.assertFalse(any(start.line_ids.mapped("existence")))
        states = {
            "relationship": ("weak", "Detail knowledge is weak."),
            "opportunity": ("weak", ""),
            "inbound": ("absent", ""),
            "service": ("absent", ""),
            "delightment": ("absent", ""),
        }
        with Form(start) as form:
            for index, line in enumerate(start.line_ids):
                with form.line_ids.edit(index) as row:
                    row.existence, row.finding = states[line.segment_id.code]
        start.action_next()
        self.assertEqual(start.step, "figures")
        self.assertFalse(start.value_ids)
        with Form(start) as form:
            for segment, code, name, stated in (
                (self.relationship, "contacts_per_contact_year", "", "2 x a year"),
                (self.opportunity, "win_rate", "", "under 3 %"),
                (self.opportunity, "", "Sales per head", "about 8"),
            ):
                with form.value_ids.new() as row:
                    row.segment_id = segment
                    row.metric_id = self._metric_of(code)
                    row.name = name
                    row.stated = stated
        start.action_next()
        self.assertEqual(start.step, "goals")
        self.assertEqual(len(start.goal_ids), 2)
        self.assertFalse(any(start.goal_ids.mapped("wanted")))
        self.assertEqual(start.goal_ids.mapped("stated"), ["2 x a year", "under 3 %"])
        with Form(start) as form:
            with form.goal_ids.edit(1) as row:
                row.wanted = True
            with form.goal_ids.new() as row:
                row.segment_id = self.opportunity
                row.metric_id = self._metric_of("decision_maker_rate")
        action = start.action_finish()
        goal_map = self.env["crm.goal.map"].browse(action["context"]["default_map_id"])
        self.assertEqual(goal_map.name, "Sales 2027")
        self.assertEqual(len(goal_map.position_ids), 5)
        values = goal_map.position_ids.value_ids
        self.assertEqual(
            set(values.mapped("display")), {"2 x a year", "under 3 %", "about 8"}
        )
        self.assertEqual(set(values.mapped("source")), {"estimated"})
        goals = goal_map.goal_ids
        self.assertEqual(
            goals.metric_id.mapped("code"), ["win_rate", "decision_maker_rate"]
        )
        self.assertEqual(set(goals.mapped("target_value")), {None})
        self.assertFalse(any(goals.mapped("baseline_id")))
        self.assertFalse(any(goals.mapped("target_date")))
        self.assertEqual(set(goals.mapped("approval_state")), {"draft"})
        self.assertEqual(goal_map.approval_state, "draft")

    def test_there_and_back_loses_nothing(self):
        self._to_figures()
        self.start.value_ids = [
            Command.create(
                {
                    "segment_id": self.opportunity.id,
                    "metric_id": self.win_rate.id,
                    "stated": "under 3 %",
                }
            )
        ]
        self.start.action_next()
        self.start.goal_ids.wanted = True
        for _step in range(3):
            self.start.action_back()
        self.assertEqual(self.start.step, "segments")
        self.start.segment_ids -= self.inbound
        for _step in range(3):
            self.start.action_next()
        self.assertNotIn(self.inbound, self.start.line_ids.segment_id)
        self.assertEqual(len(self.start.line_ids), 4)
        self.assertTrue(self.start.goal_ids.wanted)
        self.assertEqual(len(self.start.goal_ids), 1)

    def test_what_is_missing_is_said_at_its_step(self):
        with self.assertRaisesRegex(UserError, "name"):
            self.start.action_next()
        self.start.write({"name": "M", "segment_ids": [Command.clear()]})
        with self.assertRaisesRegex(UserError, "at least one"):
            self.start.action_next()
        self.start.segment_ids = self.opportunity
        self.start.action_next()
        self.start.line_ids.finding = "Few offers."
        with self.assertRaisesRegex(UserError, "Opportunity management"):
            self.start.action_next()
        self.start.line_ids.finding = False
        self.start.action_next()
        self.start.value_ids = [
            Command.create({"segment_id": self.opportunity.id, "stated": "under 2"})
        ]
        with self.assertRaisesRegex(UserError, "Say what “under 2” counts"):
            self.start.action_next()
        self.start.value_ids.write({"name": "Offers", "stated": "few"})
        with self.assertRaisesRegex(UserError, "“few” is not understood"):
            self.start.action_next()
        self.start.value_ids.stated = "under 2"
        with self.assertRaisesRegex(UserError, "exists, and how well"):
            self.start.action_next()
        self.assertEqual(self.start.step, "figures")

    def test_a_map_with_nothing_but_segments(self):
        self.start.name = "M"
        for _step in range(3):
            self.start.action_next()
        context = self.start.action_finish()["context"]
        goal_map = self.env["crm.goal.map"].browse(context["default_map_id"])
        self.assertFalse(goal_map.position_ids or goal_map.goal_ids)
        self.assertEqual(len(goal_map.segment_ids), 5)

    def test_for_managers(self):
        with self.assertRaises(AccessError):
            self.env["crm.goal.start"].with_user(self.seller).create({})
