from odoo.fields import Command
from odoo.tests import tagged

from .common import ReadinessCase
from .locked_records import model_id


@tagged("post_install", "-at_install")
class TestLockRights(ReadinessCase):
    """Rights, fields, defaults, mail servers and actions of CRM models."""

    def _create(self, model, **vals):
        return lambda: self.env[model].create(vals)

    def _try(self, refused, free):
        """Try changes under a lock; each refused one passes under a waiver."""
        project = self._project()
        for name, change in refused.items():
            with self.subTest(name):
                self.assertRefused(change)
        for name, change in free.items():
            with self.subTest(name, free=True):
                change()
        self._waiver(project, kind="lock", hours=1)
        for name, change in refused.items():
            with self.subTest(name, open=True), self.env.cr.savepoint() as undo:
                change()
                undo.rollback()
            self.env.invalidate_all()

    def test_record_rules_and_access_rights(self):
        lead, partner = (
            model_id(self.env, "crm.lead"),
            model_id(self.env, "res.partner"),
        )
        ours = model_id(self.env, "crm.goal")
        rules, access = self.env["ir.rule"], self.env["ir.model.access"]
        rule = rules.search([("model_id.model", "=", "crm.lead")], limit=1)
        right = access.search([("model_id.model", "=", "crm.team")], limit=1)
        foreign = rules.create({"name": "F", "domain_force": "[]", **partner})
        group = self.env["res.groups"].create({"name": "X"})
        domain = {"domain_force": "[]"}
        self._try(
            {
                "new rule": self._create("ir.rule", name="X", **domain, **lead),
                "rule": lambda: rule.write(domain),
                "rule switched off": lambda: rule.write({"active": False}),
                "rule deleted": rule.unlink,
                "rule of another model": lambda: foreign.write(lead),
                "groups of a rule": lambda: rule.write({"groups": group.ids}),
                "rules of a group": lambda: group.write({"rule_groups": rule.ids}),
                "new group for a rule": self._create(
                    "res.groups", name="Y", rule_groups=rule.ids
                ),
                "through the model": lambda: rule.model_id.write(
                    {"rule_ids": [Command.create({"name": "X", **domain})]}
                ),
                "new right": self._create("ir.model.access", name="X", **lead),
                "right": lambda: right.write({"perm_unlink": not right.perm_unlink}),
                "right deleted": right.unlink,
                "right through the group": lambda: group.write(
                    {"model_access": [Command.create({"name": "X", **lead})]}
                ),
            },
            {
                "rule": self._create("ir.rule", name="X", **domain, **partner),
                "our rule": self._create("ir.rule", name="X", **domain, **ours),
                "right": self._create("ir.model.access", name="X", **partner),
                "rules of a group": lambda: group.write({"rule_groups": foreign.ids}),
            },
        )

    def test_defaults(self):
        defaults = self.env["ir.default"]
        defaults.set("crm.lead", "referred", "A")
        common = defaults.search([("json_value", "=", '"A"')])
        defaults.set("crm.lead", "referred", "B", user_id=True)
        own = defaults.search([("json_value", "=", '"B"')])
        self._try(
            {
                "everybody's": lambda: defaults.set("crm.lead", "function", "X"),
                "the company's": lambda: defaults.set(
                    "crm.lead", "function", "X", company_id=True
                ),
                "on a condition": lambda: defaults.set(
                    "crm.lead", "function", "X", condition="type=lead"
                ),
                "changed": lambda: defaults.set("crm.lead", "referred", "X"),
                "deleted": common.unlink,
                "made everybody's": lambda: own.write({"user_id": False}),
                "of stages": lambda: defaults.set("crm.stage", "fold", True),
            },
            {
                "one's own": lambda: defaults.set(
                    "crm.lead", "function", "X", user_id=True
                ),
                "of another app": lambda: defaults.set("res.partner", "function", "X"),
            },
        )

    def test_mail_servers_that_create_leads(self):
        servers = self.env["fetchmail.server"]
        lead = self.env["ir.model"]._get_id("crm.lead")
        server, other = servers.create(
            [
                {"name": "Leads", "object_id": lead, "server": "in.example.com"},
                {"name": "Others", "server": "other.example.com"},
            ]
        )
        self._try(
            {
                "new": self._create("fetchmail.server", name="New", object_id=lead),
                "model": lambda: server.write({"object_id": False}),
                "from another model": lambda: other.write({"object_id": lead}),
                "address": lambda: server.write({"server": "x.example.com"}),
                "mailbox": lambda: server.write({"user": "other"}),
                "switched off": server.action_archive,
                "confirmed": lambda: server.write({"state": "done"}),
                "deleted": server.unlink,
            },
            {
                "a fetch": lambda: server.write({"date": "2026-01-01 00:00:00"}),
                "an error": lambda: server.write({"error_message": "No answer"}),
                "failed for days": server.set_draft,
                "a new password": lambda: server.write({"password": "secret"}),
                "another server": lambda: other.write({"server": "y.example.com"}),
                "one more": self._create("fetchmail.server", name="Bills"),
            },
        )

    def test_every_action_on_a_crm_model(self):
        lead, partner = (
            model_id(self.env, "crm.lead"),
            model_id(self.env, "res.partner"),
        )
        code = {"name": "X", "state": "code", "code": "pass"}
        job = {**code, "interval_type": "days"}
        actions, crons = self.env["ir.actions.server"], self.env["ir.cron"]
        action, other = actions.create([{**code, **lead}, {**code, **partner}])
        cron, other_cron = crons.create([{**job, **lead}, {**job, **partner}])
        creating = {
            "name": "X",
            "state": "object_create",
            "value": "New",
            "crud_model_id": lead["model_id"],
        }
        self._try(
            {
                "new action": self._create("ir.actions.server", **code, **lead),
                "action": lambda: action.write({"code": "True"}),
                "another model": lambda: other.write(lead),
                "in the menu": action.create_action,
                "deleted": action.unlink,
                "creates leads": self._create(
                    "ir.actions.server", **creating, **partner
                ),
                "new job": self._create("ir.cron", **job, **lead),
                "job of teams": self._create(
                    "ir.cron", **job, **model_id(self.env, "crm.team")
                ),
                "job": lambda: cron.write({"interval_number": 7}),
                "its code": lambda: cron.write({"code": "True"}),
                "switched off": cron.action_archive,
                "another job becomes one": lambda: other_cron.write(lead),
                "job deleted": cron.unlink,
            },
            {
                "action": self._create("ir.actions.server", **code, **partner),
                "job": self._create("ir.cron", **job, **partner),
                "our job": lambda: self.env.ref(
                    "crm_readiness.crm_readiness_lapse_cron_notify"
                ).write({"interval_number": 2}),
                "run": action.run,
            },
        )

    def test_which_models_are_the_crms(self):
        models = self.env["crm.readiness.lock.mixin"]._readiness_crm_models()
        self.assertIn("crm.lead", models)
        self.assertIn("crm.team", models)
        ours = ("crm.goal", "crm.metric", "crm.readiness", "crm.approval")
        self.assertFalse([name for name in models if name.startswith(ours)])


@tagged("post_install", "-at_install")
class TestLockFields(ReadinessCase):
    """A class of its own: the registry is set up anew after it."""

    def _create(self, model, **vals):
        return lambda: self.env[model].create(vals)

    def test_custom_fields(self):
        vals = {"field_description": "X", "ttype": "char"}
        lead, partner = (
            model_id(self.env, "crm.lead"),
            model_id(self.env, "res.partner"),
        )
        name = self.env["ir.model.fields"]._get("crm.lead", "name")
        refused = {
            "new": self._create("ir.model.fields", name="x_new", **vals, **lead),
            "required": self._create(
                "ir.model.fields", name="x_must", required=True, **vals, **lead
            ),
            "of a team": self._create(
                "ir.model.fields",
                name="x_team",
                **vals,
                **model_id(self.env, "crm.team"),
            ),
            "through the model": lambda: name.model_id.write(
                {"field_id": [Command.create({"name": "x_new", **vals})]}
            ),
            "label": lambda: name.update_field_translations(
                "field_description", {"en_US": "X"}
            ),
        }
        self._project()
        for way, change in refused.items():
            with self.subTest(way):
                self.assertRefused(change)
        self.assertNotIn("x_new", self.env["crm.lead"]._fields)
        self._create("ir.model.fields", name="x_free", **vals, **partner)()
