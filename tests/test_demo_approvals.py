"""What waits in the demo company can be decided, over HTTP as the screens do it.

German is loaded after the demo people have requested their approvals, as in each
installation with two languages. `make demo` does the same.
"""

from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestDemoApprovals(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        metrics = cls.env["crm.metric.definition"]
        cls.waiting = metrics.search([("approval_state", "=", "requested")])
        cls.drafts = metrics.search([("approval_state", "=", "draft")])

    def _call(self, record, method, *args, **options):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{record._name}/{method}",
            {
                "model": record._name,
                "method": method,
                "args": [record.ids, *args],
                "kwargs": options,
            },
        )

    def _shown_to_the_approver(self):
        [shown] = self._call(self.waiting, "read", ["content_fingerprint"])
        return shown["content_fingerprint"]

    def _changes(self):
        return self.env["crm.approval"].search_count([("event", "=", "change")])

    def test_the_waiting_metric_says_its_steps_in_two_languages(self):
        """Otherwise the tests below would prove nothing."""
        self.assertEqual(1, len(self.waiting))
        steps = self.waiting.with_context(lang="en_US").procedure_steps
        self.assertNotEqual(
            steps, self.waiting.with_context(lang="de_DE").procedure_steps
        )
        request = self.waiting.sudo().approval_ids.filtered(
            lambda row: row.event == "request"
        )
        known = request.content["procedure"]["steps"]["__lang__"]
        self.assertEqual(["en_US"], list(known))

    def test_the_approver_approves_it(self):
        self.authenticate("approver", "approver")
        seen = self._shown_to_the_approver()
        self._call(self.waiting, "action_approve", "Looked at the steps.", seen)
        self.waiting.invalidate_recordset()
        self.assertEqual("approved", self.waiting.approval_state)

    def test_the_approver_rejects_it(self):
        self.authenticate("approver", "approver")
        seen = self._shown_to_the_approver()
        self._call(self.waiting, "action_reject", "Who says who decides?", seen)
        self.waiting.invalidate_recordset()
        self.assertEqual("rejected", self.waiting.approval_state)

    def test_who_moves_rows_becomes_no_author(self):
        before = self._changes()
        for login, rows in (
            ("engineer", self.waiting + self.drafts),
            ("manager", self.env.ref("demo_company.goal_map").goal_ids),
        ):
            self.authenticate(login, login)
            for offset in (0, 100):
                self._call(rows, "web_resequence", {}, offset=offset)
            self.env.invalidate_all()
            self.assertEqual(100, rows[0].sequence)
        self.assertEqual(before, self._changes())
        self.authenticate("approver", "approver")
        seen = self._shown_to_the_approver()
        self._call(self.waiting, "action_approve", fingerprint=seen)
