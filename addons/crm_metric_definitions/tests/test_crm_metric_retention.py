from datetime import timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .history_case import HistoryCase


@tagged("post_install", "-at_install")
class TestCrmMetricRetention(HistoryCase):
    """What is recorded of single persons has an end; totals stay."""

    def _forget(self):
        """Run the job without its commits; return how many batches it took."""
        steps = []

        def progress(_cron, processed=0, **_more):
            steps.append(processed)
            return 1.0

        with patch.object(type(self.env["ir.cron"]), "_commit_progress", progress):
            self.env["crm.metric.definition"]._cron_forget_people()
        self.env.invalidate_all()
        return steps

    def _keep(self, months):
        self.company.metric_person_retention = months

    def _all_rows(self):
        return self.env["crm.metric.value"].search(
            [("metric_id", "=", self.win_rate.id)]
        )

    def test_recorded_figures_of_persons_go_and_totals_stay(self):
        self._record()
        rows = self._all_rows()
        personal = rows.filtered("personal")
        self.assertTrue(personal)
        totals = {row.id: row.value for row in rows - personal}
        self._forget()
        self.assertEqual(rows, self._all_rows(), "24 months are not over")
        self._keep(0)
        self._forget()
        left = self._all_rows()
        self.assertEqual(totals, {row.id: row.value for row in left})
        self.assertEqual([], self._forget(), "a second run finds nothing")

    def test_restatements_of_a_person_go_with_the_figure(self):
        self._record()
        self._back_date()
        self._record()
        restatements = self.env["crm.metric.restatement"]
        self.assertTrue(restatements.search([("personal", "=", True)]))
        total = restatements.search([("personal", "=", False)])
        self._keep(0)
        self._forget()
        self.assertEqual(total, restatements.search([]))

    def test_what_was_forgotten_is_not_recorded_again(self):
        self._keep(0)
        self._record()
        self.assertTrue(self._all_rows())
        self.assertFalse(self._all_rows().filtered("personal"))

    def test_a_batch_is_committed_before_the_next(self):
        self._record()
        count = len(self._all_rows().filtered("personal"))
        self._keep(0)
        with patch(
            "odoo.addons.crm_metric_definitions.models.history.crm_metric_definition_history.BATCH",
            2,
        ):
            steps = self._forget()
        self.assertEqual(count, sum(steps))
        self.assertGreater(len(steps), count // 2)

    def test_answers_go_when_the_result_is_no_longer_valid(self):
        check = self.env["crm.metric.check"].search(
            [("metric_id", "=", self.win_rate.id), ("state", "=", "closed")]
        )
        answers = self.env["crm.metric.check.answer"].sudo()
        mine = [("check_id", "=", check.id)]
        findings, result = check.findings, check.result
        self.assertTrue(check.sudo().person_ids)
        self._keep(0)
        self._forget()
        self.assertFalse(check.people_forgotten_on, "still valid: its evidence stays")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_metric_check SET valid_until = %s WHERE id = %s",
            (fields.Date.today() - timedelta(days=1), check.id),
        )
        self.env.invalidate_all()
        self._forget()
        self.assertEqual(fields.Date.today(), check.people_forgotten_on)
        self.assertFalse(answers.search(mine))
        self.assertFalse(check.sudo().person_ids)
        self.assertFalse(check.sudo().participant_ids)
        self.assertEqual((findings, result), (check.findings, check.result))
        self.assertIn("was deleted", check.message_ids[0].body)

    def test_answers_of_a_cancelled_check_go_as_well(self):
        check = self._check()
        check.action_open()
        sheet = check.with_user(self.ann)
        sheet.answer(sheet.answer_sheet()["items"][0]["id"], True)
        answers = self.env["crm.metric.check.answer"].sudo()
        mine = [("check_id", "=", check.id)]
        check.action_cancel()
        self._forget()
        self.assertTrue(answers.search(mine), "24 months are not over")
        self._keep(0)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_metric_check SET closed_on = %s WHERE id = %s",
            (fields.Date.today() - timedelta(days=1), check.id),
        )
        self.env.invalidate_all()
        self._forget()
        self.assertFalse(answers.search(mine))
        self.assertFalse(check.sudo().participant_ids)

    def test_nobody_else_deletes_or_says_so(self):
        self._record()
        with self.assertRaisesRegex(UserError, "Nobody can change or delete them"):
            self._all_rows().sudo().unlink()
        check = self.env["crm.metric.check"].search([], limit=1)
        with self.assertRaisesRegex(UserError, "stays as it is|by the system"):
            check.sudo().people_forgotten_on = fields.Date.today()

    def test_no_negative_number_of_months(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(IntegrityError, "metric_person_retention"),
        ):
            self._keep(-1)
            self.env.flush_all()
