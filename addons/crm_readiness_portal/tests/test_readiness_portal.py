import json
import re
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.crm_metric_definitions.tests.test_state_badge_colours import (
    CompiledColours,
    contrast,
)
from odoo.addons.crm_readiness.tests.common import decide

from .portal_case import PortalCase


@tagged("post_install", "-at_install")
class TestReadinessPortal(PortalCase):
    """What the advisor sees and does."""

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
            "<strong>Not met</strong>:",
        ):
            self.assertIn(word, text)

    def test_badges_can_be_read(self):
        """WCAG AA asks for a contrast of 4.5 to 1 on the advisor's page, too."""
        self._known_goal()
        self.assertNotIn("text-bg-success", self._get(self.page).text)
        assets = self.env["ir.qweb"]._get_asset_bundle("web.assets_frontend", js=False)
        colours = CompiledColours(assets.css().raw.decode())
        for name in ("success", "danger"):
            text = colours.property(f".text-{name}-emphasis", "color")
            ground = colours.property(f".bg-{name}-subtle", "background-color")
            self.assertGreaterEqual(contrast(text, ground), 4.5, (name, text, ground))

    def test_no_record_is_printed(self):
        """The page shows texts only, even when nobody has confirmed yet."""
        self._known_goal()
        text = self._get(self.page).text
        self.assertFalse(re.findall(r"crm(?:\.[a-z]+)+\([\d, ]*\)", text))
        self.assertNotIn("Last confirmed", text)
        self._confirm()
        self.assertIn("Last confirmed", self._get(self.page).text)

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
        decide(
            self.project.with_user(self.keeper),
            "software",
            "hold",
            minutes="Olga said no",
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
        """The name of a failing deliverable stays inside."""
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
