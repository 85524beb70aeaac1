"""The commands of docs/integrator.md, over HTTP with an API key."""

import contextlib
import io
import json
import os
import shlex
import string
import urllib.request
from datetime import timedelta
from unittest.mock import patch

from handbook import ROOT, blocks

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tests.common import TEST_CURSOR_COOKIE_NAME
from odoo.tools import mute_logger

from odoo.addons.crm_readiness.tests.common import ReadinessCase

PAGE = "docs/integrator.md"


@tagged("post_install", "-at_install")
class TestIntegrator(HttpCase, ReadinessCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_known(cls.win_rate)
        cls.project = cls._project()
        with patch.object(
            type(cls.env["ir.cron"]), "_commit_progress", lambda *a, **k: 1.0
        ):
            cls.env["crm.metric.definition"]._cron_record_history()

    def setUp(self):
        super().setUp()
        keys = self.env["res.users.apikeys"].with_user(self.owner).sudo()
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        self.variables = {
            "ODOO_URL": self.base_url(),
            "ODOO_DB": self.env.cr.dbname,
            "ODOO_KEY": keys._generate("rpc", "docs", tomorrow),
            "METRIC_ID": str(self.win_rate.id),
            "PROJECT_ID": str(self.project.id),
        }

    def _curl(self, command):
        """Do what curl would; return (address, answer)."""
        line = command.replace("\\\n", " ")
        words = shlex.split(string.Template(line).substitute(self.variables))
        url, headers, data = None, {}, None
        words = iter(words[1:])
        for word in words:
            if word == "-H":
                name, value = next(words).split(": ", 1)
                headers[name] = value
            elif word == "-d":
                data = next(words)
            elif word != "-s":
                url = word
        response = self.url_open(url, data=data, headers=headers)
        self.assertEqual(200, response.status_code, response.text)
        return url.rsplit("/json/2/", 1)[1], response.json()

    def test_curl(self):
        commands = [code for code in blocks(PAGE, "sh") if code.startswith("curl")]
        answers = dict(self._curl(command) for command in commands)
        self.assertEqual(len(commands), len(answers))
        metric = str(self.win_rate.id)
        known = answers["crm.metric.definition/search_read"]
        self.assertIn(self.win_rate.code, {row["code"] for row in known})
        points = answers["crm.metric.definition/evaluate"][metric]
        self.assertEqual("2026-01-01", points[0]["period_start"])
        self.assertEqual(6, len(points))
        self.assertTrue(points[0]["official"])
        table = [line.split("|")[1] for line in self._table()]
        named = {word.strip(" `") for cell in table for word in cell.split(",")}
        self.assertEqual(set(points[0]), named)
        self.assertIn("left_out", answers["crm.metric.definition/coverage"][metric])
        rows = answers["crm.metric.value/formatted_read_group"]
        self.assertTrue(any(row["figure:sum"] for row in rows))
        self.assertFalse(answers["crm.readiness.project/gate_report"]["open"])
        self.assertTrue(answers["crm.readiness.project/gate_report"]["missing"])

    def _table(self):
        text = (ROOT / PAGE).read_text()
        return [line for line in text.splitlines() if line.startswith("| `")]

    def test_python(self):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        code = "\n".join(blocks(PAGE, "python"))
        printed = io.StringIO()
        with (
            patch.dict(os.environ, self.variables),
            patch.object(urllib.request, "urlopen", opener.open),
            contextlib.redirect_stdout(printed),
            self.allow_requests(),
        ):
            cookie = f"{TEST_CURSOR_COOKIE_NAME}={self.http_request_key}"
            opener.addheaders.append(("Cookie", cookie))
            exec(code, {})
        self.assertIn(f"{self.win_rate.code} {self.year_ago}", printed.getvalue())
        lead = self.env["crm.lead"].search([("name", "=", "Packaging line")])
        self.assertEqual("2025-11-03", str(lead.date_intake.date()))

    @mute_logger("odoo.http")  # the refusal is logged
    def test_refusal_is_one_sentence(self):
        self.project.lock_enabled = True
        response = self.url_open(
            "/json/2/crm.stage/write",
            data=json.dumps({"ids": self.stage.ids, "vals": {"name": "X"}}),
            headers={
                "Authorization": f"bearer {self.variables['ODOO_KEY']}",
                "Content-Type": "application/json",
            },
        )
        self.assertEqual(422, response.status_code)
        self.assertIn(self.project.name, response.json()["message"])
