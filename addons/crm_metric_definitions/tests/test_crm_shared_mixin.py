from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import MetricCase, approve


@tagged("post_install", "-at_install")
class TestSharedRecords(MetricCase):
    """What all companies share belongs to those who may act for all of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Elsewhere"})
        groups = ("group_metric_manager", "group_metric_approver")
        cls.foreign = cls._user("foreign", *groups)
        cls.everywhere = cls._user("everywhere", *groups)
        cls.foreign.write(
            {
                "company_ids": [Command.set(cls.other.ids)],
                "company_id": cls.other.id,
            }
        )
        cls.everywhere.company_ids = cls.company | cls.other

    def test_one_company_changes_takes_archives_and_deletes_nothing_shared(self):
        unused = self.won.with_user(self.everywhere).copy({"name": "Unused"})
        draft = self.win_rate.with_user(self.everywhere).copy()
        self.assertFalse((unused | self.won).company_id, "made by who may act for all")
        for record in (draft.with_user(self.foreign), unused.with_user(self.foreign)):
            for vals in (
                {"name": "Mine"},
                {"company_id": self.other.id},
                {"active": False},
            ):
                with self.assertRaisesRegex(AccessError, "shared by all companies"):
                    record.write(vals)
            with self.assertRaisesRegex(AccessError, "shared by all companies"):
                record.unlink()
            with self.assertRaisesRegex(AccessError, "shared by all companies"):
                record.update_field_translations("name", {"en_US": "Mine"})
            record.with_user(self.everywhere).name = "Ours"
        (draft | draft).with_user(self.everywhere).unlink()
        unused.with_user(self.everywhere).unlink()

    def test_nobody_of_one_company_makes_a_record_shared(self):
        own = self.win_rate.with_user(self.foreign).copy()
        self.assertEqual(own.company_id, self.other)
        self.assertEqual(self.won.with_user(self.foreign).copy().company_id, self.other)
        created = self.env["crm.metric.definition"].with_user(self.foreign)
        vals = {"name": "N", "code": "n", "kind": "manual"}
        with self.assertRaisesRegex(AccessError, "shared by all companies"):
            created.create({**vals, "company_id": False})
        with self.assertRaisesRegex(AccessError, "shared by all companies"):
            own.company_id = False
        self.assertEqual(created.create(vals).company_id, self.other)
        shared = created.with_user(self.everywhere).create({**vals, "code": "m"})
        self.assertFalse(shared.company_id)

    def test_a_shared_procedure_is_approved_for_all(self):
        metric = self.win_rate
        metric.with_user(self.author).action_request_approval()
        with self.assertRaisesRegex(UserError, "may act for"):
            approve(metric.with_user(self.foreign))
        approve(metric.with_user(self.everywhere))
        self.assertTrue(metric.is_approved)

    def test_a_company_with_definitions_is_not_deleted(self):
        self.won.with_user(self.foreign).copy()
        with self.assertRaisesRegex(UserError, "archive the company instead"):
            self.other.unlink()

    def test_an_own_metric_shadows_the_shared_one_once_it_is_known(self):
        Metric = self.env["crm.metric.definition"]
        own = self.win_rate.sudo().copy(
            {"code": self.win_rate.code, "company_id": self.company.id}
        )
        self.assertEqual(Metric.by_code(own.code), self.win_rate)
        self.patch(type(Metric), "_known_ids", lambda metrics: set(own.ids))
        self.assertEqual(Metric.by_code(own.code), own)
        alone = self.win_rate.sudo().copy(
            {"code": "alone", "company_id": self.company.id}
        )
        self.assertEqual(Metric.by_code("alone"), alone)
        self.assertFalse(Metric.by_code("nobody"))
        self.assertFalse(Metric.by_code({"x": 1}))
