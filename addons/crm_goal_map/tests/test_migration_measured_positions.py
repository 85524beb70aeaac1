import importlib.util
from pathlib import Path

from odoo.fields import Command
from odoo.tests import tagged

from .common import GoalCase

SCRIPT = Path(__file__).parents[1] / "migrations/19.0.3.0.0/post-measured-positions.py"


@tagged("post_install", "-at_install")
class TestMigrationMeasuredPositions(GoalCase):
    def test_a_measured_figure_stands_beside_what_was_said(self):
        self._make_known(self.win_rate)
        period = {"period_start": self.year_ago, "period_end": self.month}
        row = {"metric_id": self.win_rate.id, "display": "40 %", **period}
        position = self._position(value_ids=[Command.create(row), Command.create(row)])
        old, said = position.value_ids
        self.env.flush_all()
        # as measuring left a row behind
        self.env.cr.execute(
            "UPDATE crm_goal_position_value SET source = 'live', approval_id = %s,"
            " said = NULL, said_lang = NULL WHERE id = %s",
            (self.win_rate.approval_id.id, old.id),
        )
        self.env.invalidate_all()
        content = old._map_content()["stated"]
        spec = importlib.util.spec_from_file_location("post_measured", SCRIPT)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        for _twice in range(2):
            script.migrate(self.env.cr, "19.0.2.0.0")
        self.env.invalidate_all()
        self.assertEqual(old.measured_display, "40.0 %")
        self.assertEqual(
            (old.measured_start, old.measured_end), (self.year_ago, self.month)
        )
        self.assertFalse(old.display, "nobody knows any more what was said")
        self.assertEqual(old.verdict, "unknown")
        self.assertEqual(old._map_content()["stated"], content, "approvals hold it")
        self.assertEqual((said.display, said.measured_value), ("40 %", None))
        old.display = "about 40 %"
        self.assertEqual((old.verdict, old.source), ("fits", "estimated"))
