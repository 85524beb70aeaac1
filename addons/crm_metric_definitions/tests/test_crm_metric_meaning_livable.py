from unittest.mock import patch

from odoo.tests import tagged

from .meaning_case import MeaningCase


@tagged("post_install", "-at_install")
class TestCrmMetricMeaningLivable(MeaningCase):
    """Everyday changes of vocabulary are no changes of meaning."""

    def test_everyday_vocabulary_lapses_nothing(self):
        Lead = type(self.env["crm.lead"])
        reason = self.env["crm.lost.reason"].create({"name": "Meant"})
        metrics = self.win_rate
        measures = [
            self._measure("M1", repr([("tag_ids", "in", self.tag.ids)])),
            self._measure("M2", repr([("stage_id.is_won", "=", False)])),
            self._measure("M3", repr([("lost_reason_id", "=", reason.id)])),
            self._measure("M4", repr([("tag_ids.name", "!=", "Fair")])),
            self._measure("M5", repr([("priority", "=", "1")])),
            self._measure("M6", model="crm.contact.touch", date="date"),
            self._measure(
                "M7", aggregation="sum", field_id=self._field("expected_revenue")
            ),
        ]
        for number, measure in enumerate(measures):
            metrics |= self._metric(f"livable_{number}", numerator_id=measure.id)
        for metric in metrics:
            self._approve(metric)
        Stage, choices = self.env["crm.stage"], list(Lead.priority.selection)
        changes = {
            "a new stage": lambda: Stage.create({"name": "New", "sequence": 3}),
            "a renamed stage": lambda: self._rename("Otherwise"),
            "a reordered stage": lambda: self.stage.write({"sequence": 2}),
            "a new tag": lambda: self.env["crm.tag"].create({"name": "Another"}),
            "a renamed tag that is meant by id": lambda: self._spell(),
            "a lost reason": lambda: self.env["crm.lost.reason"].create({"name": "L"}),
            "a team": lambda: self.env["crm.team"].create({"name": "T"}),
            "a renamed reason": lambda: reason.write({"name": "Spelled otherwise"}),
            "a user": lambda: self._user("newcomer", "group_metric_user"),
            "an uncounted activity type": lambda: self.env["mail.activity.type"].create(
                {"name": "Uncounted", "category": "default"}
            ),
            "a renamed activity type": lambda: self.env.ref(
                "mail.mail_activity_data_call"
            ).write({"name": "Phone"}),
            "a language": lambda: self.env["res.lang"]._activate_lang("fr_FR"),
            "a company": lambda: self.env["res.company"].create({"name": "Founded"}),
            "an opportunity": lambda: self._lead("Newest", tag_ids=self.tag.ids),
        }
        for name, change in changes.items():
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                change()
                self.assertEqual(
                    {metric.code: self._state(metric) for metric in metrics},
                    dict.fromkeys(metrics.mapped("code"), "approved"),
                )
                savepoint.rollback()
            self.env.invalidate_all()
        with patch.object(Lead.priority, "selection", [*choices, ("9", "Ninth")]):
            for metric in metrics:
                self.assertEqual(self._state(metric), "approved")

    def _spell(self):
        # M4 means it by its name
        measures = self.env["crm.metric.measure"].search([("name", "=", "M4")])
        measures.domain = "[]"
        metric = self.env["crm.metric.definition"].search(
            [("numerator_id", "in", measures.ids)]
        )
        self._approve(metric)
        self.tag.name = "Spelled otherwise"

    def test_queries_do_not_grow_with_the_metrics(self):
        metrics = self.env["crm.metric.definition"]
        for number in range(12):
            measure = self._measure(
                f"Counted {number}",
                repr(
                    [
                        ("tag_ids", "in", self.tag.ids),
                        ("won_status", "=", "won"),
                        ("stage_id.name", "=", f"Stage {number}"),
                    ]
                ),
            )
            metrics |= self._metric(f"many_{number}", numerator_id=measure.id)

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._approval_contents()
            return self.env.cr.sql_log_count - before

        count(metrics)
        self.assertEqual(count(metrics[:2]), count(metrics))
