from odoo.fields import Command
from odoo.tests import tagged

from .common import GoalCase


@tagged("post_install", "-at_install")
class TestCrmGoalAuthors(GoalCase):
    """Only who changes what a goal says is its author."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_known(cls.win_rate)

    def _authors(self, record):
        return self.env["crm.approval"]._authors(record)

    def _reread(self):
        self.env.flush_all()
        self.env.invalidate_all()

    def _change_the_metric(self):
        self.win_rate.with_user(self.author).procedure_steps = "Otherwise."
        self._reread()

    def test_who_only_touches_a_goal_is_no_author(self):
        goal = self._complete_goal()
        self.assertNotIn(self.confidant, self._authors(goal))
        self._change_the_metric()
        own = goal.with_user(self.confidant)
        for name, change in {
            "dragged": lambda: own.write({"sequence": 3}),
            "coloured": lambda: own.write({"color": 3}),
            "renamed": lambda: own.write({"name": "Spelled otherwise"}),
            "a stakeholder": lambda: own.write(
                {
                    "stakeholder_ids": [
                        Command.create(
                            {"name": "X", "influence": "low", "stance_now": "neutral"}
                        )
                    ]
                }
            ),
            "moved to its own place": lambda: own.write(
                {"segment_id": goal.segment_id.id, "sequence": 4}
            ),
        }.items():
            with self.subTest(name):
                change()
                self._reread()
                self.assertNotIn(self.confidant, self._authors(goal))
        own.change_what = "Something else."
        self.assertIn(self.confidant, self._authors(goal))

    def test_who_adds_a_part_is_the_author(self):
        goal = self._complete_goal()
        self._change_the_metric()
        goal.with_user(self.confidant).write(
            {
                "effect_ids": [
                    Command.create(
                        {
                            "kind": "reinforces",
                            "affected_metric_id": self.win_rate.id,
                            "why": "More time for each offer.",
                        }
                    )
                ]
            }
        )
        self.assertIn(self.confidant, self._authors(goal))

    def test_an_effect_entered_again_word_for_word(self):
        goal = self._complete_goal()
        self._decide(goal)
        effect = goal.effect_ids
        vals = effect.copy_data()[0]
        effect.unlink()
        self._reread()
        self.assertEqual(goal.approval_state, "lapsed")
        again = self.env["crm.goal.effect"].with_user(self.manager).create(vals)
        self._reread()
        self.assertEqual(goal.approval_state, "approved")
        again.why = "Otherwise."
        self._reread()
        (change,) = goal.approval_diff()
        self.assertEqual(change["new"], "Otherwise.")

    def test_names_are_marked(self):
        goal = self._complete_goal()
        self._decide(goal)
        self._decide(self.map)
        segment = self.opportunity
        for name, change, marked in (
            ("goal", lambda: goal.write({"name": "Anything"}), [goal]),
            ("metric", lambda: self.win_rate.write({"name": "Anything"}), [goal]),
            ("segment", lambda: segment.write({"name": "Anything"}), [goal, self.map]),
            ("map", lambda: self.map.write({"name": "Anything"}), [self.map]),
        ):
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                for record in (goal, self.map):
                    self.assertFalse(record.has_wording_mark)
                change()
                self._reread()
                for record in (goal, self.map):
                    self.assertTrue(record.is_approved)
                for record in marked:
                    self.assertTrue(record.has_wording_mark, record)
                    self.assertIn("Anything", record.wording_changes)
                    seen = record.with_user(self.decider)
                    if name in ("goal", "map"):
                        seen.action_confirm_wording(seen.wording_fingerprint)
                        self._reread()
                        self.assertFalse(record.has_wording_mark)
                savepoint.rollback()
            self._reread()

    def test_declared_comparable_the_baseline_holds(self):
        goal = self._complete_goal()
        self._decide(goal)
        self.env["crm.stage"].create({"name": "Won, too", "is_won": True})
        self._reread()
        self.assertEqual(goal.approval_state, "lapsed")
        self.win_rate.with_user(self.author).action_request_approval()
        metric = self.win_rate.with_user(self.approver)
        metric.action_approve(
            None, metric.content_fingerprint, "The second stage is empty."
        )
        self._reread()
        self.assertEqual(goal.approval_state, "approved")
        self.assertEqual(goal.trust, "known")
        self.assertEqual(goal._approval_problems(), [])
