import json
from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import ReadinessCase


@tagged("post_install", "-at_install")
class TestHttp(ReadinessCase, HttpCase):
    """The doors of the network, and the screens in a real browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.env.ref("base.user_admin")
        cls.admin.group_ids += cls.env.ref("crm_readiness.group_gate_keeper")
        cls.project = cls._project()

    def _json2(self, model, method, **params):
        key = (
            self.env["res.users.apikeys"]
            .with_user(self.admin)
            ._generate("rpc", "test", datetime.now() + timedelta(days=1))
        )
        return self.url_open(
            f"/json/2/{model}/{method}",
            data=json.dumps(params),
            headers={
                "Authorization": f"bearer {key}",
                "Content-Type": "application/json",
            },
        )

    @mute_logger("odoo.http")  # a refusal is logged
    def test_json2(self):
        calls = {
            "write": {"ids": self.stage.ids, "vals": {"name": "By RPC"}},
            "create": {"vals_list": [{"name": "By RPC"}]},
            "unlink": {"ids": self.stage.ids},
            "update_field_translations": {
                "ids": self.stage.ids,
                "field_name": "name",
                "translations": {"en_US": "By RPC"},
            },
        }
        for method, params in calls.items():
            with self.subTest(method):
                response = self._json2("crm.stage", method, **params)
                self.assertEqual(response.status_code, 422, response.text)
                self.assertIn("is closed", response.json()["message"])
        self.env.invalidate_all()
        self.assertEqual(self.stage.name, "Offer")
        self._waiver(self.project, kind="lock", hours=1)
        for method in ("write", "create", "update_field_translations", "unlink"):
            with self.subTest(method, open=True):
                response = self._json2("crm.stage", method, **calls[method])
                self.assertEqual(response.status_code, 200, response.text)
        self.assertFalse(self.stage.exists())

    def test_json2_gate_report(self):
        response = self._json2(
            "crm.readiness.project",
            "gate_report",
            ids=self.project.ids,
            phase_code="software",
        )
        self.assertFalse(response.json()["open"])

    @mute_logger("odoo.http")  # a refusal is logged
    def test_json2_private_ways_stay_private(self):
        for model, method in (
            ("crm.readiness.decision", "append"),
            ("crm.readiness.project", "_locks"),
            ("crm.stage", "_write"),
        ):
            response = self._json2(model, method, ids=[1])
            self.assertGreaterEqual(response.status_code, 400)

    @mute_logger("odoo.http")  # a refusal is logged
    def test_web_client_refusal_opens_the_gate(self):
        self.authenticate("admin", "admin")
        answer = self.url_open(
            "/web/dataset/call_kw",
            data=json.dumps(
                {
                    "jsonrpc": "2.0",
                    "params": {
                        "model": "crm.stage",
                        "method": "write",
                        "args": [self.stage.ids, {"name": "By drag"}],
                        "kwargs": {},
                    },
                }
            ),
            headers={"Content-Type": "application/json"},
        ).json()
        data = answer["error"]["data"]
        self.assertEqual(
            data["name"], "odoo.addons.crm_readiness.exceptions.GateClosed"
        )
        message, action, button, context = data["arguments"]
        self.assertIn("New CRM", message)
        self.assertEqual(
            action, self.env.ref("crm_readiness.crm_readiness_gate_board_action").id
        )
        self.assertTrue(button)
        self.assertEqual(context["active_id"], self.project.id)

    def test_gate_board(self):
        self.start_tour("/odoo/crm-gate", "crm_readiness_gate_board", login="admin")
        decision = self.project.decision_ids
        self.assertEqual((decision.kind, decision.user_id), ("hold", self.admin))

    def test_locked_stages(self):
        self.start_tour(
            "/odoo/action-crm.crm_stage_action",
            "crm_readiness_locked_stages",
            login="admin",
        )
