import json

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .stakeholder_case import StakeholderCase


@tagged("post_install", "-at_install")
class TestCrmGoalStakeholder(StakeholderCase):
    def test_nobody_else_reads_a_row(self):
        for user in self.others:
            rows = self.env["crm.goal.stakeholder"].with_user(user)
            mine = self.person.with_user(user)
            for door in (
                lambda rows=rows: rows.search([]),
                lambda rows=rows: rows.search_count([]),
                lambda rows=rows: rows.search_read([], ["name"]),
                lambda rows=rows: rows.formatted_read_group([], ["stance_now"]),
                lambda rows=rows: rows.name_search("Zeno"),
                lambda mine=mine: mine.read(["stance_now"]),
                lambda mine=mine: mine.web_read({"display_name": {}}),
                lambda mine=mine: mine.export_data(["stance_now"]),
                lambda mine=mine: mine.display_name,
                lambda mine=mine: mine.write({"stance_now": "driver"}),
                lambda mine=mine: mine.unlink(),
                lambda mine=mine: mine.copy(),
            ):
                with self.assertRaises(AccessError) as caught:
                    door()
                self.assertNotIn("Zeno", str(caught.exception))
                self.assertNotIn("pponent", str(caught.exception))

    def test_nobody_else_reaches_it_through_the_goal(self):
        for user in self.others:
            goals = self.env["crm.goal"].with_user(user)
            maps = self.env["crm.goal.map"].with_user(user)
            mine, chart = self.goal.with_user(user), self.map.with_user(user)
            for door in (
                lambda mine=mine: mine.read(["stakeholder_ids"]),
                lambda mine=mine: mine.read(["stance_risk"]),
                lambda mine=mine: mine.web_read({"stakeholder_ids": {"fields": {}}}),
                lambda mine=mine: mine.export_data(["stakeholder_ids/stance_now"]),
                lambda goals=goals: goals.search([("stakeholder_ids", "!=", False)]),
                lambda goals=goals: goals.search(
                    [("stakeholder_ids.stance_now", "=", "opponent")]
                ),
                lambda goals=goals: goals.formatted_read_group([], ["stakeholder_ids"]),
                lambda chart=chart: chart.read(["stakeholder_grid"]),
                lambda chart=chart: chart.read(["stakeholder_ids"]),
                lambda maps=maps: maps.search([("stakeholder_ids.name", "ilike", "Z")]),
                lambda chart=chart: chart.action_anonymise_stakeholders(),
                lambda chart=chart: chart.action_delete_stakeholders(),
            ):
                with self.assertRaises(AccessError) as caught:
                    door()
                self.assertNotIn("Zeno", str(caught.exception))

    def test_no_view_and_no_field_list_shows_it_to_others(self):
        for user in self.others:
            goals = self.env["crm.goal"].with_user(user)
            self.assertFalse(
                {"stakeholder_ids", "stance_risk"} & set(goals.fields_get())
            )
            for kind in ("form", "kanban", "list", "search"):
                arch = goals.get_view(view_type=kind)["arch"]
                self.assertNotIn("stakeholder_ids", arch)
                self.assertNotIn("stance_risk", arch)
            arch = self.env["crm.goal.map"].with_user(user).get_view(view_type="form")
            self.assertNotIn("stakeholder_grid", arch["arch"])

    def test_nothing_is_said_in_the_chatter_or_in_approvals(self):
        self.person.with_user(self.confidant).write(
            {"stance_now": "sceptic", "action": "Lunch with Zeno"}
        )
        self.env.flush_all()
        messages = self.env["mail.message"].search(
            [("model", "in", ("crm.goal", "crm.goal.map", "crm.goal.stakeholder"))]
        )
        said = str(messages.mapped("body"))
        tracked = messages.sudo().tracking_value_ids
        said += str(tracked.mapped("new_value_char"))
        rows = self.env["crm.approval"].search([])
        said += json.dumps(rows.mapped("content"))
        for word in ("Zeno", "sceptic", 'opponent"', "Lunch"):
            self.assertNotIn(word, said)

    def test_problems_name_nobody(self):
        said = " ".join(self.goal.with_user(self.manager)._approval_problems())
        self.assertNotIn("Zeno", said)
        self.assertIn("Name at least one person who supports the goal", said)

    def test_those_who_may(self):
        goal = self.goal.with_user(self.confidant)
        self.assertTrue(goal.stance_risk)
        goal.stakeholder_ids.action = "Lunch"
        self.assertFalse(goal.stance_risk)
        grid = self.map.with_user(self.confidant).stakeholder_grid
        self.assertIn("Zeno", grid)
        self.assertEqual(grid.count("<tr>"), 4)
        self.assertEqual(grid.count('scope="col"'), 5)

    def test_a_name_is_escaped(self):
        self.person.write({"partner_id": False, "name": "<script>x</script>"})
        grid = self.map.with_user(self.confidant).stakeholder_grid
        self.assertNotIn("<script>", grid)

    def test_person_or_group(self):
        with self.assertRaisesRegex(ValidationError, "person or a group"):
            self.person.write({"partner_id": False})

    def test_end_of_the_project(self):
        chart = self.map.with_user(self.confidant)
        self.person.action = "Lunch with Zeno"
        chart.action_anonymise_stakeholders()
        self.assertNotIn("Zeno", self.person.display_name)
        self.assertFalse(self.person.action)
        self.assertFalse(self.person.partner_id)
        self.assertEqual(self.person.stance_now, "opponent")
        chart.action_delete_stakeholders()
        self.assertFalse(self.person.exists())

    def test_copies_carry_nobody_along(self):
        self.assertFalse(self.goal.copy().sudo().stakeholder_ids)
        self.assertFalse(self.map.copy().goal_ids.sudo().stakeholder_ids)

    def test_a_deleted_contact_leaves_a_nameless_row(self):
        self.person.sudo().partner_id.unlink()
        self.assertTrue(self.person.exists())
        self.assertEqual(self.person.display_name, "")

    def test_many_names_are_given_by_the_group_only(self):
        self.goal.with_user(self.confidant).write(
            {
                "stakeholder_ids": [
                    Command.create({"name": "All", "stance_now": "neutral"})
                ]
            }
        )
        with self.assertRaises(AccessError):
            self.goal.with_user(self.manager).write(
                {"stakeholder_ids": [Command.clear()]}
            )
