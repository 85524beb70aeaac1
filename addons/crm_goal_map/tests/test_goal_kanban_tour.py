from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import GoalCase


@tagged("post_install", "-at_install")
class TestGoalKanbanTour(GoalCase, HttpCase):
    @mute_logger("odoo.http")  # the refused request is logged
    def test_ten_minutes_a_week(self):
        self.env["crm.goal.map"].search([("id", "!=", self.map.id)]).action_archive()
        self._position(self.inbound, existence="absent")
        self._position()
        goal = self._goal(name="Tour goal", metric_id=False)
        self.start_tour("/odoo/goal-map", "crm_goal_map_kanban", login="goal_manager")
        goal.invalidate_recordset()
        self.assertEqual(goal.segment_id, self.inbound)
        self.assertEqual(goal.name, "Tour goal two")
        self.assertEqual(goal.change_what, "Talk to decision makers first")
        self.assertEqual(goal.approval_state, "draft")
