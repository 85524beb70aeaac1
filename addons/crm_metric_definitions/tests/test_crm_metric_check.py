from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MetricCase

ACTIVITY = "crm_metric_definitions.mail_activity_type_check"


class CheckCase(MetricCase):
    """A win rate, its opportunities of 2025, and three people who are asked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann = cls._user("ann", "group_metric_user")
        cls.ben = cls._user("ben", "group_metric_user")
        cls.cem = cls._user("cem", "group_metric_user")
        cls.people = cls.ann | cls.ben | cls.cem
        cls.stage_won = cls.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        for place in range(30):
            cls._won(place) if place % 2 else cls._lost(place)
        for place in range(6):
            cls._lead(
                f"Pending {place}", user_id=cls.ann.id, create_date="2025-03-01 10:00"
            )

    @classmethod
    def _won(cls, place, **vals):
        vals = {
            "user_id": cls.people[place % 3].id,
            "stage_id": cls.stage_won.id,
            "date_closed": "2025-03-11 10:00:00",
            "create_date": "2025-03-10 10:00:00",
            **vals,
        }
        return cls._lead(f"Won {place}", **vals)

    @classmethod
    def _lost(cls, place):
        lead = cls._lead(
            f"Lost {place}",
            user_id=cls.people[place % 3].id,
            create_date="2025-03-10 10:00:00",
        )
        lead.action_set_lost()
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE crm_lead SET date_closed = '2025-03-11 10:00:00' WHERE id = %s",
            (lead.id,),
        )
        lead.invalidate_recordset()
        return lead

    def _check(self, metric=None, people=None, **vals):
        return (
            self.env["crm.metric.check"]
            .with_user(self.author)
            .create(
                {
                    "metric_id": (metric or self.win_rate).id,
                    "date_from": "2025-03-01",
                    "date_to": "2025-04-01",
                    "seed": 7,
                    "participant_ids": [
                        Command.set((self.people if people is None else people).ids)
                    ],
                    **vals,
                }
            )
        )

    def _answer(self, check, user, wrong=0):
        """Let one answer as the computation does, but for the first ``wrong``."""
        truth = {s.id: s.computed for s in check.sudo().sample_ids}
        own = check.with_user(user)
        for place, sample in enumerate(check.sudo().sample_ids):
            own.answer(sample.id, truth[sample.id] != (place < wrong))

    def _closed(self, wrong=0, metric=None, **vals):
        check = self._check(metric, **vals)
        check.action_open()
        for user in self.people:
            self._answer(check, user, wrong if user == self.cem else 0)
        check.action_close()
        return check


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
        self.assertEqual(len(samples), 12)
        self.assertEqual(sum(samples.mapped("computed")), 6)
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
        self.assertEqual(self.win_rate._valid_checks(), {self.win_rate.id: check})
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
        check = self._closed(wrong=6)
        self.assertEqual(check.result, "inconsistent")
        self.assertIn("agreement", check.findings["reasons"])
        self.assertEqual(self.win_rate.known_state, "inconsistent")
        row = check.sudo().person_ids.filtered(lambda r: r.user_id == self.cem)
        self.assertEqual(row.findings["reference"], 0.5)
        self.assertEqual(row.findings["stands_out"], ["reference"])
        others = check.sudo().person_ids - row
        self.assertEqual({r.findings["reference"] for r in others}, {1.0})

    def test_all_wrong_together_is_inconsistent(self):
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
        self.assertEqual(check.result, "inconsistent")

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
        self.assertEqual(self.win_rate._valid_checks()[self.win_rate.id], good)

    def test_a_later_inconsistent_check_overturns(self):
        self._approve(self.win_rate)
        self._closed()
        self._closed(wrong=6)
        self.assertFalse(self.win_rate._valid_checks()[self.win_rate.id])
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
        check = self._closed(validity_months=1)
        day = check.valid_until
        self.assertGreater(day, fields.Date.today())
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_metric_check SET valid_until = %s WHERE id = %s",
            (fields.Date.today() - timedelta(days=1), check.id),
        )
        self.env.invalidate_all()
        self.assertEqual(self.win_rate.known_state, "expired")
        self.assertFalse(self.win_rate._valid_checks()[self.win_rate.id])

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
        self._answer(check, self.ann, wrong=3)
        self._answer(check, self.ben)
        with self.assertRaises(UserError):
            check.action_next_round()
        check.action_close()
        self.assertEqual(check.findings["agreement"], 1.0)
        self.assertEqual(check.findings["repeat"], 0.75)
        self.assertEqual(check.findings["reasons"], ["repeat"])

    def test_stated_days_are_compared(self):
        check = self._check()
        check.action_open()
        counted = check.sudo().sample_ids.filtered("computed")
        for place, sample in enumerate(counted):
            day = "2025-03-11" if place % 2 else "2025-03-20"
            check.with_user(self.ann).answer(sample.id, True, day)
        check.action_close()
        self.assertEqual(check.findings["same_day"], 0.5)

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
    def test_thresholds_within_reason(self):
        for vals in (
            {"min_kappa": 1.5},
            {"min_agreement": 0.2},
            {"min_sample": 1},
            {"sample_size": 0},
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
            batch._valid_checks()
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
        self.assertEqual(checks[0].answer_count, 12)
        self.assertEqual(checks[0].expected_count, 36)
        self.assertFalse(checks[0].with_user(self.ann).can_answer)
        self.assertTrue(checks[0].with_user(self.ben).can_answer)


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
            {"min_kappa": 0.1},
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
        for vals in ({"note": "x"}, {"validity_months": 36}):
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


@tagged("post_install", "-at_install")
class TestCheckPrivacy(CheckCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.individual = cls._user("individual", "group_individual_figures")

    def test_the_sheet_is_blind(self):
        check = self._check()
        check.action_open()
        self._answer(check, self.ben)
        sheet = check.with_user(self.ann).answer_sheet()
        self.assertEqual(len(sheet["items"]), 12)
        self.assertEqual(
            set(sheet["items"][0]),
            {
                *("id", "name", "question", "asks_when", "facts", "record"),
                *("counts", "when"),
            },
        )
        self.assertEqual({item["counts"] for item in sheet["items"]}, {None})

    def test_people_are_asked_in_their_own_order(self):
        check = self._check()
        check.action_open()
        ann, ben = (
            [item["id"] for item in check.with_user(user).answer_sheet()["items"]]
            for user in (self.ann, self.ben)
        )
        self.assertNotEqual(ann, ben)
        self.assertEqual(sorted(ann), sorted(ben))

    def test_only_participants_answer(self):
        check = self._check(people=self.ann | self.ben)
        check.action_open()
        sample = check.sudo().sample_ids[0]
        for user in (self.cem, self.author, self.individual):
            with self.subTest(user.login), self.assertRaises(AccessError):
                check.with_user(user).answer_sheet()
            with self.subTest(user.login), self.assertRaises(AccessError):
                check.with_user(user).answer(sample.id, True)
        other = self._check()
        other.action_open()
        with self.assertRaises(UserError):
            check.with_user(self.ann).answer(other.sudo().sample_ids[0].id, True)
        for bad in ("yes", 1, None):
            with self.subTest(bad), self.assertRaises(UserError):
                check.with_user(self.ann).answer(sample.id, bad)
        with self.assertRaises(UserError):
            check.with_user(self.ann).answer(sample.id, True, "soon")

    def test_answers_are_made_by_their_own_method_only(self):
        check = self._check()
        check.action_open()
        vals = {
            "check_id": check.id,
            "sample_id": check.sudo().sample_ids[0].id,
            "user_id": self.ben.id,
            "counts": True,
        }
        for user in (self.ann, self.author, self.analyst):
            with self.subTest(user.login), self.assertRaises(UserError):
                self.env["crm.metric.check.answer"].with_user(user).create(vals)
        with self.assertRaises(UserError):
            self.env["crm.metric.check.answer"].sudo().create(vals)

    def _may_export(self, *users):
        group = self.env.ref("base.group_allow_export")
        for user in users:
            user.group_ids |= group

    def test_everybody_reads_his_own_answers(self):
        self._may_export(self.ann)
        check = self._check()
        check.action_open()
        self._answer(check, self.ann)
        self._answer(check, self.ben)
        Answer = self.env["crm.metric.check.answer"]
        domain = [("check_id", "=", check.id)]
        for user, seen in (
            (self.ann, self.ann),
            (self.ben, self.ben),
            (self.cem, self.env["res.users"]),
            (self.author, self.env["res.users"]),
            (self.approver, self.env["res.users"]),
        ):
            with self.subTest(user.login):
                rows = Answer.with_user(user).search(domain)
                self.assertEqual(rows.sudo().user_id, seen)
                groups = Answer.with_user(user)._read_group(domain, ["user_id"])
                self.assertEqual(len(groups), len(seen))
                count = Answer.with_user(user).search_count(
                    [*domain, ("counts", "=", True)]
                )
                self.assertEqual(bool(count), bool(seen))
        everybody = Answer.with_user(self.individual).search(domain)
        self.assertEqual(everybody.sudo().user_id, self.ann | self.ben)
        other = Answer.sudo().search([*domain, ("user_id", "=", self.ben.id)], limit=1)
        with self.assertRaises(AccessError):
            other.with_user(self.ann).read(["counts"])
        with self.assertRaises(AccessError):
            other.with_user(self.ann).export_data(["counts"])

    def test_one_who_is_asked_stays_blind_whatever_his_groups(self):
        self.analyst.write({"name": "Asked himself"})
        check = self._check(people=self.ann | self.analyst)
        check.action_open()
        self._answer(check, self.ann)
        domain = [("check_id", "=", check.id)]
        answers = self.env["crm.metric.check.answer"].with_user(self.analyst)
        samples = self.env["crm.metric.check.sample"].with_user(self.analyst)
        self.assertFalse(answers.search(domain))
        self.assertFalse(samples.search(domain))
        self.assertTrue(samples.with_user(self.author).search(domain))
        self._answer(check, self.analyst)
        check.action_close()
        self.assertEqual(answers.search(domain).user_id, self.ann | self.analyst)
        self.assertTrue(samples.search(domain))

    def test_rows_per_person_take_the_group(self):
        self._may_export(self.ann, self.cem, self.author, self.approver)
        check = self._closed(wrong=6)
        Person = self.env["crm.metric.check.person"]
        for user in (self.ann, self.cem, self.author, self.approver):
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    Person.with_user(user).search([])
                with self.assertRaises(AccessError):
                    Person.with_user(user)._read_group([], ["user_id"])
                with self.assertRaises(AccessError):
                    check.with_user(user).read(["person_ids"])
                with self.assertRaises(AccessError):
                    check.with_user(user).export_data(["person_ids/user_id"])
                with self.assertRaises(AccessError):
                    check.with_user(user).search(
                        [("person_ids.user_id", "=", self.cem.id)]
                    )
                self.assertNotIn("person_ids", check.with_user(user).fields_get())
                # totals are for everybody
                self.assertEqual(check.with_user(user).result, "inconsistent")
                self.assertTrue(check.with_user(user).agreement)
        rows = Person.with_user(self.analyst).search([("check_id", "=", check.id)])
        self.assertEqual(rows.user_id, self.people)
        self.assertEqual(check.with_user(self.analyst).person_ids, rows)

    def test_companies_stay_apart(self):
        other = self.env["res.company"].create({"name": "Other company"})
        shared = self._check()
        self.author.company_ids |= other
        theirs = self._check(company_id=other.id, people=self.env["res.users"])
        Check = self.env["crm.metric.check"].with_user(self.ann)
        found = Check.search([("metric_id", "=", self.win_rate.id)])
        self.assertEqual(found, shared)
        with self.assertRaises(AccessError):
            theirs.with_user(self.ann).read(["state"])

    def test_a_result_counts_in_its_company(self):
        self._approve(self.win_rate)
        self._closed()
        other = self.env["res.company"].create({"name": "Other company"})
        elsewhere = self.win_rate.with_company(other).sudo()
        self.assertTrue(self.win_rate.is_known)
        self.assertFalse(elsewhere.is_known)


@tagged("post_install", "-at_install")
class TestCheckSignals(CheckCase):
    def _signals(self, **vals):
        check = self._check(**vals)
        return check._signals()

    def test_shares_equal_hand_counts(self):
        # 30 closed opportunities, ten per person; two of Cem's entered late
        late = self.env["crm.lead"].search([("user_id", "=", self.cem.id)], limit=2)
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = '2025-03-25 10:00' WHERE id IN %s",
            (tuple(late.ids),),
        )
        # and one that was won without a day
        bare = self._won(90, user_id=self.ann.id)
        self.env.cr.execute(
            "UPDATE crm_lead SET date_closed = NULL WHERE id = %s", (bare.id,)
        )
        self.env.invalidate_all()
        found = self._signals()
        self.assertEqual(found.total("records"), 31)
        self.assertAlmostEqual(found.share("missing"), 1 / 31)
        self.assertAlmostEqual(found.share("missing", self.ann.id), 1 / 11)
        self.assertAlmostEqual(found.share("late"), 2 / 30)
        self.assertAlmostEqual(found.share("late", self.cem.id), 2 / 10)
        self.assertEqual(found.share("late", self.ben.id), 0)
        self.assertEqual(set(found.people), set(self.people.ids))

    def test_created_in_a_late_stage(self):
        found = self._signals()
        # half of them were created in the stage "won", the others in the first one
        self.assertAlmostEqual(found.share("late_stage"), 15 / 30)

    def test_moved_opportunities_were_created_early(self):
        first = self.env["crm.stage"].search([], limit=1)
        lead = self._lead("Grown").with_context(tracking_disable=False)
        lead.stage_id = first
        lead = (
            self.env["crm.lead"]
            .with_context(tracking_disable=False)
            .create({"name": "Grown", "type": "opportunity", "user_id": self.ann.id})
        )
        self.flush_tracking()
        lead.stage_id = self.stage_won
        self.flush_tracking()
        self.env.cr.execute(
            "UPDATE crm_lead SET date_closed = '2025-03-11', create_date ="
            " '2025-03-10' WHERE id = %s",
            (lead.id,),
        )
        self.env.invalidate_all()
        found = self._signals()
        self.assertAlmostEqual(found.share("late_stage"), 15 / 31)

    def flush_tracking(self):
        self.env.flush_all()
        self.env.cr.flush()
        self.env.cr.precommit.run()

    def test_default_value_kept(self):
        revenue = self._measure(
            "Revenue won",
            "[('won_status', '=', 'won')]",
            aggregation="sum",
            field_id=self._field("expected_revenue"),
        )
        metric = self._metric("revenue_test", numerator_id=revenue.id)
        self.env["crm.lead"].search([("name", "=", "Won 1")]).expected_revenue = 500
        found = self._signals(metric=metric)
        self.assertAlmostEqual(found.share("default"), 14 / 15)
        self.assertIsNone(self._signals().share("default"))

    def test_missing_data_alone_is_decisive(self):
        bare = [self._won(90 + n, user_id=self.ann.id).id for n in range(8)]
        self.env.cr.execute(
            "UPDATE crm_lead SET date_closed = NULL WHERE id IN %s", (tuple(bare),)
        )
        self.env.invalidate_all()
        check = self._closed()
        self.assertEqual(check.result, "inconsistent")
        self.assertEqual(check.findings["reasons"], ["missing"])
        row = check.sudo().person_ids.filtered(lambda r: r.user_id == self.ann)
        self.assertEqual(row.findings["stands_out"], ["missing"])

    def test_one_producer_needs_no_answers(self):
        self.env["crm.lead"].with_context(active_test=False).search(
            []
        ).user_id = self.ann
        self.env.cr.execute(
            "UPDATE crm_lead SET date_closed = '2025-03-11' WHERE date_closed"
            " IS NOT NULL"
        )
        self.env.invalidate_all()
        self._approve(self.win_rate)
        check = self._check(people=self.env["res.users"])
        check.action_open()
        self.assertEqual(check.findings["producers"], 1)
        self.assertFalse(check.activity_ids)
        check.action_close()
        self.assertEqual(check.result, "consistent", check.result_text)
        self.assertTrue(self.win_rate.is_known)

    def test_several_producers_need_answers(self):
        check = self._check(people=self.env["res.users"])
        check.action_open()
        self.assertEqual(check.findings["producers"], 3)
        check.action_close()
        self.assertEqual(check.result, "insufficient")

    def test_unknown_producers_need_answers(self):
        touches = self._measure(
            "Touches", date="date", model="crm.contact.touch", user_field_id=False
        )
        metric = self._metric("touches_test", numerator_id=touches.id)
        check = self._check(metric, people=self.env["res.users"])
        check.action_open()
        self.assertIsNone(check.findings["producers"])
        self.assertEqual(check.producers, "not known")
        check.action_close()
        self.assertIn("few_people", check.findings["reasons"])

    def test_a_source_without_near_misses_takes_other_periods(self):
        intake = self._measure("Intake", date="create_date", include_archived=True)
        metric = self._metric("intake_test", numerator_id=intake.id)
        self._won(200, create_date="2025-02-20 10:00:00")
        self._won(201, create_date="2025-01-20 10:00:00")
        check = self._check(metric)
        check.action_open()
        outside = check.sudo().sample_ids.filtered(lambda s: not s.computed)
        self.assertEqual(outside.mapped("name"), ["Won 200"])

    def test_figures_from_outside(self):
        manual = self._metric("manual_test", kind="manual")
        self._approve(manual)
        check = self._check(manual, people=self.env["res.users"])
        check.action_open()
        check.action_close()
        self.assertEqual(check.result, "insufficient")
        self.env["crm.metric.manual.value"].with_user(self.author).create(
            {
                "metric_id": manual.id,
                "period_start": "2025-03-01",
                "period_end": "2025-04-01",
                "value": 0.08,
                "source": "Accounting",
            }
        )
        check = self._check(manual, people=self.env["res.users"])
        check.action_open()
        check.action_close()
        self.assertEqual(check.result, "consistent", check.result_text)
        self.assertTrue(manual.is_known)

    def test_queries_do_not_grow_with_the_records(self):
        def count():
            check = self._check()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            check._signals()
            return self.env.cr.sql_log_count - before

        count()
        few = count()
        for place in range(40):
            self._won(place + 100)
        self.assertEqual(count(), few)
