from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .history_case import HistoryCase


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
        # and where there is only one other team, the total less that one as well
        self.assertEqual(rows.filtered("personal").team_id, self.solo | self.team)
        seen = rows.with_user(self.ann).search([("id", "in", rows.ids)])
        self.assertFalse(seen.team_id)

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
        self._closed(metric=metric, date_from=self.start, date_to=self.end)
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
