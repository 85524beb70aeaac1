from unittest.mock import patch

from odoo.tests import tagged

from ..lib.fingerprint import fingerprint
from ..models.approval import carry
from ..models.approval.parts import VERSION, Part
from .check_case import CheckCase
from .common import approve

METRIC = "crm.metric.definition"


@tagged("post_install", "-at_install")
class TestCrmApprovalVersion(CheckCase):
    """An approval is compared by the content of its own version."""

    def setUp(self):
        super().setUp()
        self._approve(self.win_rate)
        self.check = self._closed()
        self.extra = "as it was"
        table = type(self.win_rate)._approval_table
        extra = Part("extra", "name", read=lambda m: self.extra, since=VERSION)
        self._start(
            patch.object(type(self.win_rate), "_approval_table", (*table, extra))
        )
        self._as_before_the_upgrade()

    def _start(self, patcher):
        patcher.start()
        self.addCleanup(patcher.stop)

    def _as_before_the_upgrade(self):
        """Write rows as a database of an earlier version has them."""
        content = self.win_rate._approval_contents(1)[self.win_rate.id]
        self.old = fingerprint(content)
        content = (
            self.env["crm.approval"]
            ._fields["content"]
            .convert_to_column(content, self.env["crm.approval"])
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_approval SET content_version = 1, fingerprint = %s,"
            " content = CASE event WHEN 'change' THEN content ELSE %s END"
            " WHERE res_model = %s AND res_id = %s",
            (self.old, content, METRIC, self.win_rate.id),
        )
        self.env.cr.execute(
            "UPDATE crm_metric_check SET content_version = 1, fingerprint = %s,"
            " content = %s WHERE id = %s",
            (self.old, content, self.check.id),
        )
        self.env.invalidate_all()

    def _carry_over(self, **options):
        found = carry.carry_over(self.env, **options)
        self.env.invalidate_all()
        return found[METRIC]

    def _rows(self, event):
        return self.win_rate.approval_ids.filtered(lambda row: row.event == event)

    def test_an_old_approval_holds_by_its_own_content(self):
        self.assertEqual(self.win_rate.approval_state, "approved")
        self.assertTrue(self.win_rate.is_known)
        self.assertEqual(self._print(), self.old)
        self.extra = "otherwise"
        self.env.invalidate_all()
        self.assertTrue(self.win_rate.is_known)
        self.won.include_archived = True
        self.assertEqual(self.win_rate.approval_state, "lapsed")

    def _print(self):
        return self.win_rate._approval_fingerprints()[self.win_rate.id]

    def test_carried_over_it_binds_what_the_version_adds(self):
        approval = self.win_rate.approval_id
        carried, _lapsed = self._carry_over()
        self.assertIn(self.win_rate.id, carried)
        (row,) = self._rows("carry")
        self.assertEqual((row.content_version, row.stands_for), (VERSION, [self.old]))
        self.assertEqual(row.content["extra"], "as it was")
        self.assertEqual(self.win_rate.approval_id, approval)
        self.assertTrue(self.win_rate.is_known)
        # goals, baselines and checks name the content by the fingerprint it had
        self.assertEqual(self._print(), self.old)
        self.extra = "otherwise"
        self.env.invalidate_all()
        self.assertEqual(self.win_rate.approval_state, "lapsed")
        (change,) = self.win_rate.approval_diff()
        self.assertEqual((change["old"], change["new"]), ("as it was", "otherwise"))
        self.extra = "as it was"
        self.env.invalidate_all()
        self.assertTrue(self.win_rate.is_known)

    def test_carrying_over_twice_adds_one_row(self):
        self._carry_over()
        carried, lapsed = self._carry_over()
        self.assertNotIn(self.win_rate.id, [*carried, *lapsed])
        self.assertEqual(len(self._rows("carry")), 1)

    def test_who_carried_over_is_no_author(self):
        self._carry_over()
        self.assertEqual(self.env["crm.approval"]._authors(self.win_rate), self.author)

    def test_what_the_upgrade_itself_changes_lapses_and_is_listed(self):
        self.env.cr.execute(
            "UPDATE crm_metric_measure SET include_archived = TRUE WHERE id = %s",
            (self.won.id,),
        )
        self.env.invalidate_all()
        with patch.object(carry._logger, "info") as info:
            carried, lapsed = self._carry_over()
        self.assertNotIn(self.win_rate.id, carried)
        self.assertIn(self.win_rate.id, lapsed)
        self.assertIn(self.win_rate.name, [each.args[-1] for each in info.mock_calls])
        self.assertEqual(self.win_rate.approval_state, "lapsed")

    def test_what_was_only_rewritten_can_be_carried_over(self):
        self.env.cr.execute(
            "UPDATE crm_metric_measure SET domain = %s WHERE id = %s",
            ("[('won_status', '=', 'won'), ('type', '=', 'opportunity')]", self.won.id),
        )
        self.env.invalidate_all()
        self._carry_over(same_meaning={METRIC: self.win_rate.ids})
        self.assertTrue(self.win_rate.is_known)

    def test_what_had_lapsed_before_is_neither(self):
        self.won.include_archived = True
        for ids in self._carry_over():
            self.assertNotIn(self.win_rate.id, ids)
        self.assertEqual(self.win_rate.approval_state, "lapsed")

    def test_a_request_of_before_can_be_decided(self):
        self.win_rate.procedure_steps = "Otherwise."
        self.win_rate.with_user(self.author).action_request_approval()
        self._as_before_the_upgrade()
        self._carry_over()
        approve(self.win_rate.with_user(self.approver), "Seen.")
        self.assertTrue(self.win_rate.is_approved)
        self.assertEqual(self._rows("approve")[0].content_version, VERSION)
