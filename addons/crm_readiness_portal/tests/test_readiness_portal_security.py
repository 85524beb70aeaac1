import json

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .portal_case import PortalCase


@tagged("post_install", "-at_install")
class TestReadinessPortalSecurity(PortalCase):
    """Who is refused, and what the page keeps to itself."""

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
        """A former owner cannot confirm, on this page either."""
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
        """A call gives nothing that the page does not offer."""
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
