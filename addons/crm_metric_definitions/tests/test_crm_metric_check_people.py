from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .check_case import CheckCase
from .common import approve


@tagged("post_install", "-at_install")
class TestCheckPeople(CheckCase):
    """Known is earned: who is asked, whose answers count, and for what."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.friend = cls._user("friend", "group_metric_manager")
        cls.win_rate.with_user(cls.author).action_request_approval()
        approve(cls.win_rate.with_user(cls.approver), "Looked at the steps.")

    def _asked(self, people, wrong=0, **vals):
        check = self._check(people=people, **vals)
        check.action_open()
        for user in people:
            self._answer(check, user, wrong)
        return check

    def _judged(self, *people, again=(), **vals):
        check = self._asked(self.env["res.users"].union(*people), **vals)
        if again:
            check.action_next_round()
            for user in again:
                self._answer(check, user)
        check.action_close()
        return check

    def _produced_by(self, *users):
        """Let these have produced all opportunities."""
        leads = self.env["crm.lead"].with_context(active_test=False).search([])
        dates = {lead.id: lead.date_closed for lead in leads}
        for place, lead in enumerate(leads):
            lead.user_id = users[place % len(users)]
        self.env.flush_all()
        for id_, date in dates.items():
            self.env.cr.execute(
                "UPDATE crm_lead SET date_closed = %s WHERE id = %s",
                (date or None, id_),
            )
        self.env.invalidate_all()

    def _assert_unknown(self, check, *reasons):
        self.assertEqual("insufficient", check.result, check.result_text)
        self.assertLessEqual({*reasons}, {*check.findings["reasons"]})
        self.assertFalse(self.win_rate.is_known)

    def test_proposed_are_those_who_produced_the_data(self):
        checks = self.env["crm.metric.check"].with_user(self.author)
        span = {"date_from": "2025-03-01", "date_to": "2025-04-01"}
        check = checks.create({"metric_id": self.win_rate.id, **span})
        self.assertEqual(self.people, check.participant_ids)
        form = Form(checks)
        form.date_from, form.date_to = "2025-03-01", "2025-04-01"
        form.metric_id = self.win_rate
        self.assertEqual(self.people, form.save().participant_ids)
        self.cem.active = False
        check = checks.create({"metric_id": self.win_rate.id, **span})
        self.assertEqual(self.people - self.cem, check.participant_ids)
        check.participant_ids = self.ann
        self.assertEqual(self.ann, check.participant_ids, "whom to ask is chosen")

    def test_who_produces_nothing_does_not_count(self):
        """A manager asks himself and a friend."""
        check = self._judged(self.author, self.friend)
        self._assert_unknown(check, "few_people", "few_covered", "few_answers")
        self.assertEqual(0, check.findings["people"])

    def test_an_author_answers_but_does_not_count(self):
        self._produced_by(self.author, self.ann, self.ben, self.cem)
        check = self._judged(self.author, self.ann)
        self._assert_unknown(check, "few_people")
        self.assertEqual(1, check.findings["people"])
        check = self._judged(self.author, self.ann, self.ben)
        self.assertEqual("consistent", check.result, check.result_text)
        self.assertEqual((2, 3), (check.findings["people"], check.findings["counting"]))

    def test_who_wrote_the_measure_is_an_author(self):
        self.ann.group_ids += self.env.ref(
            "crm_metric_definitions.group_metric_manager"
        )
        steps = self.won.domain
        self.won.with_user(self.ann).domain = "[('won_status', '=', 'won')]"
        self.won.with_user(self.ann).domain = steps
        check = self._judged(self.ann, self.ben)
        self._assert_unknown(check, "few_people")

    def test_a_share_of_those_who_produce_the_data_has_to_answer(self):
        more = [self._user(f"more_{n}", "group_metric_user") for n in range(3)]
        self._produced_by(*self.people, *more)
        check = self._judged(self.ann, self.ben)
        self._assert_unknown(check, "few_covered")
        self.assertAlmostEqual(2 / 6, check.sudo().findings["coverage"])
        self.assertEqual("consistent", self._judged(*self.people).result)

    def test_who_stops_after_a_few_records_does_not_cover_anything(self):
        check = self._asked(self.ann | self.ben | self.cem)
        other = self._check()
        other.action_open()
        self._answer(other, self.ann)
        for user in self.ben, self.cem:
            for sample in other.sudo().sample_ids[:15]:
                other.with_user(user).answer(sample.id, sample.computed)
        other.action_close()
        self._assert_unknown(other, "few_people", "few_covered", "few_answers")
        check.action_close()
        self.assertTrue(self.win_rate.is_known)

    def test_few_records_are_no_evidence(self):
        self._assert_unknown(self._judged(*self.people, sample_size=6), "few_answers")

    def test_two_produce_the_data_one_counts_and_is_asked_twice(self):
        self._produced_by(self.author, self.ann)
        self._assert_unknown(self._judged(self.ann), "few_people")
        self._assert_unknown(self._judged(self.ann, self.author), "few_people")
        check = self._judged(self.ann, rounds="2", again=[self.ann])
        self.assertEqual("consistent", check.result, check.result_text)

    def test_one_counts_for_nothing_where_three_produce_the_data(self):
        check = self._judged(self.ann, rounds="2", again=[self.ann])
        self._assert_unknown(check, "few_people", "few_covered")

    def test_figures_of_one_or_two_people_are_personal(self):
        names = {"agreement", "kappa", "reference", "reference_low", "reference_chance"}
        check = self._judged(self.ann, self.ben, rounds="2", again=[self.ann, self.ben])
        for who in check, check.with_user(self.ann), check.with_user(self.author):
            self.assertFalse(
                [n for n in names | {"repeat"} if who.findings[n] is not None]
            )
            self.assertIn("not shown", who.kappa + who.agreement)
        own = check.with_user(self.analyst).own_findings
        self.assertLessEqual(names | {"repeat"}, own.keys())
        check = self._judged(*self.people)
        self.assertEqual(1.0, check.findings["agreement"])

    def test_beside_known_stands_by_whom_and_how_far(self):
        self.assertFalse(self.win_rate.known_evidence)
        check = self._judged(*self.people)
        text = self.win_rate.with_user(self.reader).known_evidence
        self.assertIn("Approved by Approver", text)
        self.assertIn("3 people were asked, the answers of 3", text)
        self.assertIn("Agreement 100 %, kappa 1.00", text)
        check = self._judged(self.ann, self.ben)
        self.assertEqual("consistent", check.result)
        self.env.invalidate_all()
        text = self.win_rate.with_user(self.reader).known_evidence
        self.assertIn("2 people were asked", text)
        self.assertIn("Agreement not shown", text)
        text = self.win_rate.with_user(self.analyst).known_evidence
        self.assertIn("Agreement 100 %", text)

    def test_the_form_says_before_who_else_is_needed(self):
        check = self._check(people=self.author | self.friend, sample_size=8)
        self.assertIn("0 of 3 people", check.people_hint)
        self.assertIn("2 of those asked", check.people_hint)
        self.assertIn("at least 16 records", check.people_hint)
        self.assertFalse(self._check().people_hint)

    # -- evidence belongs to what it was gathered for ----------------------

    def _change(self, change):
        before = {
            "steps": (self.win_rate, "procedure_steps", "Anything goes."),
            "measure": (self.won, "domain", "[]"),
            "company": (self.win_rate, "value_format", "number"),
        }[change]
        record, name, value = before
        old = record[name]
        record[name] = value
        return lambda: record.write({name: old})

    def test_changed_while_people_answer_it_is_no_evidence(self):
        for change in ("steps", "measure", "company"):
            with self.subTest(change):
                check = self._asked(self.people)
                undo = self._change(change)
                check.action_close()
                undo()
                self._assert_unknown(check, "changed")
                self.assertNotEqual(check.fingerprint, check.closed_fingerprint)

    def test_nobody_answers_about_another_definition(self):
        check = self._check(rounds="2")
        check.action_open()
        sample = check.sudo().sample_ids[0]
        undo = self._change("steps")
        with self.assertRaisesRegex(UserError, "was changed"):
            check.with_user(self.ann).answer(sample.id, True)
        undo()
        check.with_user(self.ann).answer(sample.id, True)

    def test_a_bad_result_is_not_escaped_by_a_detour(self):
        """Closed while another definition stood there, the data of that one count."""
        check = self._check()
        check.action_open()
        for user in self.people:
            self._answer(check, user, 10 if user == self.cem else 0)
        undo = self._change("measure")
        check.action_close()
        undo()
        self._assert_unknown(check)

    def test_what_has_evidence_is_archived_not_deleted(self):
        intake = self._measure("Intake", date="create_date", include_archived=True)
        metric = self._metric("intake_test", numerator_id=intake.id)
        check = self._check(metric)
        check.action_open()
        with self.assertRaisesRegex(UserError, "archive it"):
            metric.unlink()
        check.action_cancel()
        with self.assertRaisesRegex(UserError, "archive it"):
            metric.unlink()
        metric.numerator_id = self.won
        with self.assertRaisesRegex(UserError, "archive it"):
            intake.unlink()

    def test_a_draft_goes_with_its_metric(self):
        metric = self._metric("draft_test", numerator_id=self.won.id)
        self._check(metric, participant_ids=[Command.clear()])
        metric.unlink()
        self.assertFalse(metric.exists())
