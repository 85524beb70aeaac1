"""`make pictures`: the screenshots of the READMEs and the handbook, taken anew.

In a throw-away copy of the demo company, by the browser of Odoo's own tests.
"""

import base64
import io
import json
from pathlib import Path
from unittest.mock import patch

from PIL import Image

from odoo.tests import HttpCase, tagged
from odoo.tests.common import ChromeBrowser

ADDONS = Path(__file__).resolve().parents[1] / "addons"
WIDTH = 1440
METRICS = "/odoo/action-crm_metric_definitions.crm_metric_definition_action"
QUESTIONS = "/odoo/action-crm_metric_definitions.crm_metric_check_action_mine"
STAGES = "/odoo/action-crm.crm_stage_action"
READY = """document.readyState === 'complete'
    && !!document.querySelector('.o_action_manager > *, .o_action')
    && !document.querySelector('.o_loading_indicator')"""
CLICK = """
    const label = %s;
    (function click() {
        const button = label && [...document.querySelectorAll('button, .nav-link')]
            .find((element) => element.textContent.trim().startsWith(label));
        if (label && !button) {
            return setTimeout(click, 300);
        }
        button?.click();
        setTimeout(() => console.log('test successful'), 3000);
    })()"""
_wait_code_ok = ChromeBrowser._wait_code_ok


@tagged("post_install", "-at_install")
class TestPictures(HttpCase):
    def id_of(self, model, *domain):
        return self.env[model].search(list(domain), limit=1).ensure_one().id

    def take(self, name, path, login="manager", click=None, height=900, crop=None):
        """Save what `login` sees at `path` after a click as a picture of an addon."""
        addon, picture = name.split("/")
        file = ADDONS / addon / "static" / "description" / f"{picture}.png"

        def shoot(browser, *args, **kwargs):
            _wait_code_ok(browser, *args, **kwargs)
            shot = browser._websocket_request("Page.captureScreenshot")["data"]
            image = Image.open(io.BytesIO(base64.b64decode(shot))).convert("RGB")
            image = image.crop((0, 0, WIDTH, crop or height))
            image.quantize(255, dither=Image.Dither.NONE).save(file, optimize=True)

        self.browser_size = f"{WIDTH}x{height}"
        with patch.object(ChromeBrowser, "_wait_code_ok", shoot):
            self.browser_js(path, CLICK % json.dumps(click), READY, login)

    def test_pictures(self):
        win_rate = self.id_of("crm.metric.definition", ("code", "=", "win_rate"))
        asked = self.id_of(
            "crm.metric.definition", ("code", "=", "decision_maker_rate")
        )
        anke = self.id_of("res.users", ("login", "=", "anke"))
        engineer = self.id_of("res.users", ("login", "=", "engineer"))
        check = {"metric_id": asked, "participant_ids": [(6, 0, [anke])], "seed": 11}
        self.env["crm.metric.check"].with_user(engineer).create(check).action_open()
        goal = self.id_of("crm.goal", ("metric_id.code", "=", "win_rate"))
        goal_map = self.id_of("crm.goal.map")
        metric = f"{METRICS}/{win_rate}"
        # the lock says why on the form of any stage
        stage = self.id_of("crm.stage", ("is_won", "=", False), ("sequence", ">", 1))
        self.take("crm_goal_map/kanban", "/odoo/goal-map")
        self.take("crm_goal_map/map", "/odoo/goal-map-drawn", height=1080)
        self.take("crm_goal_map/uplift", f"/odoo/goal-maps/{goal_map}")
        self.take("crm_goal_map/goal", f"/odoo/goal-map/{goal}")
        own = "crm_metric_definitions"
        procedure = "Measurement procedure"
        self.take(f"{own}/metric", metric, click=procedure, crop=880)
        self.take(f"{own}/chart", metric, click="Why is it so?", height=1130)
        self.take(f"{own}/check", QUESTIONS, "anke", click="Answer")
        self.take("crm_readiness/gate", "/odoo/crm-gate")
        self.take("crm_readiness/lock", f"{STAGES}/{stage}", crop=660)
