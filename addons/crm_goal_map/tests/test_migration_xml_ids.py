import runpy
from pathlib import Path

from odoo.tests import TransactionCase, tagged

SCRIPT = Path(__file__).parents[1] / "migrations/19.0.2.0.0/pre-xml-ids.py"
# names before and after
NAMES = {
    "action_map_view": "crm_goal_map_drawing_action",
    "action_report_revision": "crm_goal_map_revision_report_action",
    "action_report_steering": "crm_goal_map_steering_report_action",
    "cron_guards": "crm_goal_effect_cron_guards",
    "cron_retention": "crm_goal_map_cron_retention",
    "cron_review": "crm_goal_map_cron_review",
    "cron_review_ir_actions_server": "crm_goal_map_cron_review_ir_actions_server",
    "crm_goal_company_rule": "crm_goal_rule_company",
    "crm_goal_position_value_company_rule": "crm_goal_position_value_rule_company",
    "menu_goals": "crm_goal_menu",
    "menu_map_view": "crm_goal_map_drawing_menu",
    "menu_maps": "crm_goal_map_menu",
    "menu_positions": "crm_goal_position_menu",
    "menu_root": "crm_goal_map_menu_root",
    "menu_segments": "crm_goal_segment_menu",
    "menu_stakeholders": "crm_goal_stakeholder_menu",
}


@tagged("post_install", "-at_install")
class TestMigrationXmlIds(TransactionCase):
    def _ids(self):
        self.env.cr.execute(
            "SELECT name, res_id FROM ir_model_data WHERE module = 'crm_goal_map'"
        )
        return dict(self.env.cr.fetchall())

    def test_migration(self):
        """Records of the version before keep their ids under the new names."""
        now = self._ids()
        for old, new in NAMES.items():
            self.assertIn(new, now)
            self.env.cr.execute(
                "UPDATE ir_model_data SET name = %s"
                " WHERE module = 'crm_goal_map' AND name = %s",
                [old, new],
            )
        self.assertFalse(NAMES.keys() - self._ids().keys())
        migrate = runpy.run_path(str(SCRIPT))["migrate"]
        for _twice in range(2):
            migrate(self.env.cr, "19.0.1.0.0")
            self.assertEqual(self._ids(), now)
