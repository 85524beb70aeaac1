from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..models.approval.crm_append_only_mixin import append
from .history_case import HistoryCase


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

    def test_the_records_of_a_ratio_over_two_models(self):
        """A list shows one kind of record: each has its own button."""
        self._source(
            "res.partner",
            date_field_ids=[Command.set([self._field("create_date", "res.partner")])],
            company_path="company_id",
        )
        visits = self._measure("Visits", model="res.partner", date="create_date")
        metric = self._metric(
            "won_per_visit",
            kind="ratio",
            numerator_id=self.won.id,
            denominator_id=visits.id,
        )
        self._approve(metric)
        row = append(
            self.env["crm.metric.value"],
            [
                {
                    "metric_id": metric.id,
                    "approval_id": metric.approval_id.id,
                    "company_id": self.company.id,
                    "granularity": "month",
                    "period_start": self.start,
                    "period_end": self.end,
                    "value": 1.0,
                    "status": "ok",
                }
            ],
        )
        moved = {
            str(visits.id): {"entered": [5], "left": [4]},
            str(self.won.id): {"entered": [], "left": []},
        }
        found = [
            append(self.env["crm.metric.restatement"], [vals]).with_user(self.author)
            for vals in (
                {"value_id": row.id, "moved_records": moved},
                {
                    "value_id": row.id,
                    "moved_records": {
                        **moved,
                        str(self.won.id): {"entered": [7], "left": []},
                    },
                },
            )
        ]
        action = found[0].action_open_records()
        self.assertEqual("res.partner", action["res_model"])
        self.assertEqual([("id", "in", [4, 5])], action["domain"])
        with self.assertRaises(UserError):
            found[0].with_context(moved_kind=1).action_open_records()
        self.assertEqual([1, 2], [restatement.moved_kinds for restatement in found])
        action = found[1].action_open_records()
        self.assertEqual("crm.lead", action["res_model"])
        self.assertEqual([("id", "in", [7])], action["domain"])
        action = found[1].with_context(moved_kind=1).action_open_records()
        self.assertEqual("res.partner", action["res_model"])
