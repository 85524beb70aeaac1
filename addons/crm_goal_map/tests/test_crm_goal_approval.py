from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.crm_metric_definitions.tests.common import approve

from .common import GoalCase


@tagged("post_install", "-at_install")
class TestCrmGoalApproval(GoalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_known(cls.win_rate)

    def test_a_bare_goal_is_told_everything_that_is_missing(self):
        goal = self._goal()
        with self.assertRaises(UserError) as caught:
            goal.action_request_approval()
        for word in (
            "Freeze the baseline",
            "Set a target",
            "Explain why",
            "realistic",
            "change card",
            "supports the goal",
            "Ask who is against the goal",
            "effect",
            "where the segment",
        ):
            self.assertIn(word, str(caught.exception))
        self.assertEqual(goal.approval_state, "draft")

    def test_a_complete_goal_is_approved_by_another(self):
        goal = self._complete_goal()
        self.assertEqual(goal._approval_problems(), [])
        goal.action_request_approval()
        self.assertEqual(goal.approval_state, "requested")
        with self.assertRaises(AccessError):
            approve(goal)
        approve(goal.with_user(self.decider))
        self.assertEqual(goal.approval_state, "approved")

    def test_a_language_added_to_its_metric_changes_nothing(self):
        goal = self._complete_goal()
        goal.action_request_approval()
        approve(goal.with_user(self.decider))
        self.assertEqual(goal.trust, "known")
        self.env["res.lang"]._activate_lang("de_DE")
        self.win_rate.sudo().update_field_translations(
            "procedure_steps", {"de_DE": "Am selben Tag eintragen."}
        )
        goal.invalidate_recordset()
        self.assertEqual(goal.approval_state, "approved")
        self.assertEqual(goal.trust, "known")
        self.assertEqual(goal._approval_problems(), [])

    def _breaks(self, expected, change):
        goal = self._complete_goal()
        change(goal)
        goal.invalidate_recordset()
        problems = goal._approval_problems()
        self.assertEqual(len(problems), 1, problems)
        self.assertIn(expected, problems[0])

    def test_each_part_is_needed(self):
        for expected, change in (
            ("Set a target", lambda g: g.write({"target_value": False})),
            ("Set a target", lambda g: g.write({"target_date": False})),
            ("Explain why", lambda g: g.explanation_ids.unlink()),
            ("realistic", lambda g: g.write({"realism_evidence": " "})),
            ("change card: Risks", lambda g: g.write({"change_risks": False})),
            ("supports the goal", lambda g: g.sudo().stakeholder_ids.unlink()),
            ("Ask who", lambda g: g.write({"opponents_asked": False})),
            ("Name the opponents", lambda g: g.write({"opponents_none_reason": ""})),
            ("effect", lambda g: g.effect_ids.unlink()),
            ("where the segment", lambda g: g.map_id.position_ids.unlink()),
        ):
            with self.subTest(expected):
                self.env["crm.goal.position"].search([]).unlink()
                self._breaks(expected, change)

    def test_a_named_opponent_answers_the_question(self):
        goal = self._complete_goal()
        goal.opponents_none_reason = False
        goal.with_user(self.confidant).write(
            {
                "stakeholder_ids": [
                    Command.create({"name": "Field", "stance_now": "opponent"})
                ]
            }
        )
        self.assertEqual(goal._approval_problems(), [])

    def test_substance_voids_and_undoing_restores(self):
        goal = self._complete_goal()
        self._decide(goal)
        goal.name = "Win mroe"
        goal.owner_id = self.seller
        goal.color = 3
        self.assertEqual(goal.approval_state, "approved")
        for vals, back in (
            ({"target_value": 0.5}, {"target_value": 0.48}),
            ({"change_what": "Other"}, {"change_what": goal.change_what}),
            ({"segment_id": self.inbound.id}, {"segment_id": self.opportunity.id}),
        ):
            goal.write(vals)
            self.assertEqual(goal.approval_state, "lapsed", vals)
            goal.write(back)
            self.assertEqual(goal.approval_state, "approved", back)

    def test_more_of_the_same_does_not_void(self):
        goal = self._complete_goal()
        self._decide(goal)
        goal.explanation_ids = [Command.create({"text": "Seen again in autumn."})]
        goal.with_user(self.confidant).write(
            {"stakeholder_ids": [Command.create({"name": "X", "stance_now": "driver"})]}
        )
        self.assertEqual(goal.approval_state, "approved")

    def test_the_end_of_a_project_voids_nothing(self):
        goal = self._complete_goal()
        self._decide(goal)
        self.map.with_user(self.confidant).action_delete_stakeholders()
        goal.write({"opponents_none_reason": False})
        goal.invalidate_recordset()
        self.assertEqual(goal.approval_state, "approved")
        # they are asked for when the next one is requested
        self.assertEqual(len(goal._approval_problems()), 2)

    def test_nothing_of_the_stakeholders_is_content(self):
        goal = self._complete_goal()
        before = goal._approval_contents()
        goal.sudo().stakeholder_ids.unlink()
        goal.write({"opponents_asked": False})
        self.assertEqual(goal._approval_contents(), before)

    def test_the_metrics_definition_is_part_of_it(self):
        goal = self._complete_goal()
        self._decide(goal)
        self.won.write({"domain": "[('won_status', '=', 'won')]"})
        self.assertEqual(goal.approval_state, "lapsed")

    def test_rebaselining_voids(self):
        goal = self._complete_goal()
        self._decide(goal)
        goal.action_freeze_baseline(
            "2026-01-01", "2026-04-01", reason="The first year was not typical"
        )
        self.assertEqual(goal.approval_state, "lapsed")

    def test_whoever_wrote_a_part_does_not_decide(self):
        goal = self._complete_goal()
        self.decider.write(
            {
                "group_ids": [
                    Command.link(self.env.ref("crm_goal_map.group_goal_manager").id)
                ]
            }
        )
        goal.effect_ids.with_user(self.decider).write({"why": "Another reason"})
        goal.action_request_approval()
        with self.assertRaisesRegex(UserError, "another person"):
            approve(goal.with_user(self.decider))

    def test_no_name_and_no_stance_is_stored(self):
        goal = self._complete_goal()
        goal.with_user(self.confidant).write(
            {
                "stakeholder_ids": [
                    Command.create(
                        {
                            "name": "Zacharias",
                            "stance_now": "opponent",
                            "action": "Talk to Zacharias",
                        }
                    )
                ]
            }
        )
        self._decide(goal)
        self._decide(goal.map_id)
        rows = self.env["crm.approval"].sudo().search([])
        stored = str(rows.mapped("content")) + str(rows.mapped("comment"))
        stored += str(self.map.revision_ids.mapped("content"))
        stored += str(goal.message_ids.mapped("body"))
        self.assertNotIn("Zacharias", stored)
        self.assertNotIn("opponent'", stored)

    def test_a_goal_with_a_baseline_is_not_deleted(self):
        goal = self._quantified_goal()
        for who in goal, goal.sudo():
            with self.assertRaisesRegex(UserError, "archive it instead"):
                who.unlink()
        goal.active = False
        with self.assertRaisesRegex(UserError, "archive it instead"):
            goal.unlink()
        with self.assertRaisesRegex(UserError, "archive it instead"):
            self.map.unlink()
        self.assertTrue(goal.baseline_id.exists())

    def test_a_decided_goal_is_not_deleted(self):
        goal = self._complete_goal()
        self._goal().unlink()
        goal.action_request_approval()
        with self.assertRaisesRegex(UserError, "archive it instead"):
            goal.unlink()

    def test_queries_do_not_grow(self):
        self._position()
        counts = []
        for size in (1, 30):
            goals = self.env["crm.goal"]
            for _number in range(size):
                goals |= self._quantified_goal()
            for _warm in range(2):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                goals.with_user(self.seller).mapped("approval_state")
                count = self.env.cr.sql_log_count - before
            counts.append(count)
        self.assertEqual(counts[0], counts[1])
