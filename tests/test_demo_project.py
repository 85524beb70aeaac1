"""The demo company's goal map and CRM project: half finished, and stuck."""

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

STATED = {
    "relationship": ("2 x a year", "more than 80 %"),
    "opportunity": ("under 2 a week", "15 %", "under 3 %", "about 8 %"),
    "inbound": (),
    "service": (),
    "delightment": (),
}


@tagged("post_install", "-at_install")
class TestDemoProject(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.map = cls.env.ref("demo_company.goal_map").with_context(lang="en_US")
        cls.project = cls.env.ref("demo_company.project").with_context(lang="en_US")

    def user(self, login):
        return self.env.ref(f"demo_company.user_{login}")

    def test_positions_as_people_state_them(self):
        stated = {
            position.segment_id.code: tuple(position.value_ids.mapped("display"))
            for position in self.map.position_ids
        }
        self.assertEqual(STATED, stated)
        absent = self.map.position_ids.filtered(lambda p: p.existence == "absent")
        self.assertEqual(
            {"inbound", "service", "delightment"},
            set(absent.segment_id.mapped("code")),
        )

    def test_statements_agree_with_the_pipeline(self):
        """What people estimated in the workshop is what can be counted."""
        for value in self.map.position_ids.value_ids:
            metric = value.metric_id
            (point,) = metric.evaluate(value.period_start, value.period_end, "total")[
                metric.id
            ]
            found = point["value"] * (100 if value.unit == "%" else 1)
            with self.subTest(metric.code, stated=value.display, found=found):
                if value.comparator == "<":
                    self.assertLess(found, value.figure)
                elif value.comparator == ">":
                    self.assertGreater(found, value.figure)
                else:
                    self.assertAlmostEqual(found, value.figure, delta=value.figure / 8)

    def test_the_mistake_is_there_to_be_found(self):
        found = self.map.blanket_uplift()
        self.assertTrue(found["blanket"])
        self.assertEqual(set(self.map.goal_ids.ids), set(found["goal_ids"]))
        self.assertAlmostEqual(0.2, found["change"])
        with self.assertRaisesRegex(UserError, "Blanket uplift"):
            self.map.with_user(self.user("manager")).action_request_approval()

    def test_one_goal_has_a_baseline_the_others_are_not_known(self):
        win = self.map.goal_ids.filtered("baseline_id")
        self.assertEqual("win_rate", win.metric_id.code)
        self.assertLess(win.baseline_value, 0.03)
        others = self.map.goal_ids - win
        self.assertEqual({"not_known"}, set(others.mapped("status")))

    def test_stuck_before_its_gate(self):
        reports = {
            code: self.project.gate_report(code)
            for code in ("position", "measurement", "software")
        }
        self.assertTrue(reports["position"]["open"])
        self.assertEqual("hold", reports["measurement"]["decision"]["kind"])
        self.assertFalse(reports["software"]["open"])
        self.assertEqual("requested", self.project.waiver_ids.approval_state)
        manager = self.user("manager")
        stage = self.env.ref("crm.stage_lead2").with_user(manager)
        with self.assertRaises(UserError):
            stage.write({"name": "Interested"})
        item = self.env["crm.readiness.deliverable"].search(
            [("project_id", "=", self.project.id), ("kind", "=", "configuration")]
        )
        with self.assertRaises(UserError):
            item.with_user(manager).action_start()

    def test_decided_by_a_gate_keeper_who_does_not_own_it(self):
        self.assertEqual(self.user("keeper"), self.project.decision_ids.user_id)
        self.assertEqual(self.user("manager"), self.project.owner_id)
        self.assertFalse(self.project.confirmation_ids)

    def test_advisor_comes_from_outside(self):
        advisor = self.user("advisor")
        self.assertTrue(advisor.share)
        self.assertEqual(advisor.partner_id, self.project.advisor_id)
        projects = self.env["crm.readiness.project"].with_user(advisor)
        self.assertEqual(self.project, projects._advised_by_me())

    def test_speaks_the_language_of_the_company(self):
        self.env.company.partner_id.lang = "de_DE"
        names = ("goal_map", "project")
        self.env["ir.model.data"].search(
            [("module", "=", "demo_company"), ("name", "in", names)]
        ).unlink()
        self.user("advisor").group_ids = self.env.ref("base.group_user")
        self.env["crm.metric.demo"]._load_map()
        self.env["crm.metric.demo"]._load_project()
        german = self.env.ref("demo_company.goal_map")
        stated = german.position_ids.value_ids.with_context(lang="de_DE")
        self.assertIn("unter 2 pro Woche", stated.mapped("display"))
        english = stated.with_context(lang="en_US")
        self.assertIn("under 2 a week", english.mapped("display"))
        self.assertIn("Mehr abschließen", german.goal_ids.mapped("name"))
        project = self.env.ref("demo_company.project")
        self.assertEqual("CRM für bessere Aufträge", project.name)
        demo = self.env["crm.metric.demo"]._speaking()
        self.assertIn("Messe", demo._company().words["source"].values())

    def test_loads_once(self):
        self.env["crm.metric.demo"]._load_map()
        self.env["crm.metric.demo"]._load_project()
        self.assertEqual(1, self.env["crm.goal.map"].search_count([]))
        self.assertEqual(1, self.env["crm.readiness.project"].search_count([]))
