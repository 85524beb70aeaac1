from lxml import etree

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

    def test_card_says_it_in_words(self):
        """The card does not rely on colour: a label stands beside the icon."""
        view = self.env.ref("crm_goal_map.crm_goal_view_kanban")
        arch = etree.fromstring(
            self.env["crm.goal"].get_view(view.id, "kanban")["arch"]
        )
        [light] = arch.xpath("//span[@name='card_marks']/span")
        self.assertIn("record.gate_state.value", [t.get("t-esc") for t in light])
        [icon] = light.findall("i")
        self.assertEqual(icon.get("aria-hidden"), "true")
