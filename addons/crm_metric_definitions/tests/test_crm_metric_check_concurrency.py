import threading
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillWaiting

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import retrying
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.approval.crm_append_only_mixin import append
from ..models.approval.crm_system_fields_mixin import write_system
from .committed_case import CommittedCase

PEOPLE, RECORDS = 8, 6
WAIT = 60


@tagged("post_install", "-at_install")
class TestCheckConcurrency(CommittedCase):
    """Several people and one check: real transactions on committed rows.

    Requests are repeated as Odoo repeats them, and not more often.
    """

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            self._fill(api.Environment(cr, SUPERUSER_ID, {}))
        self.addCleanup(self._clean_up)

    def _fill(self, env):
        groups = ("base.group_user", "crm_metric_definitions.group_metric_user")
        group_ids = [Command.set([env.ref(group).id for group in groups])]
        users = env["res.users"].create(
            [
                {
                    "name": f"Concurrent {number}",
                    "login": f"concurrent_check_{number}",
                    "group_ids": group_ids,
                }
                for number in range(PEOPLE)
            ]
        )
        measure = env["crm.metric.measure"].create(
            {
                "name": "Concurrent",
                "model_id": env["ir.model"]._get_id("crm.lead"),
                "date_field_id": env["ir.model.fields"]
                ._get("crm.lead", "create_date")
                .id,
            }
        )
        metric = env["crm.metric.definition"].create(
            {
                "name": "Concurrent",
                "code": "concurrent_check",
                "numerator_id": measure.id,
            }
        )
        check = env["crm.metric.check"].create(
            {"metric_id": metric.id, "participant_ids": [Command.set(users.ids)]}
        )
        self.sample_ids = append(
            env["crm.metric.check.sample"],
            [
                {
                    "check_id": check.id,
                    "measure_id": measure.id,
                    "res_model": "crm.lead",
                    "res_id": 1,
                    "name": f"Record {number}",
                    "computed": bool(number % 2),
                }
                for number in range(RECORDS)
            ],
        ).ids
        begun = metric._approval_fingerprints()[metric.id]
        write_system(check, {"state": "open", "fingerprint": begun})
        check._ask()
        self.check_id, self.metric_id = check.id, metric.id
        self.measure_id, self.user_ids = measure.id, users.ids

    def _clean_up(self):
        with self.registry.cursor() as cr:
            for table in ("answer", "person", "sample"):
                cr.execute(
                    f"DELETE FROM crm_metric_check_{table} WHERE check_id = %s",
                    [self.check_id],
                )
            for model, id_ in (
                ("crm.metric.check", self.check_id),
                ("crm.metric.definition", self.metric_id),
                ("crm.metric.measure", self.measure_id),
            ):
                for table, column in (
                    ("mail_activity", "res_model"),
                    ("mail_message", "model"),
                    ("mail_followers", "res_model"),
                    ("crm_approval", "res_model"),
                ):
                    cr.execute(
                        f"DELETE FROM {table} WHERE {column} = %s AND res_id = %s",
                        [model, id_],
                    )
                table = model.replace(".", "_")
                cr.execute(f"DELETE FROM {table} WHERE id = %s", [id_])
            users = api.Environment(cr, SUPERUSER_ID, {})["res.users"]
            users = users.browse(self.user_ids)
            partners = users.partner_id
            users.unlink()
            partners.unlink()

    def _check(self, cr, user_id=SUPERUSER_ID):
        env = api.Environment(cr, user_id, {})
        return env["crm.metric.check"].browse(self.check_id)

    def _request(self, user_id, call):
        """Run a call on the check as one request of a user."""
        with self.registry.cursor() as cr:
            check = self._check(cr, user_id)
            return retrying(lambda: call(check), check.env)

    def _answers(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT count(*), count(DISTINCT (user_id, sample_id))"
                " FROM crm_metric_check_answer WHERE check_id = %s",
                [self.check_id],
            )
            return cr.fetchone()

    @mute_logger("odoo.sql_db", "odoo.service.model", "odoo.http")
    def test_eight_people_answer_at_once(self):
        """No answer is refused or lost, and the responsible is told once."""
        barrier = threading.Barrier(PEOPLE)

        def answer_all(user_id):
            done = []
            for sample_id in self.sample_ids:
                barrier.wait(WAIT)
                done.append(
                    self._request(
                        user_id, lambda check, id_=sample_id: check.answer(id_, True)
                    )
                )
            return done

        with ThreadPoolExecutor(max_workers=PEOPLE) as executor:
            jobs = [executor.submit(answer_all, user_id) for user_id in self.user_ids]
            for job in jobs:
                self.assertEqual(list(range(1, RECORDS + 1)), job.result(WAIT))
        self.assertEqual((PEOPLE * RECORDS,) * 2, self._answers())
        with self.registry.cursor() as cr:
            check = self._check(cr)
            self.assertEqual(check.expected_count, check.answer_count)
            self.assertEqual(1, len(check.activity_ids), "who runs it is told once")

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_taps_of_one_person_at_once(self):
        barrier = threading.Barrier(2)

        def tap(counts):
            barrier.wait(WAIT)
            answer = self.sample_ids[0], counts
            return self._request(self.user_ids[0], lambda check: check.answer(*answer))

        with ThreadPoolExecutor(max_workers=2) as executor:
            self.assertEqual([1, 1], list(executor.map(tap, (True, False))))
        self.assertEqual((2, 1), self._answers())

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_closing_counts_the_answer_of_the_same_moment(self):
        with (
            self.registry.cursor() as answering,
            ThreadPoolExecutor() as executor,
        ):
            own = self._check(answering, self.user_ids[0])
            own.answer(self.sample_ids[0], True)
            job = executor.submit(
                self._request, SUPERUSER_ID, lambda check: check.action_close()
            )
            with self.assertRaises(StillWaiting):
                job.result(0.5)
            answering.commit()
            job.result(WAIT)
        with self.registry.cursor() as cr:
            check = self._check(cr)
            self.assertEqual("closed", check.state)
            self.assertEqual(1, len(check.person_ids), "whoever counts")

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_an_answer_after_the_closing_is_too_late(self):
        with (
            self.registry.cursor() as closing,
            ThreadPoolExecutor() as executor,
        ):
            self._check(closing).action_close()
            job = executor.submit(
                self._request,
                self.user_ids[0],
                lambda check: check.answer(self.sample_ids[0], True),
            )
            with self.assertRaises(StillWaiting):
                job.result(0.5)
            closing.commit()
            with self.assertRaisesRegex(UserError, "Closed"):
                job.result(WAIT)
        self.assertEqual((0, 0), self._answers())
