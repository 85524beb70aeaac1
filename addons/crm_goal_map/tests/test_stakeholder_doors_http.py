import io
import json
import zipfile
from datetime import timedelta

from odoo import fields, http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .stakeholder_case import SECRET, StakeholderCase


@tagged("post_install", "-at_install")
class TestStakeholderDoorsHttp(StakeholderCase, HttpCase):
    """The same from outside, with an API key."""

    def _post(self, user, path, **params):
        keys = self.env["res.users.apikeys"].with_user(user).sudo()
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        key = keys._generate("rpc", "test", tomorrow)
        return self.url_open(
            f"/json/2/{path}",
            data=json.dumps(params),
            headers={
                "Authorization": f"bearer {key}",
                "Content-Type": "application/json",
            },
        )

    @mute_logger("odoo.http")
    def test_json2(self):
        goal = self.goal
        spec = {"stakeholder_ids": {"fields": {"stance_now": {}}}}
        domain = [["stakeholder_ids.stance_now", "=", "opponent"]]
        doors = (
            ("crm.goal.stakeholder/search_read", {"domain": []}),
            (
                "crm.goal.stakeholder/web_search_read",
                {"domain": [], "specification": {"name": {}}},
            ),
            ("crm.goal.stakeholder/read", {"ids": self.person.ids}),
            ("crm.goal/web_search_read", {"domain": [], "specification": spec}),
            ("crm.goal/search_count", {"domain": domain}),
            ("crm.goal/read", {"ids": self.goal.ids, "fields": ["stance_risk"]}),
            (
                "crm.goal.map/read",
                {"ids": self.map.ids, "fields": ["stakeholder_grid"]},
            ),
            (
                "crm.goal.stakeholder/formatted_read_group",
                {"domain": [], "groupby": ["stance_now"], "aggregates": ["__count"]},
            ),
            ("crm.goal.stakeholder/name_search", {"name": "Zeno"}),
            (
                "crm.goal.stakeholder/export_data",
                {"ids": self.person.ids, "fields_to_export": ["stance_now"]},
            ),
            ("crm.goal.stakeholder/create", {"vals_list": [{"goal_id": goal.id}]}),
            (
                "crm.goal.stakeholder/write",
                {"ids": self.person.ids, "vals": {"stance_now": "driver"}},
            ),
            ("crm.goal.stakeholder/unlink", {"ids": self.person.ids}),
            (
                "crm.goal/export_data",
                {
                    "ids": goal.ids,
                    "fields_to_export": ["stakeholder_ids/stance_now"],
                },
            ),
            (
                "crm.goal/formatted_read_group",
                {
                    "domain": [],
                    "groupby": ["stakeholder_ids"],
                    "aggregates": ["__count"],
                },
            ),
            (
                "crm.goal/write",
                {"ids": goal.ids, "vals": {"stakeholder_ids": [[5, 0, 0]]}},
            ),
            (
                "crm.goal.effect/search_count",
                {"domain": [["goal_id.stakeholder_ids.stance_now", "!=", False]]},
            ),
            ("crm.goal.map/action_anonymise_stakeholders", {"ids": self.map.ids}),
            ("crm.goal.map/action_delete_stakeholders", {"ids": self.map.ids}),
        )
        for user in self.others:
            for path, params in doors:
                with self.subTest(f"{user.login} {path}"):
                    answer = self._post(user, path, **params)
                    self.assertEqual(answer.status_code, 403, answer.text[:300])
                    for word in ("Zeno", "pponent", "Lunch"):
                        self.assertNotIn(word, answer.json()["message"])
        answer = self._post(self.confidant, doors[0][0], **doors[0][1])
        self.assertIn("opponent", answer.text)
        self.assertEqual(self.person.stance_now, "opponent")

    @mute_logger("odoo.http")
    def test_json2_says_nothing(self):
        """What everybody may call: nothing of the stakeholders comes out of it."""
        self._noted()
        mine = {"domain": [["map_id", "=", self.map.id]]}
        goals = [["model", "in", ["crm.goal", "crm.goal.map"]]]
        doors = (
            ("crm.goal/read", {"ids": self.goal.ids}),
            ("crm.goal/fields_get", {}),
            ("crm.goal/search_read", {**mine, "order": "stakeholder_ids"}),
            ("crm.goal/search_read", {**mine, "order": "stance_risk desc"}),
            ("crm.goal.map/map_data", {"ids": self.map.ids}),
            ("crm.goal.map/read", {"ids": self.map.ids}),
            ("crm.goal.map.revision/search_read", mine),
            ("crm.goal.segment/kanban_hints", mine),
            ("crm.approval/search_read", {"domain": []}),
            ("mail.message/search_read", {"domain": goals}),
            ("mail.activity/search_read", {"domain": []}),
        )
        for user in self.others:
            for path, params in doors:
                with self.subTest(f"{user.login} {path}"):
                    answer = self._post(user, path, **params)
                    for word in (*SECRET, "stance_now"):
                        self.assertNotIn(word, answer.text)

    @mute_logger("odoo.http", "odoo.addons.web.controllers.export")
    def test_files_say_nothing(self):
        """Export, workbook and reports, over the session of a browser."""
        self._noted()
        revision = self.map.revision_ids
        for user in (self.manager, self.decider, self.seller):
            self.authenticate(user.login, user.login)
            export = {
                "model": "crm.goal",
                "ids": self.goal.ids,
                "domain": [],
                "groupby": [],
                "context": {},
                "import_compat": False,
                "fields": [
                    {"name": f"stakeholder_ids/{name}", "label": name, "type": "char"}
                    for name in ("display_name", "stance_now", "action")
                ],
            }
            answer = self.url_open(
                "/web/export/csv",
                data={
                    "data": json.dumps(export),
                    "csrf_token": http.Request.csrf_token(self),
                },
            )
            said = [answer.text]
            self.assertNotEqual(answer.status_code, 200)
            for name, id_ in (
                ("steering_report", self.map.id),
                ("revision_report", revision.id),
            ):
                page = self.url_open(f"/report/html/crm_goal_map.{name}/{id_}")
                self.assertEqual(page.status_code, 200)
                said.append(page.text)
            workbook = self.url_open(f"/crm_goal_map/workbook/{self.map.id}")
            with zipfile.ZipFile(io.BytesIO(workbook.content)) as parts:
                said += [parts.read(name).decode() for name in parts.namelist()]
            for word in SECRET:
                self.assertNotIn(word, "".join(said))

    def _noted(self):
        """Something to find: a measure that was written, a decision, a revision."""
        self.person.with_user(self.confidant).action = "Lunch with Zeno"
        self._decide(self.map)
        self.env.flush_all()
