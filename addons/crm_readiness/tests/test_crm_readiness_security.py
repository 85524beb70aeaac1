from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import ReadinessCase

READ, WRITE, CREATE, UNLINK = "read", "write", "create", "unlink"
ALL = {READ, WRITE, CREATE, UNLINK}
# {model: {who: what}}; who is not named has nothing
RIGHTS = {
    "crm.readiness.phase": {
        "onlooker": {READ},
        "owner": {READ, WRITE},
        "keeper": {READ},
        "advisor": {READ},
    },
    "crm.readiness.criterion": {
        "onlooker": {READ},
        "owner": {READ},
        "keeper": ALL,
        "advisor": {READ},
    },
    "crm.readiness.project": {
        "onlooker": {READ},
        "owner": ALL,
        "keeper": {READ},
        "advisor": {READ},
    },
    "crm.readiness.scope": {
        "onlooker": {READ},
        "owner": ALL,
        "keeper": {READ},
        "advisor": {READ},
    },
    "crm.readiness.deliverable": {
        "onlooker": {READ},
        "owner": ALL,
        "keeper": {READ},
        "advisor": {READ},
    },
    "crm.readiness.waiver": {
        "onlooker": {READ},
        "owner": ALL,
        "keeper": {READ},
        "advisor": {READ},
    },
    **{
        f"crm.readiness.{name}": {
            "onlooker": {READ},
            "owner": {READ},
            "keeper": {READ},
            "advisor": {READ},
        }
        for name in (
            "decision",
            "condition",
            "fulfilment",
            "confirmation",
            "lapse",
            "trace",
        )
    },
    "crm.readiness.decision.wizard": {"keeper": {READ, WRITE, CREATE}},
}


@tagged("post_install", "-at_install")
class TestSecurity(ReadinessCase):
    def test_rights(self):
        stranger = self.env["res.users"].create(
            {
                "name": "Stranger",
                "login": "readiness_stranger",
                "group_ids": [Command.set([self.env.ref("base.group_user").id])],
            }
        )
        people = {
            "onlooker": self.onlooker,
            "owner": self.owner,
            "keeper": self.keeper,
            "advisor": self.advisor,
            "stranger": stranger,
        }
        for model, rights in RIGHTS.items():
            for who, user in people.items():
                records = self.env[model].with_user(user)
                has = {operation for operation in ALL if records.has_access(operation)}
                with self.subTest(model=model, who=who):
                    self.assertEqual(has, rights.get(who, set()))

    def test_other_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        project = self._project()
        foreigner = self._readiness_user("foreigner", "group_project_owner")
        foreigner.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        seen = self.env["crm.readiness.project"].with_user(foreigner)
        self.assertFalse(seen.search([("id", "=", project.id)]))
        with self.assertRaises(AccessError):
            seen.browse(project.id).gate_report("software")
        with self.assertRaises(AccessError):
            seen.browse(project.id).write({"name": "Mine"})
        # the banner has no name of it, a refusal says whom to ask
        status = seen.lock_status("crm.stage")
        self.assertTrue(status["locked"])
        self.assertFalse(status["projects"][0]["missing"])
        self.assertNotIn(project.name, str(status))
        error = seen.browse(project.id)._gate_closed_error(self.stage)
        for name in (project.name, self.company.name, self.keeper.name):
            self.assertIn(name, str(error))
        self.assertIn(self.owner.name, str(error))
        self.assertNotIn("Not met", str(error))
        self._waiver(project, kind="lock", hours=1, reason="Secret")
        self.assertFalse(seen.lock_status("crm.stage")["waivers"])
        mine = self.env["crm.readiness.project"].with_user(self.owner)
        self.assertTrue(mine.lock_status("crm.stage")["waivers"])

    def test_portal_sees_only_what_names_it(self):
        portal = self.env["res.users"].create(
            {
                "name": "External",
                "login": "readiness_portal",
                "group_ids": [Command.set([self.env.ref("base.group_portal").id])],
            }
        )
        project = self._project()
        seen = self.env["crm.readiness.project"].with_user(portal)
        self.assertFalse(seen.search([]))
        project.advisor_id = portal.partner_id
        self.assertEqual(seen.search([]), project)
        with self.assertRaises(AccessError):
            seen.browse(project.id).write({"name": "Mine"})
        self.assertFalse(seen.lock_status("crm.stage")["projects"])

    def test_menu_of_an_advisor(self):
        """An internal advisor finds the projects that name him."""
        project = self._project()
        self._project(name="Other", advisor_id=self.onlooker.partner_id.id)
        menu = self.env.ref("crm_readiness.crm_readiness_project_menu_advised")
        advisors = self.env.ref("crm_readiness.group_readiness_advisor")
        self.assertEqual(menu.group_ids, advisors)
        domain = safe_eval(menu.action.domain, {"uid": self.advisor.id})
        projects = self.env["crm.readiness.project"].with_user(self.advisor)
        self.assertEqual(projects.search(domain), project)

    def test_sales_people_read_and_managers_own(self):
        seller = self.env.ref("sales_team.group_sale_salesman")
        manager = self.env.ref("sales_team.group_sale_manager")
        reader = self.env.ref("crm_readiness.group_readiness_user")
        owner = self.env.ref("crm_readiness.group_project_owner")
        keeper = self.env.ref("crm_readiness.group_gate_keeper")
        self.assertIn(reader, seller.all_implied_ids)
        self.assertNotIn(owner, seller.all_implied_ids)
        self.assertIn(owner, manager.all_implied_ids)
        self.assertNotIn(keeper, manager.all_implied_ids)
