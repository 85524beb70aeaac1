from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .check_case import CheckCase

ACTIVITY = "crm_metric_definitions.mail_activity_type_check"


@tagged("post_install", "-at_install")
class TestCheckSignals(CheckCase):
    def _closed_unasked(self, **vals):
        """Close a check in which nobody is asked: only the signals are looked at."""
        check = self._check(people=self.env["res.users"], **vals)
        check.action_open()
        check.action_close()
        return check.sudo()

    def _signals(self, **vals):
        """Return what such a check found, of single persons too."""
        check = self._closed_unasked(**vals)
        return {**check.findings, **(check.own_findings or {})}

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
        check = self._closed_unasked()
        self.assertEqual(check.findings["records"], 31)
        self.assertAlmostEqual(check.findings["missing"], 1 / 31)
        self.assertAlmostEqual(check.findings["late"], 2 / 30)
        rows = {row.user_id: row.findings for row in check.person_ids}
        self.assertEqual(set(rows), set(self.people))
        self.assertAlmostEqual(rows[self.ann]["missing"], 1 / 11)
        self.assertAlmostEqual(rows[self.cem]["late"], 2 / 10)
        self.assertEqual(rows[self.ben]["late"], 0)

    def test_imported_records_are_neither_late_nor_in_time(self):
        before = self._signals()
        head = ["id", "name", "type", "user_id/.id", "active", "probability"]
        rows = [
            [f"old.{n}", "I", "opportunity", str(self.ann.id), "0", "0"]
            for n in range(20)
        ]
        loaded = self.env["crm.lead"].load(head, rows)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET date_closed = '2025-03-11' WHERE id = ANY(%s)",
            [loaded["ids"]],
        )
        # as of a database from before imports were noted
        self.env.cr.execute(
            "UPDATE crm_lead SET is_imported = NULL WHERE id = ANY(%s)",
            [loaded["ids"][:10]],
        )
        self.env.cr.execute(
            "DELETE FROM ir_model_data WHERE model = 'crm.lead' AND res_id = ANY(%s)",
            [loaded["ids"][10:]],
        )
        self.env.invalidate_all()
        after = self._signals()
        for name in "late", "late_stage":
            self.assertEqual(after[name], before[name])
        check = self._closed()
        self.assertNotIn("late", check.findings["reasons"])
        self.assertEqual(check.findings["imported"], 20 / 50)
        self.assertIn("40 % of the records were imported", check.result_text)

    def test_created_in_a_late_stage(self):
        # half of them were created in the stage "won", the others in the first one
        self.assertAlmostEqual(self._signals()["late_stage"], 15 / 30)

    def test_moved_opportunities_were_created_early(self):
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
        self.assertAlmostEqual(self._signals()["late_stage"], 15 / 31)

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
        self.assertAlmostEqual(self._signals(metric=metric)["default"], 14 / 15)
        self.assertIsNone(self._signals()["default"])

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

    def _all_of_ann(self):
        self.env["crm.lead"].with_context(active_test=False).search(
            []
        ).user_id = self.ann
        self.env.cr.execute(
            "UPDATE crm_lead SET date_closed = '2025-03-11' WHERE date_closed"
            " IS NOT NULL"
        )
        self.env.invalidate_all()

    def test_one_producer_needs_no_answers(self):
        self._all_of_ann()
        self._approve(self.win_rate)
        check = self._check(people=self.env["res.users"])
        check.action_open()
        self.assertEqual(check.findings["producers"], 1)
        self.assertFalse(check.activity_ids)
        check.action_close()
        self.assertEqual(check.result, "consistent", check.result_text)
        self.assertTrue(self.win_rate.is_known)

    def test_one_producer_of_an_old_month_among_several(self):
        """Who produces the data is asked of the last twelve months, too."""
        self._all_of_ann()
        self.assertEqual(1, self._signals()["producers"])
        self._won(301, user_id=self.ben.id, date_closed=fields.Datetime.now())
        check = self._closed_unasked()
        self.assertEqual(2, check.findings["producers"])
        self.assertEqual(self.ann, check.person_ids.user_id)

    def test_a_period_shorter_than_one_of_the_metric(self):
        for frequency, end in (("month", "2025-03-31"), ("year", "2026-02-28")):
            self.win_rate.frequency = frequency
            with self.assertRaisesRegex(ValidationError, "shorter period"):
                self._check(date_to=end)
        self._check(date_to="2026-03-01")
        check = self.env["crm.metric.check"].create({"metric_id": self.win_rate.id})
        self.assertEqual(check.date_to - relativedelta(years=1), check.date_from)

    def test_figures_of_one_person_take_the_group(self):
        self._all_of_ann()
        check = self._check(people=self.ann)
        check.action_open()
        self._answer(check, self.ann, wrong=3)
        check.action_close()
        names = ("reference", "missing", "late", "late_stage")
        for user in (self.author, self.ben):
            own = check.with_user(user)
            self.assertFalse(
                [own.findings[name] for name in names if own.findings[name]]
            )
            self.assertEqual(
                {"not shown: figure of one or two people"},
                {own[name] for name in names},
            )
            with self.assertRaises(AccessError):
                own.read(["own_findings"])
        seen = check.with_user(self.analyst)
        self.assertEqual("85 %", seen.reference)
        self.assertEqual({*names}, {*names} & seen.own_findings.keys())
        own = self._closed().sudo().own_findings
        self.assertIn("late", own, "three have answered, but one has entered all")

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
        vals = {
            "metric_id": manual.id,
            "period_start": "2025-03-01",
            "period_end": "2025-04-01",
            "value": 0.08,
            "source": "Accounting",
        }

        def closed():
            check = self._check(manual, people=self.env["res.users"])
            check.action_open()
            check.action_close()
            return check

        self.assertEqual(closed().result, "insufficient")
        rows = self.env["crm.metric.manual.value"].with_user(self.author)
        row = rows.create(vals)
        check = closed()
        self.assertEqual(check.result, "inconsistent")
        self.assertIn("late", check.result_text)
        self.env.cr.execute(
            "UPDATE crm_metric_manual_value SET create_date = '2025-04-08 18:00'"
            " WHERE id = %s",
            (row.id,),
        )
        self.env.invalidate_all()
        rows.create({**vals, "value": 0.09})  # corrected, not late
        check = closed()
        self.assertEqual(check.result, "consistent", check.result_text)
        self.assertTrue(manual.is_known)

    def test_queries_do_not_grow_with_the_records(self):
        def count():
            check = self._check(people=self.env["res.users"])
            check.action_open()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            check.action_close()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count()
        few = count()
        for place in range(40):
            self._won(place + 100)
        self.assertEqual(count(), few)
