from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.crm_metric_definitions.tests.common import approve, shown

from .common import GoalCase


@tagged("post_install", "-at_install")
class TestCrmGoalApprovalSeen(GoalCase):
    """Goals and maps are decided on what was seen, by those who may read them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_known(cls.win_rate)
        cls.goal = cls._complete_goal()

    def _request(self, record):
        record.with_user(self.manager).action_request_approval()

    def _dialog(self, records):
        action = records.action_open_approval_wizard()
        wizards = records.env["crm.approval.wizard"].with_context(**action["context"])
        return Form(wizards)

    # -- seen, then decided ------------------------------------------------

    def test_a_goal_changed_since_it_was_opened_is_not_approved(self):
        """In itself, in an interim target, in its definition."""
        goal = self.goal.with_user(self.decider)
        halfway = self.month + relativedelta(months=6)
        for change, words in (
            (lambda: self.goal.write({"target_value": 0.6}), "Target: 48.0 % → 60.0 %"),
            (lambda: self.goal.write({"change_why": "Other"}), "→ Other"),
            (
                lambda: self.goal.write(
                    {"interim_ids": [(0, 0, {"date": halfway, "value": 0.5})]}
                ),
                "nterim",
            ),
        ):
            self._request(self.goal)
            seen, dialog = goal.content_fingerprint, self._dialog(goal)
            change()
            self._request(self.goal)
            for decide in (
                lambda seen=seen: goal.action_approve("Fine", seen),
                lambda seen=seen: goal.action_reject("No", seen),
                lambda dialog=dialog: dialog.save().action_approve(),
            ):
                with self.assertRaises(UserError) as caught:
                    decide()
                self.assertIn("was changed since you opened it", str(caught.exception))
                self.assertIn(words, str(caught.exception))
        self._dialog(goal).save().action_approve()
        self.assertTrue(goal.is_approved)

    def test_a_map_changed_since_it_was_opened_is_not_approved(self):
        goal_map = self.map.with_user(self.decider)
        self._request(self.map)
        dialog = self._dialog(goal_map)
        self.assertIn(self.goal.name, dialog.summary)
        self.map.position_ids.existence = "strong"
        self._request(self.map)
        with self.assertRaisesRegex(UserError, "was changed since you opened it"):
            dialog.save().action_approve()
        with self.assertRaisesRegex(UserError, "decide on what you see"):
            goal_map.action_approve("Fine")
        self._dialog(goal_map).save().action_approve()
        self.assertTrue(self.map.is_approved)

    # -- who reads the rows ------------------------------------------------

    def _approvals(self, user):
        return self.env["crm.approval"].with_user(user)

    def test_who_may_not_read_goals_reads_none_of_their_approvals(self):
        self._decide(self.goal)
        self._decide(self.map)
        metrics_only = new_test_user(
            self.env,
            "metrics_only",
            groups="base.group_user,base.group_allow_export,"
            "crm_metric_definitions.group_metric_approver",
        )
        rows = self._approvals(metrics_only)
        mine = [("res_model", "in", ("crm.goal", "crm.goal.map"))]
        hidden = rows.sudo().search([*mine, ("event", "=", "approve")])
        self.assertEqual({"crm.goal", "crm.goal.map"}, set(hidden.mapped("res_model")))
        self.env.invalidate_all()
        self.assertFalse(rows.search(mine))
        self.assertFalse(rows.search([("content", "!=", False), *mine]))
        self.assertFalse(rows.search_count(mine))
        self.assertFalse(rows._read_group(mine, ["res_model"], ["__count"]))
        self.assertFalse(rows.formatted_read_group(mine, ["event"], ["__count"]))
        hidden = hidden.with_user(metrics_only)
        for read in (
            lambda: hidden.read(["content"]),
            lambda: hidden.export_data(["fingerprint"]),
            lambda: hidden.mapped("comment"),
            lambda: hidden.web_read({"content": {}}),
        ):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                read()
        # their own they read
        self.assertTrue(rows.search([("res_model", "=", "crm.metric.definition")]))

    def test_who_may_read_goals_reads_their_approvals(self):
        self._decide(self.goal)
        for user in (self.seller, self.manager, self.decider):
            rows = self._approvals(user).search(
                [("res_model", "=", "crm.goal"), ("res_id", "=", self.goal.id)]
            )
            self.assertIn("approve", rows.mapped("event"))
            self.assertTrue(self.goal.with_user(user).approval_ids)

    def test_another_company_reads_none(self):
        self._decide(self.goal)
        company = self.env["res.company"].create({"name": "Elsewhere"})
        foreigner = self._goal_user("foreigner", "crm_goal_map.group_goal_manager")
        foreigner.write(
            {"company_ids": [(6, 0, company.ids)], "company_id": company.id}
        )
        rows = self._approvals(foreigner)
        self.assertFalse(
            rows.search([("res_model", "in", ("crm.goal", "crm.goal.map"))])
        )

    def test_queries_do_not_grow_with_the_rows(self):
        rows = self._approvals(self.seller)

        def count(limit):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows.search([], limit=limit).read(["event", "fingerprint"])
            return self.env.cr.sql_log_count - before

        count(1)
        few = count(2)
        for number in range(8):
            self.goal.change_why = f"Because {number}"
        self.assertEqual(few, count(None))

    # -- who decides reaches it --------------------------------------------

    def test_an_approver_reaches_form_and_dialog_with_that_group_alone(self):
        user = new_test_user(
            self.env,
            "only_goal_approver",
            groups="base.group_user,crm_goal_map.group_goal_approver",
        )
        for record in (self.goal, self.map):
            self._request(record)
            self.env.invalidate_all()
            asked = record.sudo().activity_ids.user_id
            self.assertIn(user.id, asked.ids)
            mine = record.with_user(user)
            self.assertEqual(Form(mine).name, record.name)
            dialog = self._dialog(mine)
            self.assertIn(record.name, dialog.summary)
            dialog.save().action_approve()
            self.assertTrue(record.is_approved)
            for row in mine.approval_ids:
                self.assertTrue(Form(row).fingerprint)

    def test_several_goals_are_shown_and_decided_at_once(self):
        other = self.goal.with_user(self.manager).copy({"name": "Another"})
        both = (self.goal | other).with_user(self.decider)
        self.patch(type(both), "_approval_problems", lambda self: [])
        self._request(both)
        dialog = self._dialog(both)
        for goal in both:
            self.assertIn(goal.name, dialog.summary)
        self.assertEqual(2, len(shown(both)))
        dialog.save().action_approve()
        self.assertTrue(all(both.mapped("is_approved")))

    def test_who_does_not_decide_is_not_asked(self):
        with self.assertRaisesRegex(UserError, "cannot decide"):
            self.goal.with_user(self.manager).action_request_approval(
                None, self.seller.id
            )
        self._request(self.goal)
        self.assertIn(self.decider.id, self.goal.sudo().activity_ids.user_id.ids)
        approve(self.goal.with_user(self.decider))
        self.assertFalse(self.goal.sudo().activity_ids)
