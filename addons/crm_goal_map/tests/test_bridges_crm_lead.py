from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import GoalCase


@tagged("post_install", "-at_install")
class TestCrmGoalLeads(GoalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.goal"].search([]).write({"active": False})
        cls.Lead = cls.env["crm.lead"].with_context(active_test=False)
        cls.open_deal = cls._lead("Open")
        cls.won_deal = cls._closed_deal(cls.month, won=True)

    def _opened(self, record, name):
        """The records that the button on a record's form opens."""
        action = self.env["ir.actions.act_window"]._for_xml_id(f"crm_goal_map.{name}")
        values = {"active_id": record.id}
        context = safe_eval(action["context"], values)
        Model = self.env[action["res_model"]].with_user(self.seller)
        domain = safe_eval(action["domain"], values)
        return Model.with_context(**context).search(domain)

    def _touched(self, *leaf):
        found = self.Lead.search([("touched_goal_ids", *leaf)])
        return found & (self.open_deal | self.won_deal)

    def test_counted_by_the_metric(self):
        self.assertFalse(self._touched("!=", False))
        goal = self._goal()
        self.assertEqual(self._touched("!=", False), self.won_deal)
        self.assertEqual(self._touched("=", goal.id), self.won_deal)
        self.assertEqual(self._touched("=", False), self.open_deal)
        self.assertEqual(self.won_deal.touched_goal_ids, goal)
        self.assertFalse(self.open_deal.touched_goal_ids)
        self.assertIn(self.won_deal, self._opened(goal, "crm_goal_leads_action"))

    def test_within_the_goals_teams(self):
        team = self.env["crm.team"].create({"name": "North"})
        goal = self._goal(team_ids=[Command.set(team.ids)])
        self.assertFalse(self._touched("!=", False))
        self.won_deal.team_id = team
        self.assertEqual(self._touched("=", goal.id), self.won_deal)
        self.assertEqual(team.with_user(self.seller).goal_count, 1)
        self.assertEqual(self._opened(team, "crm_goal_action_of_team"), goal)

    def test_a_broken_measure_breaks_nothing(self):
        self._goal()
        self.env.cr.execute(
            "UPDATE crm_metric_measure SET domain = '[(''gone'', ''='', 1)]'"
        )
        self.env.invalidate_all()
        self.assertFalse(self._touched("!=", False))

    def test_goals_of_a_metric(self):
        goal = self._goal()
        metric = self.win_rate.with_user(self.seller)
        self.assertEqual(metric.goal_count, 1)
        self.assertEqual(self._opened(metric, "crm_goal_action_of_metric"), goal)
