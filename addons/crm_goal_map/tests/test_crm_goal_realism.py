from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import GoalCase


@tagged("post_install", "-at_install")
class TestCrmGoalRealism(GoalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_known(cls.win_rate)

    def test_words_for_a_manager(self):
        # the win rate is 40 % in each of twelve months
        for target, words in (
            (0.4, "Already reached in 12 of 12 months"),
            (0.9, "needs a different process"),
        ):
            self.assertIn(words, self._goal(target_value=target).realism_verdict)
        for month in (2, 6, 10):
            day = self.year_ago + relativedelta(months=month, days=20)
            for _number in range(5):
                self._closed_deal(day, won=True)
        self.env.invalidate_all()
        goal = self._goal(target_value=0.6)
        self.assertEqual(
            goal.realism_verdict,
            "Already reached by chance about every 4 months (3 of 12).",
        )
        self.assertIn(
            "it can be reached", self._goal(target_value=0.75).realism_verdict
        )

    def test_nothing_is_said_of_the_unknown(self):
        self.assertFalse(self._goal().realism_verdict)
        other = self._metric("other_rate", numerator_id=self.won.id)
        goal = self._goal(target_value=3, metric_id=other.id)
        self.assertFalse(goal.realism_verdict)

    def test_totals_are_cut_into_months(self):
        deals = self._make_known(self._metric("deals_test", numerator_id=self.won.id))
        goal = self._goal(metric_id=deals.id, target_value=24)
        goal.action_freeze_baseline(self.year_ago, self.month)
        self.assertEqual(goal.baseline_value, 24)
        self.assertIn("12 of 12", goal.realism_verdict)

    def test_a_later_signal_makes_the_explanation_stale(self):
        goal = self._complete_goal()
        old = goal.explanation_ids
        old.date = self.month - relativedelta(months=2)
        self.assertFalse(goal.explanation_stale)
        for _number in range(30):
            self._closed_deal(self.month - relativedelta(days=4), won=True)
        self.env.invalidate_all()
        self.assertTrue(goal.explanation_stale)
        self.assertTrue(old.is_stale)
        (problem,) = goal._approval_problems()
        self.assertIn("newer than the explanation", problem)
        first = self.month - relativedelta(months=1)
        self.assertIn(first.strftime("%m/%d/%Y"), problem)
        goal.explanation_ids = [Command.create({"text": "A large tender."})]
        self.assertFalse(goal.explanation_stale)
        self.assertTrue(old.is_stale)
        self.assertEqual(goal._approval_problems(), [])

    def test_an_explanation_is_dated_and_signed(self):
        row = (
            self.env["crm.goal.explanation"]
            .with_user(self.manager)
            .create(
                {
                    "goal_id": self._goal().id,
                    "text": "Because.",
                }
            )
        )
        self.assertEqual(row.author_id, self.manager)
        self.assertEqual(row.date, fields.Date.today())

    def test_an_explanation_is_not_of_tomorrow(self):
        row = self._explained()
        with self.assertRaisesRegex(ValidationError, "today or earlier"):
            row.date = fields.Date.today() + relativedelta(years=70)
        with self.assertRaisesRegex(ValidationError, "today or earlier"):
            self._explained(date="2099-01-01")

    def _explained(self, **vals):
        return (
            self.env["crm.goal.explanation"]
            .with_user(self.manager)
            .create({"goal_id": self._goal().id, "text": "Because.", **vals})
        )

    def test_nobody_rewrites_what_another_signed(self):
        row = self._explained()
        row.text = "Because of the tender."
        with self.assertRaisesRegex(UserError, "set by the system"):
            row.sudo().author_id = self.confidant
        other = row.with_user(self.confidant)
        for vals in (
            {"text": "Because of him."},
            {"date": "2026-01-01"},
            {"goal_id": self._goal().id},
            {"author_id": self.confidant.id},
        ):
            with self.assertRaisesRegex(UserError, "Write one of your own"):
                other.write(vals)
        with self.assertRaisesRegex(UserError, "Write one of your own"):
            row.author_id = self.confidant
        other.evidence_url = "https://example.com"
        row.sudo().text = "Corrected by the superuser."
        self.assertEqual(row.author_id, self.manager)

    def test_nobody_signs_for_another(self):
        with self.assertRaisesRegex(UserError, "set by the system"):
            self._explained(author_id=self.confidant.id)
        goal = self._goal()
        goal.with_context(default_author_id=self.confidant.id).explanation_ids = [
            Command.create({"text": "X"})
        ]
        self.assertEqual(goal.explanation_ids.author_id, self.manager)
        vals = {"goal_id": goal.id, "text": "Y", "author_id": self.confidant.id}
        with self.assertRaisesRegex(UserError, "set by the system"):
            self.env["crm.goal.explanation"].sudo().create(vals)

    def test_readers_see_the_evidence(self):
        file = (
            self.env["ir.attachment"]
            .with_user(self.manager)
            .create({"name": "chart.png", "raw": b"x"})
        )
        self._goal().explanation_ids = [
            Command.create({"text": "See chart", "attachment_ids": [(4, file.id)]})
        ]
        self.assertEqual(file.with_user(self.seller).name, "chart.png")
