from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .check_case import CheckCase

ACTIVITY = "crm_metric_definitions.mail_activity_type_check"


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
        self.assertEqual(len(sheet["items"]), 20)
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
        check = self._closed(wrong=10)
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
