from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.crm_readiness.tests.common import ReadinessCase


@tagged("post_install", "-at_install")
class TestAutomation(ReadinessCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._rule("crm.lead")
        cls.other = cls._rule("res.partner")

    @classmethod
    def _rule(cls, model):
        return cls.env["base.automation"].create(cls._vals(model))

    @classmethod
    def _vals(cls, model):
        model_id = cls.env["ir.model"]._get_id(model)
        return {
            "name": f"Rule on {model}",
            "model_id": model_id,
            "trigger": "on_create",
            "action_server_ids": [
                Command.create(
                    {
                        "name": "Act",
                        "model_id": model_id,
                        "state": "code",
                        "code": "record",
                    }
                )
            ],
        }

    def test_locked(self):
        self._project()
        lead = self.env["ir.model"]._get_id("crm.lead")
        for change in (
            lambda: self._rule("crm.lead"),
            lambda: self.rule.write({"name": "X"}),
            self.rule.action_archive,
            self.rule.unlink,
            lambda: self.rule.action_server_ids.write({"code": "records"}),
            self.rule.action_server_ids.unlink,
            lambda: self.other.write({"model_id": lead}),
        ):
            self.assertRefused(change)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.other.model_id.model, "res.partner")

    def test_parts_of_an_action(self):
        """The parts of a rule's action are held like the action."""
        model_id = self.rule.model_id.id
        part = {"name": "Part", "model_id": model_id, "state": "code", "code": "record"}
        self.rule.action_server_ids.write(
            {"state": "multi", "child_ids": [Command.create(part)]}
        )
        own = self.env["ir.actions.server"].create(part)
        self.env.flush_all()
        project = self._project()
        child = self.rule.action_server_ids.child_ids
        for change in (
            lambda: child.write({"code": "records"}),
            child.unlink,
            lambda: child.copy(),
            lambda: own.write({"parent_id": self.rule.action_server_ids.id}),
        ):
            self.assertRefused(change)
        # without a rule it is held, too: it acts on leads
        self.assertRefused(lambda: own.write({"code": "records"}))
        self._waiver(project, kind="lock", hours=1)
        child.write({"code": "records"})

    def test_free(self):
        self._project()
        self._rule("res.partner").write({"name": "X"})
        self.rule.write({"last_run": "2026-01-01 00:00:00"})

    def test_rules_still_run(self):
        self.rule.action_server_ids.code = "record.write({'description': 'Ran'})"
        self._project()
        lead = self.env["crm.lead"].create({"name": "New"})
        self.assertIn("Ran", lead.description)

    def test_with_a_waiver(self):
        self._waiver(self._project(), kind="lock", hours=1)
        self.rule.write({"name": "X"})
