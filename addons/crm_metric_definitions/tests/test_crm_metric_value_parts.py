import json

from odoo.tests import tagged

from .history_case import HistoryCase


@tagged("post_install", "-at_install")
class TestPartsOfRecordedPeriods(HistoryCase):
    """The parts of a recorded period add up to its total, whatever moves later."""

    def setUp(self):
        super().setUp()
        self.worth = self._measure(
            "Worth",
            "[('won_status', '=', 'won')]",
            aggregation="sum",
            field_id=self._field("expected_revenue"),
        )
        self.revenue = self._metric("revenue", numerator_id=self.worth.id)
        self._approve(self.revenue)
        self._closed(metric=self.revenue, date_from=self.start, date_to=self.end)
        self.leads = self.env["crm.lead"].with_context(active_test=False)
        self.deals = self.leads.search(
            [("won_status", "=", "won"), ("date_closed", ">=", self.start)]
        )
        self.deals.expected_revenue = 100
        self.source = self.env["utm.source"].create({"name": "New source"})

    def _check_sums(self, **more):
        """Rows, the pivot and the API: parts against totals, month by month."""
        Value = self.env["crm.metric.value"]
        span = (self.start, self.end)
        for metric in (self.win_rate, self.revenue):
            total = self._rows(metric=metric, granularity="month")[-1]
            for breakdown in ("source_id", "user", "team", "stage_id"):
                with self.subTest(metric=metric.code, breakdown=breakdown, **more):
                    domain = [
                        ("metric_id", "=", metric.id),
                        ("breakdown", "=", breakdown),
                        ("granularity", "=", "month"),
                        ("period_start", "=", self.start),
                    ]
                    rows = Value.search(domain)
                    for name in ("numerator", "denominator"):
                        self.assertEqual(
                            sum(row[name] or 0 for row in rows), total[name] or 0
                        )
                    ((figure,),) = Value._read_group(domain, [], ["figure:sum"])
                    self.assertAlmostEqual(figure, total.value)
                    points = metric.with_user(self.analyst).history(
                        *span, breakdown=breakdown
                    )[metric.id]
                    (whole,) = metric.history(*span)[metric.id]
                    self.assertEqual(
                        sum(point["numerator"] or 0 for point in points),
                        whole["numerator"],
                    )

    def _accept(self):
        for total in self.env["crm.metric.restatement"].search(
            [("breakdown", "=", ""), ("accepted_by_id", "=", False)]
        ):
            total.with_user(self.author).action_accept()

    def test_a_source_that_is_new_in_a_recorded_period(self):
        self._record()
        self._check_sums(when="recorded")
        self.deals[:3].source_id = self.source
        self._record()
        self._check_sums(when="moved")
        row = self._rows(
            "source_id", granularity="month", breakdown_id=str(self.source.id)
        )[-1]
        self.assertIsNone(row.value)
        (found,) = row.restatement_ids
        self.assertEqual((found.old_value, found.new_value), (None, 1.0))
        moved = found.sudo().moved_records[str(self.won.id)]
        self.assertEqual(moved, {"entered": sorted(self.deals[:3].ids), "left": []})
        row = self._rows(
            "source_id",
            granularity="month",
            metric=self.revenue,
            breakdown_id=str(self.source.id),
        )[-1]
        self.assertEqual((row.value, row.restatement_ids.new_value), (0, 300))

    def test_a_successor_takes_over(self):
        self._record()
        (
            self.deals & self.leads.search([("user_id", "=", self.cem.id)])
        ).user_id = self.reader
        self._record()
        self._check_sums(when="moved")
        row = self._rows("user", granularity="month", user_id=self.reader.id)[-1]
        self.assertTrue(row.personal)
        self.assertEqual(row.restatement_ids.new_denominator, 5)

    def test_a_new_team_with_new_records(self):
        self._record()
        team = self.env["crm.team"].create({"name": "New team"})
        late = self._won(1, team_id=team.id, expected_revenue=50)
        late.source_id = self.source
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET date_closed = %s WHERE id = %s",
            (self.deals[0].date_closed, late.id),
        )
        self.env.invalidate_all()
        self._record()
        self._check_sums(when="moved")
        total = self._rows(metric=self.revenue, granularity="month")[-1]
        self.assertEqual(total.value, 1500)
        self._accept()
        self.assertEqual(total.value, 1550)
        self._check_sums(when="accepted")
        open_ones = self.env["crm.metric.restatement"].search(
            [("accepted_by_id", "=", False)]
        )
        self.assertFalse(open_ones.filtered(lambda r: r.period_start == self.start))

    def test_accepting_a_part_accepts_the_period(self):
        self._record()
        self.deals[:3].source_id = self.source
        self._record()
        restatements = self.env["crm.metric.restatement"].search(
            [("breakdown", "=", "source_id"), ("metric_id", "=", self.revenue.id)]
        )
        self.assertEqual(len(restatements), 2)
        restatements.with_user(self.author).action_accept()
        self.assertEqual(restatements.accepted_by_id, self.author)
        self._check_sums(when="accepted")
        row = self._rows(
            "source_id",
            granularity="month",
            metric=self.revenue,
            breakdown_id=str(self.source.id),
        )[-1]
        self.assertEqual(row.value, 300)

    def test_all_parts_vanish(self):
        self._record()
        self.env.cr.execute(
            "UPDATE crm_lead SET date_closed = date_closed - interval '2 years'"
            " WHERE id IN %s",
            [tuple(self.deals.ids)],
        )
        self.env.invalidate_all()
        self._record()
        self._check_sums(when="moved")
        self._accept()
        self.assertEqual(
            self._rows(metric=self.revenue, granularity="month")[-1].value, 0
        )
        self._check_sums(when="accepted")

    def test_an_unchanged_group_that_leaves_the_window_moves_nothing(self):
        """Its records grow too old for the window: its later zeros stay zeros."""
        self.env["ir.config_parameter"].set_param(
            "crm_metric_definitions.history_months", 3
        )
        old = self._won(2, expected_revenue=10)
        old.source_id = self.source
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET date_closed = %s::date - interval '2 months'"
            " + interval '10 days' WHERE id = %s",
            (self.start, old.id),
        )
        self.env.invalidate_all()
        self._record()
        self.env["ir.config_parameter"].set_param(
            "crm_metric_definitions.history_months", 2
        )
        self._record()
        self.assertFalse(self.env["crm.metric.restatement"].search([]))

    def test_a_changed_amount_names_its_record(self):
        self._record()
        self.deals[0].expected_revenue = 175
        self._record()
        row = self._rows(metric=self.revenue, granularity="month")[-1]
        (found,) = row.restatement_ids.with_user(self.author)
        self.assertEqual((found.old_value, found.new_value), (1500, 1575))
        self.assertEqual(found.moved_text, "0 entered, 0 left, 1 changed")
        action = found.action_open_records()
        self.assertEqual(action["domain"], [("id", "in", self.deals[0].ids)])
        parts = self.env["crm.metric.restatement"].search(
            [("breakdown", "!=", ""), ("metric_id", "=", self.revenue.id)]
        )
        self.assertEqual(
            set(parts.mapped("breakdown")), {"source_id", "user", "team", "stage_id"}
        )
        for part in parts:
            self.assertEqual(
                part.moved_records[str(self.worth.id)]["changed"], self.deals[0].ids
            )
        self._check_sums(when="moved")

    def test_ids_that_were_kept_without_amounts(self):
        """By the version before: who entered and left is still told."""
        self._record()
        row = self._rows(metric=self.revenue, granularity="month")[-1]
        self.env.cr.execute(
            "UPDATE crm_metric_value SET counted_ids = %s::jsonb WHERE id = %s",
            (json.dumps({self.worth.id: self.deals.ids}), row.id),
        )
        self.env.invalidate_all()
        self.deals[1].expected_revenue = 1
        self.deals[0].stage_id = self.env["crm.stage"].search(
            [("is_won", "=", False)], limit=1
        )
        self._record()
        (found,) = row.restatement_ids
        self.assertEqual(
            found.sudo().moved_records[str(self.worth.id)],
            {"entered": [], "left": self.deals[0].ids},
        )

    def test_a_figure_whose_divisor_has_changed(self):
        """People were found to have been members: no record entered or left."""
        each = self._metric("each", numerator_id=self.won.id, per_salesperson=True)
        self._approve(each)
        self._closed(metric=each, date_from=self.start, date_to=self.end)
        self.env["crm.salesperson.period"].sudo().search([]).date_from = self.start
        self._record()
        periods = self.env["crm.salesperson.period"].sudo()
        (ann,) = periods.search([("user_id", "=", self.ann.id)])
        ann.date_from = self.end
        self._record()
        row = self._rows(metric=each, granularity="month")[-1]
        (found,) = row.restatement_ids.with_user(self.author)
        self.assertIn("divided by has changed", found.moved_text)

    def test_when_persons_are_forgotten_the_others_are_no_total(self):
        """A total of what is left would be wrong."""
        for user in (self.cem, self.ann):
            self.env["crm.team.member"].search([("user_id", "=", user.id)]).unlink()
        big, other = (
            self.env["crm.team"].create({"name": name}) for name in ("Big", "Other")
        )
        self.deals.team_id = big
        self.deals[0].team_id = self.solo
        self.deals[1].team_id = other
        Value = self.env["crm.metric.value"]
        domain = [
            ("metric_id", "=", self.revenue.id),
            ("breakdown", "=", "team"),
            ("period_start", "=", self.start),
            ("granularity", "=", "month"),
        ]
        self._record()
        rows = Value.search(domain)
        one = rows.filtered(lambda row: row.team_id == self.solo)
        self.env.cr.execute(
            "UPDATE crm_metric_value SET personal = (id = %s) WHERE id IN %s",
            (one.id, tuple(rows.ids)),
        )
        self.env.invalidate_all()
        one._forget()
        self.assertTrue(Value.search(domain))
        ((figure,),) = Value._read_group(domain, [], ["figure:sum"])
        self.assertFalse(figure)
        for row in Value.search(domain):
            part = [*domain, ("id", "=", row.id)]
            ((figure,),) = Value._read_group(part, [], ["figure:sum"])
            self.assertEqual(figure, row.value)

    def test_a_breakdown_that_was_never_recorded_adds_up_as_well(self):
        """As after a job that was killed, with the version before."""
        self._record()
        rows = self._rows("source_id")
        self.env.cr.execute(
            "DELETE FROM crm_metric_value WHERE id IN %s", [tuple(rows.ids)]
        )
        self.env.invalidate_all()
        self._record()
        self._check_sums(when="recorded later")
        self.assertFalse(self.env["crm.metric.restatement"].search([]))
