from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..lib.policy import SHIPPED
from .check_case import CheckCase
from .common import approve, reject


@tagged("post_install", "-at_install")
class TestCheckPolicy(CheckCase):
    """What an agreement has to reach is lowered by two people, never by one."""

    def _policy(self, **vals):
        policies = self.env["crm.metric.check.policy"].with_user(self.author)
        return policies.create({"company_id": self.company.id, **vals})

    def _in_force(self):
        self.env.invalidate_all()
        return self.env["crm.metric.check.policy"]._of(self.company)

    def test_the_shipped_policy_holds_without_anybody(self):
        self.assertEqual(SHIPPED, self._in_force())
        check = self._check()
        self.assertEqual(SHIPPED, check._policy())
        self.assertEqual(20, check.sample_size)

    def test_stricter_values_hold_at_once(self):
        policy = self._policy(min_kappa=0.7, max_late=0.1)
        self.assertFalse(policy.waiting_text)
        self.assertEqual(
            {**SHIPPED, "min_kappa": 0.7, "max_late": 0.1}, self._in_force()
        )
        check = self._check()
        self.assertEqual((0.7, 0.1), (check.min_kappa, check.max_late))

    def test_lower_values_wait_for_a_second_person(self):
        policy = self._policy(min_kappa=0.2, min_agreement=0.9)
        self.assertEqual({**SHIPPED, "min_agreement": 0.9}, self._in_force())
        self.assertIn("0.60 holds", policy.waiting_text)
        policy.action_request_approval()
        self.author.group_ids += self.env.ref(
            "crm_metric_definitions.group_metric_approver"
        )
        with self.assertRaisesRegex(UserError, "yourself"):
            approve(policy, "I may.")
        approve(policy.with_user(self.approver), "For this year.")
        self.assertEqual(
            {**SHIPPED, "min_agreement": 0.9, "min_kappa": 0.2}, self._in_force()
        )
        self.assertFalse(policy.waiting_text)

    def test_what_was_raised_is_lowered_by_two(self):
        policy = self._policy(min_kappa=0.9)
        policy.min_kappa = 0.7
        self.assertEqual(0.9, self._in_force()["min_kappa"])
        policy.validity_months = 36
        self.assertEqual(12, self._in_force()["validity_months"])

    def test_a_rejected_or_changed_request_lowers_nothing(self):
        policy = self._policy(min_coverage=0.1)
        policy.action_request_approval()
        reject(policy.with_user(self.approver), "No.")
        self.assertEqual(SHIPPED, self._in_force())
        policy.action_request_approval()
        policy.min_coverage = 0.0
        with self.assertRaises(UserError):
            approve(policy.with_user(self.approver), "Yes.")
        self.assertEqual(SHIPPED, self._in_force())

    def test_no_other_door_lowers_it(self):
        policy = self._policy(min_kappa=0.2)
        for number, change in enumerate(
            (
                lambda: policy.sudo().write({"in_force": {}}),
                lambda: policy.sudo().unlink(),
                lambda: policy.sudo().write({"company_id": self._other().id}),
                lambda: self._check(min_kappa=0.1),
                lambda: self._check().sudo().write({"min_sample": 5}),
            )
        ):
            with self.subTest(number), self.assertRaises(UserError):
                change()
        self._policy_elsewhere({"default_in_force": {"min_kappa": 0.0}})
        check = self._check().with_context(default_min_kappa=0.0)
        self.assertEqual(0.6, check.copy().min_kappa)
        self.assertEqual(SHIPPED, self._in_force())
        with self.assertRaises(AccessError):
            policy.with_user(self.reader).write({"min_kappa": 0.1})

    def _other(self):
        return self.env["res.company"].create({"name": "Elsewhere"})

    def _policy_elsewhere(self, context):
        company = self._other()
        policies = self.env["crm.metric.check.policy"].with_context(**context)
        policies.create({"company_id": company.id, "min_kappa": 0.1})
        self.assertEqual(SHIPPED, policies._of(company))

    @mute_logger("odoo.sql_db")
    def test_values_within_reason(self):
        for vals in ({"min_kappa": 1.5}, {"min_agreement": 0.2}, {"min_sample": 1}):
            with self.subTest(vals), self.assertRaises(Exception) as caught:
                with self.env.cr.savepoint():
                    self._policy(**vals)
            self.assertEqual(type(caught.exception).__name__, "CheckViolation")

    def test_a_check_keeps_the_policy_it_was_opened_with(self):
        draft, begun = self._check(), self._check()
        begun.action_open()
        self._policy(min_reference=0.97, min_sample=18)
        draft.action_open()
        self.assertEqual((0.97, 18), (draft.min_reference, draft.min_sample))
        self.assertEqual((0.85, 16), (begun.min_reference, begun.min_sample))
        for check in draft, begun:
            for user in self.people:
                self._answer(check, user, 2)
            check.action_close()
        self.assertEqual("inconsistent", draft.result)
        self.assertEqual(["reference"], draft.findings["reasons"])

    def test_each_company_has_its_own(self):
        self._policy(min_kappa=0.8)
        other = self._other()
        self.author.company_ids += other
        check = self._check(company_id=other.id, participant_ids=[Command.clear()])
        self.assertEqual(0.6, check.min_kappa)
        with self.assertRaises(AccessError):
            self.env["crm.metric.check.policy"].with_user(self.author).search(
                []
            ).with_user(self.friend_of(other)).read(["min_kappa"])

    def friend_of(self, company):
        user = self._user("elsewhere", "group_metric_manager")
        user.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        return user
