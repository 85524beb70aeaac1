from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_crm_metric_check import CheckCase

CURSOR = "crm_metric_definitions.history_cursor"


class HistoryCase(CheckCase):
    """The win rate of CheckCase, moved to the last closed month, and known."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        this_month = fields.Date.today().replace(day=1)
        cls.start = this_month - relativedelta(months=1)
        cls.end = this_month
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE crm_lead SET date_closed = %s, create_date = %s"
            " WHERE date_closed IS NOT NULL",
            (cls.start + relativedelta(days=10), cls.start + relativedelta(days=9)),
        )
        cls.env.invalidate_all()
        cls.env["ir.config_parameter"].set_param(
            "crm_metric_definitions.history_months", 3
        )
        cls.team = cls.env["crm.team"].create({"name": "Two people"})
        cls.solo = cls.env["crm.team"].create({"name": "One person"})
        Member = cls.env["crm.team.member"]
        for team, user in (
            (cls.team, cls.ann),
            (cls.team, cls.ben),
            (cls.solo, cls.cem),
        ):
            Member.create({"crm_team_id": team.id, "user_id": user.id})
        leads = cls.env["crm.lead"].with_context(active_test=False)
        for lead in leads.search([("user_id", "in", cls.people.ids)]):
            lead.team_id = cls.solo if lead.user_id == cls.cem else cls.team
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self._approve(self.win_rate)
        self._closed(date_from=self.start, date_to=self.end)
        self.assertTrue(self.win_rate.is_known)

    def _run_cron(self):
        self.env["crm.metric.definition"]._cron_record_history()

    def _record(self):
        """Record without the commits of the nightly job."""
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 1.0
        ):
            self.env["crm.metric.definition"]._cron_record_history()

    def _rows(self, breakdown="", metric=None, **more):
        domain = [
            ("metric_id", "=", (metric or self.win_rate).id),
            ("breakdown", "=", breakdown),
            *((name, "=", value) for name, value in more.items()),
        ]
        return self.env["crm.metric.value"].search(domain, order="period_start, label")

    def _back_date(self, count=1):
        """Move lost opportunities of the closed month one month back."""
        lost = (
            self.env["crm.lead"]
            .with_context(active_test=False)
            .search(
                [("won_status", "=", "lost"), ("date_closed", ">=", self.start)],
                limit=count,
            )
        )
        self.env.cr.execute(
            "UPDATE crm_lead SET date_closed = date_closed - interval '1 month'"
            " WHERE id IN %s",
            (tuple(lost.ids),),
        )
        self.env.invalidate_all()
        return lost


@tagged("post_install", "-at_install")
class TestHistory(HistoryCase):
    def test_rows_equal_what_evaluate_says(self):
        self._record()
        rows = self._rows(granularity="month")
        self.assertEqual(len(rows), 3)
        points = self.win_rate.evaluate(
            self.end - relativedelta(months=3), self.end, "month"
        )[self.win_rate.id]
        for row, point in zip(rows, points, strict=True):
            self.assertEqual(row.period_start.isoformat(), point["period_start"])
            self.assertEqual(row.value, point["value"])
            self.assertEqual(row.numerator, point["numerator"])
            self.assertEqual(row.denominator, point["denominator"])
            self.assertEqual(row.status, point["status"])
        self.assertEqual(rows[-1].value, 0.5)
        self.assertEqual(rows[-1].approval_id, self.win_rate.approval_id)

    def test_unknown_is_null_and_not_zero(self):
        self._record()
        row = self._rows(granularity="month")[0]
        self.assertEqual(row.status, "no_data")
        self.assertIsNone(row.value)
        self.assertIs(row.read(["value"])[0]["value"], False)
        self.assertEqual(row.value_text, "not known yet")
        self.env.cr.execute(
            "SELECT value, figure FROM crm_metric_value WHERE id = %s", (row.id,)
        )
        self.assertEqual(self.env.cr.fetchone(), (None, None))
        zeros = self.env["crm.metric.value"].search([("value", "=", 0)])
        self.assertNotIn(row, zeros)

    def test_the_second_run_changes_nothing(self):
        self._record()
        rows = self.env["crm.metric.value"].search([])
        before = rows.read(["value", "computed_on", "write_date"])
        self._record()
        again = self.env["crm.metric.value"].search([])
        self.assertEqual(again, rows)
        self.assertEqual(again.read(["value", "computed_on", "write_date"]), before)
        self.assertFalse(self.env["crm.metric.restatement"].search([]))

    def test_gaps_of_a_downtime_are_filled(self):
        self._record()
        row = self._rows(granularity="month")[1]
        self.env.cr.execute("DELETE FROM crm_metric_value WHERE id = %s", (row.id,))
        self.env.invalidate_all()
        self._record()
        self.assertEqual(len(self._rows(granularity="month")), 3)

    def test_a_killed_job_resumes(self):
        done = []
        original = type(self.env["crm.metric.definition"])._record_unit

        def killed(metric, granularity, breakdown):
            done.append((granularity, breakdown))
            return original(metric, granularity, breakdown)

        budget = iter([1.0, 1.0, 0.0])
        with (
            patch.object(
                type(self.env["ir.cron"]),
                "_commit_progress",
                lambda *a, **k: next(budget),
            ),
            patch.object(
                type(self.env["crm.metric.definition"]), "_record_unit", killed
            ),
        ):
            self._run_cron()
        self.assertEqual(len(done), 2)
        self.assertTrue(self.env["ir.config_parameter"].get_param(CURSOR))
        first = list(done)
        with patch.object(
            type(self.env["crm.metric.definition"]), "_record_unit", killed
        ):
            self._record()
        self.assertFalse(set(first) & set(done[2:]))
        self.assertFalse(self.env["ir.config_parameter"].get_param(CURSOR))

    def test_the_cron_itself(self):
        cron = self.env.ref("crm_metric_definitions.ir_cron_record_history")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(len(self._rows(granularity="month")), 3)

    def test_one_broken_metric_does_not_stop_the_others(self):
        original = type(self.env["crm.metric.definition"])._record_unit
        second = self._metric("second", numerator_id=self.won.id)
        self._approve(second)
        self._closed(metric=second, date_from=self.start, date_to=self.end)

        def broken(metric, granularity, breakdown):
            if metric == self.win_rate:
                raise ValueError("broken")
            return original(metric, granularity, breakdown)

        with (
            patch.object(
                type(self.env["crm.metric.definition"]), "_record_unit", broken
            ),
            mute_logger("odoo.addons.crm_metric_definitions.models.crm_metric_history"),
        ):
            self._record()
        self.assertFalse(self._rows())
        self.assertTrue(self._rows(metric=second))

    def test_only_known_metrics_are_recorded(self):
        other = self._metric("preview", numerator_id=self.won.id)
        self._approve(other)
        self._record()
        self.assertFalse(self._rows(metric=other))

    def test_another_definition_starts_another_history(self):
        self._record()
        old = self._rows(granularity="month")
        self.win_rate.procedure_steps = "Count otherwise."
        self._approve(self.win_rate)
        self._closed(date_from=self.start, date_to=self.end)
        self._record()
        rows = self._rows(granularity="month")
        self.assertEqual(len(rows), 6)
        current = rows.search([("is_current", "=", True), ("id", "in", rows.ids)])
        self.assertEqual(current, rows - old)
        self.assertEqual(
            len(
                self.win_rate.history(self.end - relativedelta(months=3), self.end)[
                    self.win_rate.id
                ]
            ),
            3,
        )

    def test_history_has_the_shape_of_evaluate(self):
        self._record()
        span = (self.end - relativedelta(months=3), self.end)
        for breakdown in (None, "team", "source_id"):
            with self.subTest(breakdown):
                metric = self.win_rate.with_user(self.analyst)
                recorded = metric.history(*span, breakdown=breakdown)[metric.id]
                live = metric.evaluate(*span, breakdown=breakdown)[metric.id]
                order = sorted(live, key=lambda p: (p["period_start"], str(p["label"])))
                recorded.sort(key=lambda p: (p["period_start"], str(p["label"])))
                for point in order:
                    point["note"] = None
                self.assertEqual(recorded, order)

    @mute_logger("odoo.sql_db")
    def test_the_index_refuses_a_second_row(self):
        self._record()
        row = self._rows(granularity="month")[0]
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self.env.cr.execute(
                """INSERT INTO crm_metric_value (metric_id, approval_id, company_id,
                        granularity, period_start, period_end, breakdown,
                        breakdown_id, personal, status, computed_on)
                   SELECT metric_id, approval_id, company_id, granularity,
                        period_start, period_end, breakdown, breakdown_id, personal,
                        status, computed_on
                     FROM crm_metric_value WHERE id = %s""",
                (row.id,),
            )

    def test_no_door_changes_a_row(self):
        self._record()
        row = self._rows()[0]
        for attempt in (
            lambda: row.write({"value": 1}),
            lambda: row.unlink(),
            lambda: row.copy(),
            lambda: row.create({"metric_id": self.win_rate.id}),
        ):
            with self.assertRaises(UserError):
                attempt()


@tagged("post_install", "-at_install")
class TestRestatement(HistoryCase):
    def test_a_moved_period_is_told_and_not_overwritten(self):
        self._record()
        row = self._rows(granularity="month")[-1]
        lost = self._back_date(2)
        self._record()
        self.assertEqual(row.value, 0.5)
        found = row.restatement_ids
        self.assertEqual(len(found), 1)
        self.assertEqual((found.old_value, found.new_value), (0.5, 15 / 28))
        self.assertEqual((found.old_denominator, found.new_denominator), (30, 28))
        self.assertEqual(
            found.sudo().moved_records[str(self.closed.id)],
            {"entered": [], "left": sorted(lost.ids)},
        )
        # the earlier month came into being
        before = self._rows(granularity="month")[-2].restatement_ids
        self.assertEqual((before.old_value, before.new_value), (None, 0.0))
        self.assertEqual(
            before.sudo().moved_records[str(self.closed.id)]["entered"],
            sorted(lost.ids),
        )
        self.assertEqual(before.old_text, "not known yet")

    def test_told_once(self):
        self._record()
        self._back_date()
        self._record()
        count = self.env["crm.metric.restatement"].search_count([])
        self._record()
        self.assertEqual(self.env["crm.metric.restatement"].search_count([]), count)
        self._back_date()
        self._record()
        row = self._rows(granularity="month")[-1]
        newest, first = row.restatement_ids
        self.assertEqual(newest.old_value, first.new_value)

    def test_a_deleted_record_is_named_by_its_id(self):
        self._record()
        lost = self._back_date(1)
        self.env.cr.execute("DELETE FROM crm_lead WHERE id = %s", (lost.id,))
        self.env.invalidate_all()
        self._record()
        found = self._rows(granularity="month")[-1].restatement_ids
        self.assertEqual(
            found.sudo().moved_records[str(self.closed.id)]["left"], lost.ids
        )

    def test_a_manager_accepts(self):
        self._record()
        self._back_date()
        self._record()
        row = self._rows(granularity="month")[-1]
        with self.assertRaises(UserError):
            row.restatement_ids.with_user(self.ann).action_accept()
        restatement = row.restatement_ids.with_user(self.author)
        restatement.action_accept()
        self.assertEqual(row.value, 15 / 29)
        self.assertEqual(row.figure, 15 / 29)
        self.assertEqual(restatement.accepted_by_id, self.author)
        with self.assertRaises(UserError):
            restatement.action_accept()
        self._record()
        self.assertEqual(len(row.restatement_ids), 1)

    def test_only_the_newest_can_be_accepted(self):
        self._record()
        self._back_date()
        self._record()
        self._back_date()
        self._record()
        row = self._rows(granularity="month")[-1]
        with self.assertRaises(UserError):
            row.restatement_ids[-1].with_user(self.author).action_accept()

    def test_a_group_that_vanished(self):
        self._record()
        user_row = self._rows("user", granularity="month", user_id=self.cem.id)[-1]
        self.assertEqual(user_row.denominator, 10)
        self.env.cr.execute(
            "UPDATE crm_lead SET user_id = %s WHERE user_id = %s",
            (self.ann.id, self.cem.id),
        )
        self.env.invalidate_all()
        self._record()
        self.assertTrue(user_row.restatement_ids)
        self.assertIsNone(user_row.restatement_ids.new_value)

    def test_open_records(self):
        self._record()
        lost = self._back_date()
        self._record()
        found = self._rows(granularity="month")[-1].restatement_ids
        action = found.with_user(self.author).action_open_records()
        self.assertEqual(action["domain"], [("id", "in", lost.ids)])


@tagged("post_install", "-at_install")
class TestHistoryPrivacy(HistoryCase):
    def setUp(self):
        super().setUp()
        self._record()
        self._back_date()
        self._record()

    def test_rows_of_persons_take_the_group(self):
        Value = self.env["crm.metric.value"]
        everything = Value.search([("metric_id", "=", self.win_rate.id)])
        self.assertEqual(
            set(everything.filtered("personal").mapped("breakdown")), {"user", "team"}
        )
        personal = everything.filtered("personal")
        for user in (self.ann, self.author, self.approver):
            with self.subTest(user.login):
                seen = Value.with_user(user).search(
                    [("metric_id", "=", self.win_rate.id)]
                )
                self.assertEqual(seen, everything - personal)
                self.assertFalse(
                    Value.with_user(user).search([("user_id", "!=", False)])
                )
                groups = Value.with_user(user)._read_group(
                    [("breakdown", "=", "user")], ["user_id"], ["figure:sum"]
                )
                self.assertFalse(groups)
                with self.assertRaises(AccessError):
                    personal[0].with_user(user).read(["value"])
        seen = Value.with_user(self.analyst).search(
            [("metric_id", "=", self.win_rate.id)]
        )
        self.assertEqual(seen, everything)

    def test_a_team_of_one_is_a_person(self):
        rows = self._rows("team", granularity="month")
        self.assertEqual(rows.filtered("personal").team_id, self.solo)
        seen = rows.with_user(self.ann).search([("id", "in", rows.ids)])
        self.assertNotIn(self.solo, seen.team_id)
        self.assertIn(self.team, seen.team_id)

    def test_restatements_of_persons_take_the_group(self):
        Restatement = self.env["crm.metric.restatement"]
        everything = Restatement.search([])
        personal = everything.filtered("personal")
        self.assertTrue(personal)
        self.assertTrue(everything - personal)
        for user in (self.ann, self.author):
            self.assertEqual(
                Restatement.with_user(user).search([]), everything - personal
            )
        self.assertEqual(Restatement.with_user(self.analyst).search([]), everything)
        with self.assertRaises(AccessError):
            everything.with_user(self.ann).mapped("moved_records")

    def test_history_shows_what_the_viewer_may_see(self):
        span = (self.end - relativedelta(months=3), self.end)
        metric = self.win_rate.with_user(self.ann)
        self.assertFalse(metric.history(*span, breakdown="user")[metric.id])
        allowed = self.win_rate.with_user(self.analyst)
        self.assertTrue(allowed.history(*span, breakdown="user")[metric.id])


@tagged("post_install", "-at_install")
class TestTotals(HistoryCase):
    def _total(self, *domain, groupby=()):
        rows = self.env["crm.metric.value"]._read_group(
            [("metric_id", "=", self.win_rate.id), *domain], groupby, ["figure:sum"]
        )
        return rows[0][0] if not groupby else dict(rows)

    def setUp(self):
        super().setUp()
        self._record()
        for _again in range(2):
            self._back_date(5)
        self.env["crm.metric.value"].invalidate_model()
        self.env.cr.execute("DELETE FROM crm_metric_value")
        self._record()
        self.by_month = [
            ("granularity", "=", "month"),
            ("breakdown", "=", ""),
        ]

    def test_a_ratio_is_totalled_from_its_parts(self):
        rows = self._rows(granularity="month")
        self.assertEqual(rows[-1].denominator, 20)
        total = self._total(*self.by_month)
        self.assertEqual(
            total,
            sum(r.numerator or 0 for r in rows) / sum(r.denominator or 0 for r in rows),
        )
        self.assertEqual(total, 0.5)

    def test_parts_of_a_breakdown_total_to_the_whole(self):
        total = self._total(("granularity", "=", "month"), ("breakdown", "=", "user"))
        self.assertEqual(total, 0.5)

    def test_a_mixture_has_no_total(self):
        self.assertFalse(self._total(("granularity", "=", "month")))
        second = self._metric("second", numerator_id=self.won.id)
        self._approve(second)
        self._closed(metric=second, date_from=self.start, date_to=self.end)
        self._record()
        rows = self.env["crm.metric.value"]._read_group(
            self.by_month, [], ["figure:sum"]
        )
        self.assertIs(rows[0][0], False)

    def test_a_state_is_not_added_over_time(self):
        open_ = self._measure(
            "Open", "[('won_status', '=', 'pending')]", "create_date", timing="level"
        )
        metric = self._metric("open_test", numerator_id=open_.id)
        self._approve(metric)
        self._closed(
            metric=metric, date_from=self.start, date_to=self.end, min_sample=5
        )
        self._record()
        rows = self._rows(metric=metric, granularity="month")
        self.assertEqual(len(rows), 3)
        group = self.env["crm.metric.value"]._read_group(
            [("id", "in", rows.ids)], [], ["figure:sum"]
        )
        self.assertIs(group[0][0], False)
        parts = self._rows("team", metric=metric, period_start=self.start)
        group = self.env["crm.metric.value"]._read_group(
            [("id", "in", parts.ids)], [], ["figure:sum"]
        )
        self.assertEqual(group[0][0], rows[-1].value)

    def test_value_has_no_aggregator(self):
        described = self.env["crm.metric.value"].fields_get(["value", "figure"])
        self.assertFalse(described["value"].get("aggregator"))
        self.assertEqual(described["figure"]["aggregator"], "sum")

    def test_the_views_can_total(self):
        rows = self.env["crm.metric.value"].formatted_read_group(
            [("metric_id", "=", self.win_rate.id), *self.by_month],
            ["period_start:month"],
            ["figure:sum"],
        )
        self.assertEqual([row["figure:sum"] for row in rows], [False, 0.0, 0.75])
