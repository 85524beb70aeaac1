import json
from datetime import timedelta

from odoo import fields, http
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.crm_readiness.tests.common import ReadinessCase


@tagged("post_install", "-at_install")
class TestReadinessPortal(ReadinessCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.external = cls._portal_user("readiness_external")
        cls.other = cls._portal_user("readiness_other")
        cls.project = cls._project(advisor_id=cls.external.partner_id.id)
        cls.page = f"/my/readiness/{cls.project.id}"

    @classmethod
    def _portal_user(cls, login):
        return new_test_user(cls.env, login, groups="base.group_portal", lang="en_US")

    def _as(self, user):
        self.authenticate(user.login, user.login)

    def _get(self, path, user=None):
        self._as(user or self.external)
        return self.url_open(path)

    def _confirm(self, user=None, **data):
        self._as(user or self.external)
        data = {
            "csrf_token": http.Request.csrf_token(self),
            "key": self.project._evidence_key(),
            **data,
        }
        return self.url_open(f"{self.page}/confirm", data=data)

    def _known_goal(self):
        self._make_known(self.win_rate)
        return self._complete_goal()

    # -- what he sees ----------------------------------------------------------

    def test_list(self):
        self.assertIn("New CRM", self._get("/my/readiness").text)
        nothing = self._get("/my/readiness", self.other).text
        self.assertNotIn("New CRM", nothing)
        self.assertIn("No CRM project names you", nothing)

    def test_home(self):
        self._as(self.external)
        answer = self.url_open(
            "/my/counters",
            data=json.dumps({"params": {"counters": ["readiness_count"]}}),
            headers={"Content-Type": "application/json"},
        ).json()
        self.assertEqual(answer["result"]["readiness_count"], 1)
        self.assertIn("/my/readiness", self.url_open("/my/home").text)

    def test_gate_and_evidence(self):
        goal = self._known_goal()
        text = self._get(self.page).text
        for word in (
            "Gate closed",
            "Configure software",
            goal.name,
            goal.baseline_display,
            goal.target_display,
            self.win_rate.name,
            "Draft",
        ):
            self.assertIn(word, text)

    def test_each_phase(self):
        self.assertIn("Gate closed", self._get(f"{self.page}?phase=goals").text)
        nonsense = self._get(f"{self.page}?phase=nonsense")
        self.assertEqual(nonsense.status_code, 200)

    def test_nothing_about_people(self):
        """Names and stances of stakeholders, minutes and reasons stay inside."""
        goal = self._known_goal()
        opponent = self.env["res.partner"].create({"name": "Olga Opponent"})
        self.env["crm.goal.stakeholder"].create(
            {
                "goal_id": goal.id,
                "partner_id": opponent.id,
                "stance_now": "opponent",
                "influence": "high",
            }
        )
        self._waiver(
            self.project,
            reason="Because of Olga",
            criterion_id=self.env.ref("crm_readiness.criterion_goals_approved").id,
            expiry=fields.Datetime.now() + timedelta(days=9),
        )
        self.project.with_user(self.keeper).decide(
            "software", "hold", minutes="Olga said no"
        )
        text = self._get(self.page).text
        report = self.project.with_user(self.external).gate_report("software")
        for hidden in ("Olga", self.keeper.name):
            self.assertNotIn(hidden, text)
            self.assertNotIn(hidden, json.dumps(report))
        self.assertEqual(report["decision"]["kind"], "hold")
        self.assertTrue(report["waivers"])
        inside = self.project.with_user(self.owner).gate_report("software")
        self.assertIn("Olga", json.dumps(inside))

    def test_only_evidence_is_named(self):
        """A deliverable that fails has no name outside."""
        self._known_goal()
        self.env["crm.readiness.deliverable"].create(
            {"name": "Secret", "kind": "tactic", "project_id": self.project.id}
        )
        report = self.project.with_user(self.external).gate_report("live")
        named = {r["model"] for c in report["criteria"] for r in c["records"]}
        self.assertLessEqual(
            named, {"crm.goal", "crm.goal.position", "crm.metric.definition"}
        )
        self.assertNotIn("Secret", json.dumps(report))

    def test_in_german(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.external.lang = "de_DE"
        text = self._get(self.page, self.external).text
        self.assertIn("Gate geschlossen", text)

    def test_queries_do_not_grow_with_the_goals(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.project.with_user(self.external)._advisor_page()
            return self.env.cr.sql_log_count - before

        self._goal()
        queries()
        one = queries()
        for _number in range(9):
            self._goal()
        self.assertEqual(queries(), one)

    # -- what he does -----------------------------------------------------------

    def test_confirm(self):
        answer = self._confirm(comment=" Seen with the team. ")
        self.assertIn("the evidence is confirmed", answer.text)
        confirmation = self.project.confirmation_ids
        self.assertEqual(confirmation.user_id, self.external)
        self.assertEqual(confirmation.comment, "Seen with the team.")
        self.assertEqual(self._state(self.project, "advisor_confirmed"), "met")
        self.assertIn("Last confirmed on", self._get(self.page).text)

    def test_evidence_changed_meanwhile(self):
        key = self.project._evidence_key()
        self._known_goal()
        answer = self._confirm(key=key, comment="As seen")
        self.assertIn("has changed since you opened", answer.text)
        self.assertIn("As seen</textarea>", answer.text)
        self.assertFalse(self.project.confirmation_ids)

    def test_a_change_ends_it(self):
        self._known_goal()
        self._confirm()
        self.assertEqual(self._state(self.project, "advisor_confirmed"), "met")
        self.win_rate.question = "Something else?"
        self.env["crm.goal"].search([("map_id", "=", self.map.id)]).change_what = "X"
        self.assertEqual(self._state(self.project, "advisor_confirmed"), "not_met")

    def test_same_as_inside(self):
        """An internal advisor has the same page, and the board."""
        self.project.advisor_id = self.advisor.partner_id
        self.assertIn("New CRM", self._get(self.page, self.advisor).text)
        self._confirm(self.advisor)
        self.assertEqual(self.project.confirmation_ids.user_id, self.advisor)

    # -- who may not ------------------------------------------------------------

    def _assert_refused(self, user):
        self.assertEqual(self._get(self.page, user).status_code, 404)
        with mute_logger("odoo.http"):
            self.assertEqual(self._confirm(user).status_code, 404)
        self.assertFalse(self.project.confirmation_ids)

    def test_other_portal_user(self):
        self._assert_refused(self.other)

    def test_people_inside_who_are_not_the_advisor(self):
        self._assert_refused(self.owner)
        self._assert_refused(self.keeper)

    def test_advisor_no_more(self):
        self.project.advisor_id = self.other.partner_id
        self._assert_refused(self.external)

    def test_other_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.external.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        self._assert_refused(self.external)

    def test_archived_project(self):
        self._waiver(self.project, kind="lock", hours=1)
        self.project.active = False
        self._assert_refused(self.external)

    def test_colleague_of_the_advisor(self):
        firm = self.env["res.partner"].create({"name": "Firm", "is_company": True})
        (self.external + self.other).partner_id.parent_id = firm
        self._assert_refused(self.other)

    def test_unknown_project(self):
        self.assertEqual(self._get("/my/readiness/999999").status_code, 404)
        self.assertEqual(self._get("/my/readiness/abc").status_code, 404)

    def test_public_visitor(self):
        for path in ("/my/readiness", self.page):
            answer = self.url_open(path, allow_redirects=False)
            self.assertEqual(answer.status_code, 303)
            self.assertIn("/web/login", answer.headers["Location"])

    def test_without_token(self):
        with mute_logger("odoo.http"):
            answer = self._confirm(csrf_token="")
        self.assertEqual(answer.status_code, 400)
        self.assertFalse(self.project.confirmation_ids)

    def test_confirming_is_no_link(self):
        with mute_logger("odoo.http"):
            self.assertEqual(self._get(f"{self.page}/confirm").status_code, 405)
        self.assertFalse(self.project.confirmation_ids)

    def test_former_owner(self):
        """Who once owned the project does not confirm it, on this page either."""
        self.env.cr.execute(
            "INSERT INTO crm_readiness_project_former_owner_rel VALUES (%s, %s)",
            (self.project.id, self.external.id),
        )
        self.env.invalidate_all()
        self.assertIn("another person has to confirm", self._get(self.page).text)
        answer = self._confirm()
        self.assertIn("You own or owned", answer.text)
        self.assertFalse(self.project.confirmation_ids)

    @mute_logger("odoo.http")
    def test_doors_of_the_network(self):
        """What the page does not offer, a call does not give either."""
        self._as(self.external)
        self._known_goal()
        for model, method, args in (
            ("crm.goal", "search_read", [[]]),
            ("crm.goal.map", "search_read", [[]]),
            ("crm.goal.stakeholder", "search_read", [[]]),
            ("crm.metric.definition", "search_read", [[]]),
            ("crm.readiness.decision", "search_read", [[]]),
            ("crm.readiness.waiver", "search_read", [[]]),
            ("crm.readiness.confirmation", "search_read", [[]]),
            ("crm.readiness.project", "board", [self.project.ids]),
            ("crm.readiness.project", "decide", [self.project.ids, "software", "go"]),
            ("crm.readiness.project", "write", [self.project.ids, {"name": "X"}]),
            ("crm.readiness.project", "_advisor_page", [self.project.ids]),
            ("crm.readiness.project", "message_post", [self.project.ids]),
        ):
            answer = self.url_open(
                f"/web/dataset/call_kw/{model}/{method}",
                data=json.dumps(
                    {
                        "params": {
                            "model": model,
                            "method": method,
                            "args": args,
                            "kwargs": {},
                        }
                    }
                ),
                headers={"Content-Type": "application/json"},
            ).json()
            with self.subTest(model=model, method=method):
                self.assertIn("error", answer)
