from odoo.tests import tagged

from .common import ReadinessCase


@tagged("post_install", "-at_install")
class TestGateLight(ReadinessCase):
    def test_light(self):
        goal = self._goal()
        self.assertFalse(goal.gate_state)
        goal.unlink()
        project = self._project(self.opportunity + self.inbound)
        goal = self._prepare(project)
        self.assertEqual(goal.gate_state, "closed")
        self._go(project, segment_ids=self.opportunity.ids)
        goal.invalidate_recordset(["gate_state"])
        self.assertEqual(goal.with_user(self.seller).gate_state, "open")

    def test_lists_do_not_cost_more(self):
        self._project()
        goals = self._goal() + self._goal(name="Second") + self._goal(name="Third")
        counts = []
        for some in (goals, goals[:1], goals):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("gate_state")
            counts.append(self.env.cr.sql_log_count - before)
        # the first one fills Odoo's own caches
        self.assertLessEqual(counts[2], counts[1])
