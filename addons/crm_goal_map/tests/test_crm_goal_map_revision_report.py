from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.crm_metric_definitions.public import ContentWords

from .common import GoalCase


@tagged("post_install", "-at_install")
class TestCrmGoalMapRevisionReport(GoalCase):
    def _html(self, revision, user=None):
        report = self.env["ir.actions.report"].with_user(user or self.seller)
        html = report._render_qweb_html("crm_goal_map.revision_report", revision.ids)
        return " ".join(html[0].decode().split())

    def _approved(self):
        self._make_known(self.win_rate)
        self._position(
            finding="Many offers, few orders.",
            value_ids=[
                Command.create({"metric_id": self.win_rate.id, "display": "under 3 %"})
            ],
        )
        self._position(self.inbound, existence="absent", no_goal_reason="Next year.")
        goal = self._quantified_goal(name="Win more")
        goal.with_user(self.confidant).stakeholder_ids = [
            Command.create(
                {"name": "Team Zeno", "influence": "high", "stance_now": "opponent"}
            )
        ]
        self._decide(self.map)
        return goal

    def test_as_it_was_then(self):
        goal = self._approved()
        first = self.map.revision_ids
        goal.write({"target_value": 0.9, "name": "Win everything"})
        goal.metric_id.sudo().name = "Another name"
        position = self.map.position_ids.filtered("finding")
        position.write({"finding": "All is well now.", "existence": "strong"})
        self.map.write({"name": "Other", "conditions": "Later."})
        html = self._html(first)
        for text in (
            "Win more",
            "40.0 %",
            "at least 48.0 %",
            "Many offers, few orders.",
            "under 3 %",
            "Does not exist",
            "No goal, because: Next year.",
            "not assessed yet",
            "Fine.",
            "revision 1",
        ):
            self.assertIn(text, html)
        for text in (
            "Win everything",
            "90.0 %",
            "All is well",
            "Another name",
            "Later.",
        ):
            self.assertNotIn(text, html)
        self.assertIn(">M<", html.replace("> ", ">").replace(" <", "<"))

    def _page(self, revision):
        report = self.env["report.crm_goal_map.revision_report"]
        return report._get_report_values(revision.ids)["pages"][0]

    def test_no_stakeholder_on_paper(self):
        self._approved()
        html = self._html(self.map.revision_ids, self.confidant)
        self.assertNotIn("Zeno", html)
        self.assertNotIn("Opponent", html)

    def test_a_relative_target_without_baseline(self):
        self._goal(target_basis="relative", target_change=0.2)
        self._decide(self.map)
        html = self._html(self.map.revision_ids)
        self.assertIn("+20 %", html)
        self.assertIn("not known yet", html)

    def test_a_metric_that_is_gone(self):
        self._approved()
        page = self._page(self.map.revision_ids)
        self.assertTrue(page["segments"])
        words = ContentWords(self.env["crm.goal"])
        gone = {"metric_id": "gone", "target_value": 0.48}
        self.assertEqual(words.text(("target_value",), gone), "0.48")

    def test_in_german(self):
        self._approved()
        self.seller.lang = "de_DE"
        self.assertIn("48,0", self._html(self.map.revision_ids))

    def test_button_and_company(self):
        self._approved()
        revision = self.map.revision_ids
        report = self.env.ref("crm_goal_map.crm_goal_map_revision_report_action")
        action = report.with_user(self.seller).report_action(revision)
        self.assertEqual(action["report_name"], "crm_goal_map.revision_report")
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "goal_stranger",
            groups="base.group_user,crm_goal_map.group_goal_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
            lang="en_US",
        )
        with self.assertRaises(AccessError):
            self._html(revision, stranger)

    def test_period(self):
        self.map.date_to = self.map.date_from + relativedelta(months=6)
        self._decide(self.map)
        page = self._page(self.map.revision_ids)
        self.assertIn(" – ", page["period"])
