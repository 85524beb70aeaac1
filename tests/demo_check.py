"""What `make demo-check` looks at, as a browser would: over HTTP, logged in."""

from __future__ import annotations

import http.cookiejar
import json
import re
import urllib.request

from tools.common import Stop

MENU = "crm_goal_map."  # a menu of this addon opens the goal map


class Session:
    """A logged-in user of Odoo's JSON-RPC."""

    def __init__(self, url: str, database: str, login: str, password: str):
        self.url = url
        jar = http.cookiejar.CookieJar()
        cookies = urllib.request.HTTPCookieProcessor(jar)
        self.opener = urllib.request.build_opener(
            cookies, urllib.request.ProxyHandler({})
        )
        answer = self.post(
            "/web/session/authenticate",
            {"db": database, "login": login, "password": password},
        )
        if not answer.get("uid"):
            raise Stop(f"{login} cannot log in at {url}.")
        self.name = answer["name"]
        self.id = next(c.value for c in jar if c.name == "session_id")

    def get(self, path: str) -> str:
        with self.opener.open(f"{self.url}{path}", timeout=120) as answer:
            return answer.read().decode()

    def post(self, path: str, params: dict):
        request = urllib.request.Request(
            f"{self.url}{path}",
            json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}).encode(),
            {"Content-Type": "application/json"},
        )
        with self.opener.open(request, timeout=120) as answer:
            content = json.load(answer)
        if "error" in content:
            data = content["error"].get("data", {})
            raise Stop(f"{path} answers: {data.get('message') or content['error']}")
        return content["result"]

    def call(self, model: str, method: str, *args, **kwargs):
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.post(f"/web/dataset/call_kw/{model}/{method}", params)

    def search(self, model: str, domain: list, *fields: str) -> list[dict]:
        specification = {
            field: {"fields": {"display_name": {}}} if field.endswith("_id") else {}
            for field in fields
        }
        found = self.call(
            model, "web_search_read", domain=domain, specification=specification
        )
        return found["records"]


def look(url: str, database: str) -> None:
    """Print what a user finds; stop at anything that is not as it must be."""
    session = Session(url, database, "admin", "admin")
    if "odoo.__session_info__" not in session.get("/odoo"):
        raise Stop("The web client's page does not load.")
    print(f"logged in as {session.name}")
    _goal_map(session)
    _gates(session)
    _portal(Session(url, database, "advisor", "advisor"))


def _goal_map(session: Session) -> None:
    menus = json.loads(session.get("/web/webclient/load_menus"))
    entries = [m for m in menus.values() if (m.get("xmlid") or "").startswith(MENU)]
    entries = [m for m in entries if m.get("actionID")]
    if not entries:
        raise Stop("There is no menu that opens the goal map.")
    for entry in entries:
        action = session.post("/web/action/load", {"action_id": entry["actionID"]})
        if action["type"] != "ir.actions.act_window":
            continue
        views = [list(view) for view in action["views"]]
        session.call(action["res_model"], "get_views", views)
        count = session.call(action["res_model"], "search_count", [])
        print(f"menu {entry['name']}: {action['res_model']}, {count} records")
    goals = session.search(
        "crm.goal", [], "display_name", "map_id", "segment_id", "status"
    )
    maps = session.search("crm.goal.map", [], "display_name", "approval_state")
    if not maps or not goals:
        raise Stop("The demo data has no goal map with goals.")
    for goal_map in maps:
        mine = [goal for goal in goals if goal["map_id"]["id"] == goal_map["id"]]
        state = goal_map["approval_state"]
        print(f"goal map {goal_map['display_name']} ({state}): {len(mine)} goals")
        for goal in mine:
            segment = (goal["segment_id"] or {}).get("display_name", "-")
            print(f"  {segment}: {goal['display_name']} ({goal['status']})")


def _gates(session: Session) -> None:
    projects = session.search("crm.readiness.project", [], "display_name")
    if not projects:
        raise Stop("The demo data has no CRM project.")
    phases = session.search("crm.readiness.phase", [], "code")
    codes = list(dict.fromkeys(phase["code"] for phase in phases))
    for project in projects:
        print(f"CRM project {project['display_name']}")
        told = set()
        for code in codes:
            report = session.call(
                "crm.readiness.project", "gate_report", [project["id"]], code
            )
            state = "open" if report["open"] else "closed"
            print(f"  gate {code}: {state}, {len(report['missing'])} things missing")
            for sentence in report["missing"]:
                if sentence not in told:
                    print(f"    {sentence}")
                told.add(sentence)


def _portal(advisor: Session) -> None:
    """The page on which the advisor from outside judges the evidence."""
    found = re.search(r'href="(/my/readiness/\d+)', advisor.get("/my/readiness"))
    if not found:
        raise Stop(f"{advisor.name} finds no CRM project on the portal.")
    if "/confirm" not in advisor.get(found.group(1)):
        raise Stop(f"{advisor.name} cannot confirm the evidence on the portal.")
    print(f"portal: {advisor.name} reads and confirms at {found.group(1)}")
