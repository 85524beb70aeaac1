from odoo.tests import HttpCase, tagged

from .common import GoalCase

#: segment: (existence, [(metric, as people say it)]); the example company
EXAMPLE = {
    "relationship": (
        "weak",
        [
            ("contacts_per_contact_year", "2 x a year"),
            ("single_owner_knowledge_rate", "more than 80 %"),
        ],
    ),
    "opportunity": (
        "weak",
        [
            ("new_opportunities_per_salesperson_week", "under 2 a week"),
            ("decision_maker_rate", "15 %"),
            ("win_rate", "under 3 %"),
            ("contribution_margin_rate", "about 8 %"),
        ],
    ),
    "inbound": ("absent", []),
    "service": ("absent", []),
    "delightment": ("absent", []),
}


@tagged("post_install", "-at_install")
class TestGoalStartTour(GoalCase, HttpCase):
    def test_from_nothing_to_the_example_company(self):
        self.env["crm.goal.map"].search([]).action_archive()
        self.win_rate.name = "Rate of the tests"  # the library has one, too
        self.start_tour("/odoo/goal-map", "crm_goal_map_start", login="goal_manager")
        goal_map = self.env["crm.goal.map"].search([("name", "=", "Sales 2027")])
        self.assertEqual(goal_map.owner_id, self.manager)
        self.assertEqual(
            {
                position.segment_id.code: (
                    position.existence,
                    [(v.metric_id.code, v.display) for v in position.value_ids],
                )
                for position in goal_map.position_ids
            },
            EXAMPLE,
        )
        values = goal_map.position_ids.value_ids
        self.assertEqual(
            {(v.comparator, v.figure, v.unit or "") for v in values},
            {
                ("=", 2, "x a year"),
                (">", 80, "%"),
                ("<", 2, "a week"),
                ("=", 15, "%"),
                ("<", 3, "%"),
                ("~", 8, "%"),
            },
        )
        self.assertEqual(
            goal_map.goal_ids.metric_id.mapped("code"),
            ["new_opportunities_per_salesperson_week", "decision_maker_rate"],
        )
        self.assertFalse(
            any(goal.target_value is not None for goal in goal_map.goal_ids)
        )
        self.assertFalse(any(goal_map.goal_ids.mapped("baseline_id")))
