from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .check_case import CheckCase


@tagged("post_install", "-at_install")
class TestCrmComparableMixin(CheckCase):
    """Who approves again may say that the figures before and after compare."""

    def setUp(self):
        super().setUp()
        self._approve(self.win_rate)
        self._closed()
        self.first = self._print()
        self.stage = self.env["crm.stage"].create({"name": "Won, too", "is_won": True})
        self._reread()

    def _reread(self):
        self.env.flush_all()
        self.env.invalidate_all()

    def _print(self):
        return self.win_rate._approval_fingerprints()[self.win_rate.id]

    def _again(self, comparable=None):
        self.win_rate.with_user(self.author).action_request_approval()
        metric = self.win_rate.with_user(self.approver)
        metric.action_approve("Seen.", metric.content_fingerprint, comparable)
        self._reread()

    def test_declared_comparable_the_check_holds(self):
        self.assertEqual(self.win_rate.approval_state, "lapsed")
        self._again("The second stage is empty.")
        self.assertTrue(self.win_rate.is_known)
        # what goals and baselines call it
        self.assertEqual(self._print(), self.first)
        self.assertIn("stage is empty", self.win_rate.comparable_note)
        self.assertIn(self.approver.name, self.win_rate.comparable_note)
        # and once more
        self.stage.is_won = False
        self._reread()
        self.assertFalse(self.win_rate.is_approved)
        self._again("Undone.")
        self.assertTrue(self.win_rate.is_known)
        self.assertEqual(self._print(), self.first)

    def test_not_declared_it_has_to_be_checked_anew(self):
        self._again()
        self.assertEqual(self.win_rate.known_state, "not_checked")
        self.assertNotEqual(self._print(), self.first)
        self.assertFalse(self.win_rate.comparable_note)

    def test_a_reason_is_required(self):
        for reason in ("", "  ", 3, True):
            with self.subTest(reason), self.assertRaisesRegex(UserError, "Say why"):
                self._again(reason)

    def test_only_with_the_same_procedure_and_formula(self):
        changes = {
            "procedure": lambda: self.win_rate.write({"procedure_steps": "Anew."}),
            "condition": lambda: self.won.write({"domain": "[]"}),
            "formula": lambda: self.win_rate.write({"normalise_per": "week"}),
            "archived": lambda: self.won.write({"include_archived": True}),
        }
        for name, change in changes.items():
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                change()
                with self.assertRaisesRegex(UserError, "another one"):
                    self._again("Why not.")
                savepoint.rollback()
            self._reread()

    def test_a_first_approval_has_nothing_to_compare_with(self):
        metric = self._metric("first", numerator_id=self.won.id)
        metric.with_user(self.author).action_request_approval()
        with self.assertRaisesRegex(UserError, "another one"):
            own = metric.with_user(self.approver)
            own.action_approve(None, own.content_fingerprint, "Why not.")

    def test_the_dialog_offers_it_where_it_can_be(self):
        self.win_rate.with_user(self.author).action_request_approval()
        action = self.win_rate.with_user(self.approver).action_open_approval_wizard()
        Wizard = self.env["crm.approval.wizard"].with_user(self.approver)
        with Form(Wizard.with_context(**action["context"])) as form:
            self.assertTrue(form.may_compare)
            form.is_comparable = True
            form.comparable = "The second stage is empty."
        form.record.action_approve()
        self._reread()
        self.assertTrue(self.win_rate.is_known)
