from odoo.tests import tagged

from odoo.addons.crm_readiness.tests.common import ReadinessCase


@tagged("post_install", "-at_install")
class TestExtension(ReadinessCase):
    def test_criterion_of_another_addon(self):
        project = self._project()
        goal = self._goal()
        criterion = self.env.ref("test_crm_readiness.criterion_goals_dated")
        rules = criterion._fields["rule"]._description_selection(self.env)
        self.assertIn(("goals_dated", "Goals Have a Date"), rules)
        self.assertEqual(self._state(project, "goals_dated", "goals"), "not_met")
        criteria = project.gate_report("goals")["criteria"]
        row = {c["code"]: c for c in criteria}["goals_dated"]
        self.assertEqual(row["records"][0]["id"], goal.id)
        self.assertEqual(row["todo"], "Say until when.")
        goal.target_date = self.month
        self.assertEqual(self._state(project, "goals_dated", "goals"), "met")

    def test_locked_model_of_another_addon(self):
        setting = self.env["test.crm.readiness.setting"].create({"name": "A"})
        project = self._project()
        self.assertRefused(lambda: setting.write({"name": "B"}))
        self.assertRefused(setting.copy)
        self._waiver(project, kind="lock", hours=1)
        setting.name = "B"
