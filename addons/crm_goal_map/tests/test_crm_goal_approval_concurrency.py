from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.crm_metric_definitions.tests.approval_concurrency_case import (
    ApprovalConcurrencyCase,
)


class GoalApprovalConcurrencyCase(ApprovalConcurrencyCase):
    groups = (
        "base.group_user",
        "crm_goal_map.group_goal_manager",
        "crm_goal_map.group_goal_approver",
    )

    def setUp(self):
        super().setUp()
        # what a goal lacks does not matter here
        model = self.registry[self.model]
        self.startPatcher(patch.object(model, "_approval_problems", lambda self: []))

    def make_map(self, env):
        segment = env.ref("crm_goal_map.segment_opportunity")
        goal_map = env["crm.goal.map"].create(
            {"name": "Concurrent", "segment_ids": [Command.set(segment.ids)]}
        )
        self.map_id = goal_map.id
        goal = env["crm.goal"].create(
            {
                "name": "Concurrent",
                "map_id": goal_map.id,
                "segment_id": segment.id,
                "interim_ids": [Command.create({"date": "2031-01-01", "value": 0.5})],
            }
        )
        position = env["crm.goal.position"].create(
            {"map_id": goal_map.id, "segment_id": segment.id, "existence": "weak"}
        )
        return goal_map, goal, position

    def clean(self, cr):
        cr.execute("DELETE FROM mail_activity WHERE res_model = %s", [self.model])
        for table in ("crm_goal_map_revision", "crm_goal_position", "crm_goal"):
            cr.execute(f"DELETE FROM {table} WHERE map_id = %s", [self.map_id])
        cr.execute("DELETE FROM crm_goal_map WHERE id = %s", [self.map_id])


@tagged("post_install", "-at_install")
class TestGoalApprovalConcurrency(GoalApprovalConcurrencyCase):
    model = "crm.goal"

    def make(self, env):
        _map, goal, _position = self.make_map(env)
        interim = goal.interim_ids
        return goal.id, (interim._name, interim.id, {"value": 0.6})

    def test_an_interim_target_is_changed_while_the_goal_is_decided(self):
        self.check_change_first()

    def test_the_goal_is_decided_while_an_interim_target_is_changed(self):
        self.check_decision_first()


@tagged("post_install", "-at_install")
class TestMapApprovalConcurrency(GoalApprovalConcurrencyCase):
    model = "crm.goal.map"

    def make(self, env):
        goal_map, _goal, position = self.make_map(env)
        return goal_map.id, (position._name, position.id, {"existence": "absent"})

    def test_a_position_is_changed_while_the_map_is_decided(self):
        self.check_change_first()

    def test_the_map_is_decided_while_a_position_is_changed(self):
        self.check_decision_first()


@tagged("post_install", "-at_install")
class TestMapOfGoalsApprovalConcurrency(GoalApprovalConcurrencyCase):
    model = "crm.goal.map"

    def make(self, env):
        goal_map, goal, _position = self.make_map(env)
        return goal_map.id, (goal._name, goal.id, {"target_value": 0.7})

    def test_a_goal_is_changed_while_its_map_is_decided(self):
        self.check_change_first()

    def test_the_map_is_decided_while_its_goal_is_changed(self):
        self.check_decision_first()
