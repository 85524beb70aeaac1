import runpy
from pathlib import Path

from odoo.tests import TransactionCase, tagged

SCRIPT = Path(__file__).parents[1] / "migrations/19.0.2.0.0/pre-xml-ids.py"


@tagged("post_install", "-at_install")
class TestMigrationXmlIds(TransactionCase):
    def _ids(self):
        self.env.cr.execute(
            "SELECT name, res_id FROM ir_model_data WHERE module = 'crm_goal_map'"
        )
        return dict(self.env.cr.fetchall())

    def test_migration(self):
        """Records of the version before keep their ids under the new names."""
        script = runpy.run_path(str(SCRIPT))
        now = self._ids()
        for before, after in script["RENAMED"]:
            self.assertIn(after, now)
            self.env.cr.execute(
                "UPDATE ir_model_data SET name = replace(name, %s, %s)"
                " WHERE module = 'crm_goal_map' AND name LIKE %s",
                [after, before, f"{after}%"],
            )
        self.assertIn("cron_review_ir_actions_server", self._ids())
        for _twice in range(2):
            script["migrate"](self.env.cr, "19.0.1.0.0")
            self.assertEqual(self._ids(), now)
