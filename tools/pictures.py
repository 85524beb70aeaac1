"""`make pictures`: the screenshots of the READMEs and the handbook, taken anew.

In a throw-away copy of the demo company, by a browser without window.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import environment
from common import ROOT, Progress, Stop, foreground, system_packages
from databases import opened
from demo_check import Session
from server import Server, any_port

METRICS = "/odoo/action-crm_metric_definitions.crm_metric_definition_action"
QUESTIONS = "/odoo/action-crm_metric_definitions.crm_metric_check_action_mine"
STAGES = "/odoo/action-crm.crm_stage_action"


def main() -> int:
    system_packages("screenshots", {"chromium": "chromium"})
    progress = Progress(environment.STEPS + 2)
    with opened(progress) as databases:
        with progress.step("Template database"):
            template = databases.template("full", demo=True)
        with progress.step("Screenshots"), databases.scratch(template) as name:
            with Server(databases.env, name, any_port(), check=True) as odoo:
                return _take(odoo.url, name, databases.env)


def _take(url: str, database: str, env: dict) -> int:
    pictures = list(_pictures(Session(url, database, "engineer", "engineer")))
    for picture in pictures:
        picture["file"] = str(ROOT / "addons" / picture["file"])
    with tempfile.NamedTemporaryFile("w", suffix=".json") as order:
        json.dump({"url": url, "database": database, "pictures": pictures}, order)
        order.flush()
        python = environment.VENV / "bin" / "python"
        browser = Path(__file__).with_name("browser.py")
        return foreground([python, browser, order.name], env)


def _pictures(engineer: Session):
    """What is shown: who looks at what, and what is clicked before."""

    def id_of(model, *domain):
        found = engineer.call(model, "search", list(domain), limit=1)
        if not found:
            raise Stop(f"The demo company has no {model} {domain}.")
        return found[0]

    def picture(addon, name, path, login="manager", click=None, height=900, crop=None):
        file = f"{addon}/static/description/{name}.png"
        return {
            "file": file,
            "path": path,
            "login": login,
            "click": click,
            "height": height,
            "crop": crop or height,
        }

    win_rate = id_of("crm.metric.definition", ("code", "=", "win_rate"))
    asked = id_of("crm.metric.definition", ("code", "=", "decision_maker_rate"))
    anke = id_of("res.users", ("login", "=", "anke"))
    check = {"metric_id": asked, "participant_ids": [[6, 0, [anke]]], "seed": 11}
    created = engineer.call("crm.metric.check", "create", [check])
    engineer.call("crm.metric.check", "action_open", created)
    goal = id_of("crm.goal", ("metric_id.code", "=", "win_rate"))
    the_map = id_of("crm.goal.map")
    metric = f"{METRICS}/{win_rate}"
    yield picture("crm_goal_map", "kanban", "/odoo/goal-map")
    yield picture("crm_goal_map", "map", "/odoo/goal-map-drawn", height=1080)
    yield picture("crm_goal_map", "uplift", f"/odoo/goal-maps/{the_map}")
    yield picture("crm_goal_map", "goal", f"/odoo/goal-map/{goal}")
    own = "crm_metric_definitions"
    yield picture(own, "metric", metric, click="Measurement procedure", crop=880)
    yield picture(own, "chart", metric, click="Why is it so?", height=1130)
    yield picture(own, "check", QUESTIONS, "anke", click="Answer")
    yield picture("crm_readiness", "gate", "/odoo/crm-gate")
    # the lock says why on the form of any stage
    stage = id_of("crm.stage", ("is_won", "=", False), ("sequence", ">", 1))
    yield picture("crm_readiness", "lock", f"{STAGES}/{stage}", crop=660)
