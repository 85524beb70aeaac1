import runpy
from pathlib import Path

from odoo.tests import TransactionCase, tagged

SCRIPT = Path(__file__).parents[1] / "migrations/19.0.2.0.0/pre-xml-ids.py"
# names before and after, one of each kind at least
NAMES = {
    "action_gate_board": "crm_readiness_gate_board_action",
    "action_project_advised": "crm_readiness_project_action_advised",
    "action_report_gate": "crm_readiness_gate_report_action",
    "action_waiver": "crm_readiness_waiver_action",
    "cron_notify_lapses": "crm_readiness_lapse_cron_notify",
    "cron_notify_lapses_ir_actions_server": (
        "crm_readiness_lapse_cron_notify_ir_actions_server"
    ),
    "decision_wizard_view_form": "crm_readiness_decision_wizard_view_form",
    "menu_advised": "crm_readiness_project_menu_advised",
    "menu_root": "crm_readiness_menu_root",
    "project_view_kanban": "crm_readiness_project_view_kanban",
    "rule_project_portal": "crm_readiness_project_rule_portal",
    "rule_trace_company": "crm_readiness_trace_rule_company",
}


@tagged("post_install", "-at_install")
class TestMigrationXmlIds(TransactionCase):
    def _ids(self):
        self.env.cr.execute(
            "SELECT name, res_id FROM ir_model_data WHERE module = 'crm_readiness'"
        )
        return dict(self.env.cr.fetchall())

    def test_migration(self):
        """Records of the version before keep their ids under the new names."""
        now = self._ids()
        for old, new in NAMES.items():
            self.assertIn(new, now)
            self.env.cr.execute(
                "UPDATE ir_model_data SET name = %s"
                " WHERE module = 'crm_readiness' AND name = %s",
                [old, new],
            )
        self.assertNotEqual(self._ids(), now)
        migrate = runpy.run_path(str(SCRIPT))["migrate"]
        for _twice in range(2):
            migrate(self.env.cr, "19.0.1.0.0")
            self.assertEqual(self._ids(), now)
