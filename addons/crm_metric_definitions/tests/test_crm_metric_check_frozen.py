from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .check_case import CheckCase

ACTIVITY = "crm_metric_definitions.mail_activity_type_check"


@tagged("post_install", "-at_install")
class TestCheckFrozen(CheckCase):
    def test_no_door_sets_a_result(self):
        check = self._check()
        for vals in (
            {"state": "closed"},
            {"result": "consistent"},
            {"valid_until": "2099-01-01"},
            {"findings": {}},
            {"fingerprint": "x"},
            {"closed_fingerprint": "x"},
            {"content": {}},
            {"own_findings": {}},
            {"min_kappa": 0.1},
            {"min_sample": 5},
            {"validity_months": 36},
        ):
            for who in (check, check.sudo(), check.with_user(self.analyst)):
                with self.subTest(vals), self.assertRaises(UserError):
                    who.write(vals)
        with self.assertRaises(UserError):
            self._check(result="consistent", state="closed")
        loaded = (
            self.env["crm.metric.check"]
            .sudo()
            .load(
                ["metric_id/.id", "result", "state"],
                [[str(self.win_rate.id), "Consistent", "Closed"]],
            )
        )
        self.assertFalse(loaded["ids"])
        copied = self._closed().copy()
        self.assertEqual((copied.state, copied.result), ("draft", False))

    def test_begun_is_fixed(self):
        check = self._check()
        check.action_open()
        for vals in (
            {"sample_size": 4},
            {"participant_ids": [Command.clear()]},
            {"seed": 1},
            {"date_from": "2025-01-01"},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                check.sudo().write(vals)
        check.note = "Half of them were on holiday."
        with self.assertRaises(UserError):
            check.unlink()

    def test_closed_is_frozen(self):
        check = self._closed()
        for vals in ({"note": "x"}, {"participant_ids": [Command.clear()]}):
            with self.subTest(vals), self.assertRaises(UserError):
                check.sudo().write(vals)
        for action in ("action_open", "action_close", "action_cancel"):
            with self.subTest(action), self.assertRaises(UserError):
                getattr(check, action)()
        with self.assertRaises(UserError):
            check.sudo().unlink()
        with self.assertRaises(UserError):
            check.with_user(self.ann).answer(check.sudo().sample_ids[0].id, True)
        with self.assertRaises(UserError):
            check.sudo().person_ids.write({"findings": {}})

    def test_draft_may_go(self):
        check = self._check()
        check.unlink()
        self.assertFalse(check.exists())

    def test_cancelled_counts_for_nothing(self):
        self._approve(self.win_rate)
        check = self._check()
        check.action_open()
        check.action_cancel()
        self.assertFalse(check.activity_ids)
        self.assertEqual(self.win_rate.known_state, "not_checked")

    def test_only_managers_run_checks(self):
        check = self._check()
        for user in (self.ann, self.approver):
            for action in ("action_open", "action_close", "action_cancel"):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    getattr(check.with_user(user), action)()
