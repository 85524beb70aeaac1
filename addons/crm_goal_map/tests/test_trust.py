from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.crm_metric_definitions.tests.common import approve

from .common import GoalCase


@tagged("post_install", "-at_install")
class TestTrust(GoalCase):
    def _approved(self):
        self._make_known(self.win_rate)
        goal = self._complete_goal()
        goal.action_request_approval()
        approve(goal.with_user(self.decider))
        self.assertTrue(goal.is_approved)
        return goal

    def test_a_decided_goal_keeps_its_map(self):
        goal = self._approved()
        other = self.map.copy({"name": "Another"})
        with self.assertRaisesRegex(UserError, "decided on as a goal of the map"):
            goal.map_id = other
        draft = self._goal()
        draft.map_id = other
        self.assertEqual(draft.map_id, other)

    def test_what_explains_a_goal_is_substance(self):
        goal = self._approved()
        for record, vals in (
            (goal.explanation_ids[0], {"text": "Something else."}),
            (goal.explanation_ids[0], {"text": "Most offers go to nobody."}),
        ):
            before = record.read(list(vals))[0]
            record.write(vals)
            self.assertEqual(goal.approval_state, "lapsed", vals)
            self.assertTrue(goal.approval_diff())
            record.write({name: before[name] for name in vals})
            self.assertTrue(goal.is_approved, "undone")
        goal.explanation_ids = [Command.create({"text": "Seen again in autumn."})]
        self.assertTrue(goal.is_approved, "one more says nothing else")
        goal.explanation_ids[-1:].unlink()
        goal.explanation_ids.unlink()
        self.assertEqual(goal.approval_state, "lapsed")

    def test_segments_of_all_companies_are_not_one_companys(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        user = self._goal_user("foreign", "crm_goal_map.group_goal_manager")
        user.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        segment = self.opportunity.with_user(user)
        for vals in ({"name": "Mine"}, {"company_id": other.id}, {"active": False}):
            with self.assertRaisesRegex(AccessError, "shared by all companies"):
                segment.write(vals)
        segment.fold = True
        own = segment.copy()
        self.assertEqual(own.company_id, other)
        own.name = "Ours"
