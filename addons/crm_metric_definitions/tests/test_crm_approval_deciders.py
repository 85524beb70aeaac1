from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import MetricCase, approve

ONLY_APPROVER = "base.group_user,crm_metric_definitions.group_metric_approver"


@tagged("post_install", "-at_install")
class TestCrmApprovalDeciders(MetricCase):
    """A request names who decides, or asks all who can."""

    def setUp(self):
        super().setUp()
        self.second = self._user("second", "group_metric_approver")
        self.both = self._user("both", "group_metric_manager", "group_metric_approver")

    def _asked(self, record=None):
        record = record or self.win_rate
        record.invalidate_recordset(["activity_ids"])
        return record.sudo().activity_ids.user_id.sudo(False)

    def _request(self, *args, record=None):
        record = record or self.win_rate
        record.with_user(self.author).action_request_approval(*args)

    def test_all_who_can_decide_are_asked(self):
        self.win_rate.with_user(self.both).tz = "UTC"
        self._request()
        asked = self._asked()
        self.assertLessEqual(self.approver | self.second, asked)
        for user in (self.author, self.both, self.reader):
            self.assertNotIn(user, asked)
        self.assertNotIn(SUPERUSER_ID, asked.ids)

    def test_nobody_is_asked_any_more_once_it_is_decided(self):
        self._request()
        approve(self.win_rate.with_user(self.second))
        self.assertFalse(self._asked())

    def test_who_is_named_is_asked_alone(self):
        self._request()
        self._request(None, self.second.id)
        self.assertEqual(self.second, self._asked())

    def test_who_cannot_decide_is_not_named(self):
        """A reader, an author, the requester, another company's, one who has left."""
        self.win_rate.company_id = self.company
        self.win_rate.with_user(self.both).tz = "UTC"
        company = self.env["res.company"].create({"name": "Elsewhere"})
        foreigner = self._user("foreigner", "group_metric_approver")
        foreigner.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        left = self._user("left", "group_metric_approver")
        left.active = False
        for user in (self.reader, self.both, self.author, foreigner, left):
            with (
                self.subTest(user.name),
                self.assertRaisesRegex(UserError, f"“{user.name}” cannot decide"),
            ):
                self._request(None, user.id)
            self._request()
            self.assertNotIn(user, self._asked())

    def test_the_author_of_a_measure_is_not_asked(self):
        self.won.with_user(self.both).domain = "[('won_status', '=', 'won')]"
        self._request()
        self.assertNotIn(self.both, self._asked())
        with self.assertRaisesRegex(UserError, "cannot decide"):
            self._request(None, self.both.id)

    def test_the_dialog_offers_who_can_decide_on_all_of_them(self):
        other = self._metric("other", numerator_id=self.won.id)
        other.with_user(self.both).tz = "UTC"
        records = (self.win_rate | other).with_user(self.author)
        action = records.action_open_request_wizard()
        wizards = records.env["crm.approval.wizard"].with_context(**action["context"])
        dialog = Form(wizards).save()
        self.assertLessEqual(self.approver | self.second, dialog.candidate_ids)
        self.assertFalse((self.both | self.author) & dialog.candidate_ids)
        dialog.action_request()
        self.assertIn(self.both, self._asked(self.win_rate))
        self.assertNotIn(self.both, self._asked(other))

    def test_queries_of_a_request_do_not_grow_with_the_records(self):
        metrics = self.env["crm.metric.definition"]
        for place in range(8):
            metrics |= self._metric(f"m{place}", numerator_id=self.won.id)

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records._approval_deciders()
            return self.env.cr.sql_log_count - before

        count(metrics)
        self.assertEqual(count(metrics[:2]), count(metrics))

    def test_an_approver_reaches_form_and_dialog_with_that_group_alone(self):
        user = new_test_user(self.env, "only_approver", groups=ONLY_APPROVER)
        self._request()
        metric = self.win_rate.with_user(user)
        self.env.invalidate_all()
        self.assertEqual(Form(metric).name, self.win_rate.name)
        found = metric.search([("approval_state", "=", "requested")])
        self.assertIn(metric, found)
        action = metric.action_open_approval_wizard()
        wizards = metric.env["crm.approval.wizard"].with_context(**action["context"])
        dialog = Form(wizards)
        self.assertIn(self.win_rate.procedure_steps, dialog.summary)
        dialog.save().action_approve()
        self.assertTrue(metric.is_approved)
        for row in metric.approval_ids:
            self.assertTrue(Form(row).fingerprint)


@tagged("post_install", "-at_install")
class TestCrmApprovalAuthor(MetricCase):
    """What nobody can say the author of is decided by who cannot have caused it."""

    def setUp(self):
        super().setUp()
        self.admin = self._user(
            "admin", "group_metric_manager", "group_metric_approver"
        )
        self.admin.group_ids += self.env.ref("base.group_system")
        self.server_action = self.env["ir.actions.server"].create(
            {
                "name": "Rewrite",
                "model_id": self.env["ir.model"]._get_id("crm.metric.definition"),
                "state": "code",
            }
        )

    def _last(self):
        rows = self.env["crm.approval"].sudo()
        domain = [("res_model", "=", self.win_rate._name)]
        return rows.search([*domain, ("res_id", "=", self.win_rate.id)], limit=1)

    def _run(self, code, **context):
        self.server_action.code = code
        action = self.server_action.with_user(self.admin).with_context(**context)
        action.with_context(
            active_model=self.win_rate._name, active_id=self.win_rate.id
        ).run()
        self.env.invalidate_all()

    def _refused(self, user, words):
        self.win_rate.with_user(self.author).action_request_approval()
        with self.assertRaisesRegex(UserError, words):
            approve(self.win_rate.with_user(user))
        approve(self.win_rate.with_user(self.approver))
        self.assertTrue(self.win_rate.is_approved)

    def test_the_system(self):
        self.win_rate.with_user(SUPERUSER_ID).tz = "UTC"
        self.assertTrue(self._last().author_unknown)
        self.assertIn("unknown", self._last().display_name)
        self._refused(self.admin, "Nobody knows who has changed")

    def test_a_server_action_in_the_name_of_another(self):
        self._run(f"record.with_user({self.author.id}).write({{'tz': 'UTC'}})")
        row = self._last()
        self.assertTrue(row.author_unknown)
        self.assertEqual((row.user_id, row.acting_user_id), (self.author, self.admin))
        self._refused(self.admin, "yourself")

    def test_a_measure_changed_in_the_name_of_another(self):
        self._run(
            f"env['crm.metric.measure'].browse({self.won.id})"
            f".with_user({self.author.id}).write({{'domain': '[]'}})"
        )
        self._refused(self.admin, "yourself")

    def test_a_scheduled_action(self):
        """Whatever user is set in it."""
        cron = self.env["ir.cron"].create(
            {
                "name": "Rewrite",
                "model_id": self.env["ir.model"]._get_id("crm.metric.definition"),
                "state": "code",
                "code": f"model.browse({self.win_rate.id}).write({{'tz': 'UTC'}})",
                "user_id": self.author.id,
            }
        )
        action = cron.ir_actions_server_id.with_user(self.author)
        action.with_context(cron_id=cron.id).run()
        self.env.invalidate_all()
        self.assertTrue(self._last().author_unknown)
        self._refused(self.admin, "Nobody knows who has changed")

    def test_a_server_action_for_oneself_has_a_known_author(self):
        self._run("record.write({'tz': 'UTC'})")
        row = self._last()
        self.assertFalse(row.author_unknown)
        self.assertEqual(row.user_id, self.admin)

    def test_a_person_has_a_known_author(self):
        self.win_rate.with_user(self.author).tz = "UTC"
        self.assertFalse(self._last().author_unknown)
        self.win_rate.with_user(self.author).action_request_approval()
        approve(self.win_rate.with_user(self.admin))

    def test_nobody_decides_in_the_name_of_another(self):
        self.win_rate.with_user(self.author).action_request_approval()
        seen = self.win_rate.content_fingerprint
        with self.assertRaisesRegex(AccessError, "in somebody's name"):
            self._run(
                f"record.with_user({self.approver.id}).action_approve('x', '{seen}')"
            )
        self.assertEqual("requested", self.win_rate.approval_state)

    def test_a_copy_of_it_is_not_his_either(self):
        self.win_rate.with_user(SUPERUSER_ID).tz = "UTC"
        copied = self.win_rate.with_user(self.author).copy()
        copied.with_user(self.author).action_request_approval()
        with self.assertRaisesRegex(UserError, "Nobody knows"):
            approve(copied.with_user(self.admin))
