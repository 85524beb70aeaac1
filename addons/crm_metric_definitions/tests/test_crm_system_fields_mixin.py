from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..models.approval.crm_system_fields_mixin import write_system
from .check_case import CheckCase


@tagged("post_install", "-at_install")
class TestSystemFields(CheckCase):
    def _known_outcome(self):
        """What would make a metric known if somebody could pass it."""
        self._approve(self.win_rate)
        approval = self.win_rate.approval_id.sudo()
        return {
            "state": "closed",
            "result": "consistent",
            "fingerprint": approval.fingerprint,
            "content": approval.content,
            "findings": {"producers": 3, "reasons": []},
            "valid_until": "2099-01-01",
        }

    def _begins_as_a_draft(self, check):
        check.invalidate_recordset()
        self.assertEqual("draft", check.state)
        for name in ("result", "fingerprint", "content", "findings", "valid_until"):
            self.assertFalse(check[name], name)
        self.assertEqual("not_checked", self.win_rate.known_state)

    def test_defaults_of_a_context_are_not_stored(self):
        outcome = self._known_outcome()
        context = {f"default_{name}": value for name, value in outcome.items()}
        checks = self.env["crm.metric.check"].with_user(self.author)
        checks = checks.with_context(**context)
        vals = {"metric_id": self.win_rate.id}
        self._begins_as_a_draft(checks.create(vals))
        self._begins_as_a_draft(checks.sudo().create([vals]))
        saved = checks.web_save(vals, {"state": {}})
        self._begins_as_a_draft(self.env["crm.metric.check"].browse(saved[0]["id"]))
        form = Form(checks)
        self.assertEqual("draft", form.state)
        form.metric_id = self.win_rate
        self._begins_as_a_draft(form.save())

    def test_defaults_that_somebody_saved_are_not_stored(self):
        for name, value in self._known_outcome().items():
            self.env["ir.default"].set("crm.metric.check", name, value)
        check = self.env["crm.metric.check"].create({"metric_id": self.win_rate.id})
        self._begins_as_a_draft(check)
        check = self.env["crm.metric.check"].create(
            {"metric_id": self.win_rate.id, "state": "draft", "result": False}
        )
        self._begins_as_a_draft(check)

    def test_values_that_are_passed_are_refused(self):
        outcome = self._known_outcome()
        metric = self.win_rate
        checks = self.env["crm.metric.check"]
        for name, value in outcome.items():
            vals = {"metric_id": metric.id, name: value}
            check = self._check()
            commands = [Command.update(check.id, {name: value})]
            doors = {
                "create": lambda vals=vals: checks.create(vals),
                "sudo": lambda vals=vals: checks.sudo().create([vals]),
                "save": lambda vals=vals: checks.web_save(vals, {}),
                "parent": lambda vals=vals: metric.write(
                    {"check_ids": [Command.create(vals)]}
                ),
                "parent's default": lambda vals=vals: metric.with_context(
                    default_check_ids=[Command.create(vals)]
                ).copy(),
                "parent, update": lambda commands=commands: metric.write(
                    {"check_ids": commands}
                ),
                "copy": lambda name=name, value=value, check=check: check.copy(
                    {name: value}
                ),
                "write": lambda name=name, value=value, check=check: check.write(
                    {name: value}
                ),
                "assignment": lambda name=name, value=value, check=check: setattr(
                    check.sudo(), name, value
                ),
            }
            for door, call in doors.items():
                with (
                    self.subTest(name, door=door),
                    self.assertRaisesRegex(UserError, "set by the system only"),
                    self.env.cr.savepoint(),
                ):
                    call()

    def test_an_import_sets_nothing(self):
        loaded = self.env["crm.metric.check"].load(
            ["metric_id/.id", "state", "result"],
            [[str(self.win_rate.id), "Closed", "Consistent"]],
        )
        self.assertFalse(loaded["ids"])
        self.assertIn("set by the system only", loaded["messages"][0]["message"])

    def test_the_suite_writes_them(self):
        check = self._check()
        write_system(check.with_user(self.reader), {"round": 2})
        self.assertEqual(2, check.round)

    def test_an_annotation_names_its_author(self):
        notes = self.env["crm.metric.annotation"].with_user(self.author)
        vals = {"metric_id": self.win_rate.id, "name": "Trade fair"}
        other = notes.with_context(default_user_id=self.approver.id)
        self.assertEqual(self.author, other.create(vals).user_id)
        for call in (
            lambda: notes.create({**vals, "user_id": self.approver.id}),
            lambda: notes.create(vals).write({"user_id": self.approver.id}),
        ):
            with self.assertRaisesRegex(UserError, "set by the system only"):
                call()

    def test_they_are_read_only_and_not_copied(self):
        for model in self.env.values():
            for name, field in model._fields.items():
                if getattr(field, "system", False):
                    with self.subTest(model._name, field=name):
                        self.assertTrue(field.readonly and not field.copy)
                        # one that is not stored cannot be written anyway
                        self.assertTrue(field.store)
