from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .check_case import CheckCase

ACTIVITY = "crm_metric_definitions.mail_activity_type_check"


@tagged("post_install", "-at_install")
class TestCheck(CheckCase):
    def test_sample_is_real_balanced_and_reproducible(self):
        first, again, other = self._check(), self._check(), self._check(seed=8)
        (first | again | other).action_open()
        drawn = [
            c.sudo().sample_ids.mapped(lambda s: (s.measure_id.id, s.res_id))
            for c in (first, again, other)
        ]
        self.assertEqual(drawn[0], drawn[1])
        self.assertNotEqual(drawn[0], drawn[2])
        samples = first.sudo().sample_ids
        self.assertEqual(len(samples), 20)
        self.assertEqual(sum(samples.mapped("computed")), 10)
        for sample in samples:
            lead = self.env["crm.lead"].browse(sample.res_id)
            self.assertEqual(sample.name, lead.display_name)
            states = {
                self.won: ("won",),
                self.closed: ("won", "lost"),
            }[sample.measure_id.with_env(self.env)]
            self.assertEqual(sample.computed, lead.won_status in states)

    def test_the_sample_stays_as_it_was(self):
        check = self._check()
        check.action_open()
        sample = check.sudo().sample_ids[0]
        before = sample.name
        self.env["crm.lead"].browse(sample.res_id).name = "Renamed"
        self.assertEqual(sample.name, before)
        with self.assertRaises(UserError):
            sample.computed = not sample.computed

    def test_one_activity_for_each_and_no_more(self):
        check = self._check()
        check.action_open()
        asked = check.activity_search([ACTIVITY])
        self.assertEqual(asked.user_id, self.people)
        self.assertEqual(len(asked), 3)
        self._answer(check, self.ann)
        self.assertEqual(check.activity_search([ACTIVITY]).user_id, self.ben | self.cem)
        self._answer(check, self.ben)
        self._answer(check, self.cem)
        self.assertFalse(check.activity_search([ACTIVITY]))
        told = check.activity_ids
        self.assertEqual(told.user_id, self.author)
        self._answer(check, self.cem)  # correcting tells nobody again
        self.assertEqual(len(check.activity_ids), 1)
        check.action_close()
        self.assertFalse(check.activity_ids)

    def test_consistent_makes_it_known(self):
        self.assertEqual(self.win_rate.known_state, "not_approved")
        self._approve(self.win_rate)
        self.assertEqual(self.win_rate.known_state, "not_checked")
        check = self._closed()
        self.assertEqual(check.result, "consistent", check.result_text)
        self.assertEqual(self.win_rate.known_state, "known")
        self.assertTrue(self.win_rate.is_known)
        found = self.env["crm.metric.definition"].search([("is_known", "=", True)])
        self.assertIn(self.win_rate, found)
        unknown = self.env["crm.metric.definition"].search([("is_known", "=", False)])
        self.assertNotIn(self.win_rate, unknown)
        points = self.win_rate.evaluate("2025-03-01", "2025-04-01")[self.win_rate.id]
        self.assertTrue(points[0]["official"])

    def test_preview_is_not_official(self):
        self._approve(self.win_rate)
        points = self.win_rate.evaluate("2025-03-01", "2025-04-01")[self.win_rate.id]
        self.assertFalse(points[0]["official"])

    def test_checked_but_not_approved_is_not_known(self):
        self._closed()
        self.assertEqual(self.win_rate.known_state, "not_approved")
        self.assertFalse(self.win_rate.is_known)

    def test_one_who_differs_makes_it_inconsistent(self):
        self._approve(self.win_rate)
        check = self._closed(wrong=10)
        self.assertEqual(check.result, "inconsistent")
        self.assertIn("agreement", check.findings["reasons"])
        self.assertEqual(self.win_rate.known_state, "inconsistent")
        row = check.sudo().person_ids.filtered(lambda r: r.user_id == self.cem)
        self.assertEqual(row.findings["reference"], 0.5)
        self.assertEqual(row.findings["stands_out"], ["reference"])
        others = check.sudo().person_ids - row
        self.assertEqual({r.findings["reference"] for r in others}, {1.0})

    def test_all_yes_is_no_evidence(self):
        check = self._check()
        check.action_open()
        for user in self.people:
            for sample in check.sudo().sample_ids:
                check.with_user(user).answer(sample.id, True)
        check.action_close()
        self.assertEqual(check.findings["agreement"], 1.0)
        self.assertIsNone(check.findings["kappa"])
        self.assertEqual(check.kappa, "not known")
        self.assertEqual(check.findings["reference"], 0.5)
        self.assertEqual(check.result, "insufficient")
        self.assertEqual(check.findings["reasons"], ["one_category"])

    def test_too_few_answers_are_no_evidence(self):
        check = self._check()
        check.action_open()
        self._answer(check, self.ann)
        check.action_close()
        self.assertEqual(check.result, "insufficient")
        self.assertIn("few_people", check.findings["reasons"])

    def test_insufficient_evidence_does_not_overturn(self):
        self._approve(self.win_rate)
        good = self._closed()
        later = self._check()
        later.action_open()
        later.action_close()
        self.assertEqual(later.result, "insufficient")
        self.assertEqual(good.result, "consistent")
        self.assertEqual(self.win_rate.known_state, "known")

    def test_a_later_inconsistent_check_overturns(self):
        self._approve(self.win_rate)
        self._closed()
        self._closed(wrong=10)
        self.assertEqual(self.win_rate.known_state, "inconsistent")

    def test_result_lapses_with_the_substance_and_returns_with_it(self):
        self._approve(self.win_rate)
        self._closed()
        steps = self.win_rate.procedure_steps
        self.win_rate.procedure_steps = "Anything goes."
        self.assertEqual(self.win_rate.known_state, "not_approved")
        self._approve(self.win_rate)
        self.assertEqual(self.win_rate.known_state, "not_checked")
        self.win_rate.procedure_steps = steps
        self._approve(self.win_rate)
        self.assertEqual(self.win_rate.known_state, "known")
        self.win_rate.name = "Won at last"  # no substance
        self.assertEqual(self.win_rate.known_state, "known")

    def test_result_expires(self):
        self._approve(self.win_rate)
        check = self._closed()
        day = check.valid_until
        self.assertGreater(day, fields.Date.today())
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_metric_check SET valid_until = %s WHERE id = %s",
            (fields.Date.today() - timedelta(days=1), check.id),
        )
        self.env.invalidate_all()
        self.assertEqual(self.win_rate.known_state, "expired")

    def test_repeatability(self):
        check = self._check(rounds="2")
        check.action_open()
        with self.assertRaises(UserError):
            check.action_next_round()
        for user in self.people:
            self._answer(check, user)
        check.action_next_round()
        self.assertEqual(check.activity_search([ACTIVITY]).user_id, self.people)
        sheet = check.with_user(self.ann).answer_sheet()
        self.assertEqual({item["counts"] for item in sheet["items"]}, {None})
        self._answer(check, self.ann, wrong=15)
        self._answer(check, self.ben)
        self._answer(check, self.cem, wrong=3)
        with self.assertRaises(UserError):
            check.action_next_round()
        check.action_close()
        self.assertEqual(check.findings["agreement"], 1.0)
        self.assertEqual(check.findings["repeat"], 0.7)
        self.assertEqual(check.findings["reasons"], ["repeat"])

    def test_stated_days_are_compared(self):
        check = self._check()
        check.action_open()
        counted = check.sudo().sample_ids.filtered("computed")
        for place, sample in enumerate(counted):
            day = "2025-03-11" if place % 2 else "2025-03-20"
            check.with_user(self.ann).answer(sample.id, True, day)
        check.action_close()
        self.assertIsNone(check.findings["same_day"], "figure of a single person")
        self.assertEqual(check.sudo().own_findings["same_day"], 0.5)

    def test_the_newest_answer_counts(self):
        check = self._check()
        check.action_open()
        sample = check.sudo().sample_ids[0]
        own = check.with_user(self.ann)
        own.answer(sample.id, True)
        self.assertEqual(own.answer(sample.id, False), 1)
        item = next(i for i in own.answer_sheet()["items"] if i["id"] == sample.id)
        self.assertIs(item["counts"], False)

    @mute_logger("odoo.sql_db")
    def test_samples_within_reason(self):
        for vals in (
            {"sample_size": 0},
            {"sample_size": 61},
            {"date_to": "2025-02-01"},
        ):
            with self.subTest(vals), self.assertRaises(Exception) as caught:
                with self.env.cr.savepoint():
                    self._check(**vals)
            self.assertEqual(type(caught.exception).__name__, "CheckViolation")

    def test_people_who_cannot_be_asked(self):
        stranger = self._user("stranger")
        stranger.group_ids -= self.env.ref("sales_team.group_sale_salesman_all_leads")
        check = self._check(people=stranger)
        with self.assertRaises(UserError):
            check.action_open()

    def test_queries_do_not_grow_with_the_metrics(self):
        self._approve(self.win_rate)
        self._closed()
        metrics = self.win_rate
        for place in range(30):
            metrics |= self._metric(f"more_{place}", numerator_id=self.won.id)
        counts = []
        for batch in (metrics[:1], metrics[:10], metrics):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            batch._known_states()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2], counts)
        self.assertLessEqual(counts[0], counts[2])

    def test_progress_of_a_list_in_constant_queries(self):
        checks = self.env["crm.metric.check"]
        for _again in range(10):
            checks |= self._check()
        checks.action_open()
        self._answer(checks[0], self.ann)
        counts = []
        for batch in (checks[:1], checks[:4], checks):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            batch.mapped("answer_count")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2], counts)
        self.assertEqual(checks[0].answer_count, 20)
        self.assertEqual(checks[0].expected_count, 60)
        self.assertFalse(checks[0].with_user(self.ann).can_answer)
        self.assertTrue(checks[0].with_user(self.ben).can_answer)
