import importlib.util
from pathlib import Path

from dateutil.relativedelta import relativedelta

from odoo.fields import Command
from odoo.tests import tagged

from .common import GoalCase

SCRIPT = Path(__file__).parents[1] / "migrations/19.0.2.0.0/pre-goal-figures.py"
BASELINE = ("value", "period_start", "period_end", "approval_id", "fingerprint")
OLD = {
    "crm_goal": {
        "target_known": "boolean",
        "committed_known": "boolean",
        "stretch_known": "boolean",
        "baseline_known": "boolean",
        "baseline_value": "double precision",
        "baseline_period_start": "date",
        "baseline_period_end": "date",
        "baseline_approval_id": "integer",
        "baseline_fingerprint": "varchar",
    },
    "crm_goal_effect": {"guard_known": "boolean"},
    "crm_goal_explanation": {},
}


def _migrate(cr):
    spec = importlib.util.spec_from_file_location("pre_goal_figures", SCRIPT)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.migrate(cr, "19.0.1.0.0")


@tagged("post_install", "-at_install")
class TestMigrationGoalFigures(GoalCase):
    """The tables as they were in 19.0.1: 0 and a flag instead of NULL."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_known(cls.win_rate)

    def _make_old(self):
        self.env.flush_all()
        cr = self.env.cr
        for table, columns in OLD.items():
            for name, kind in columns.items():
                cr.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind}")
        for figure in ("target", "committed", "stretch"):
            cr.execute(
                f"UPDATE crm_goal SET {figure}_known = {figure}_value IS NOT NULL,"
                f" {figure}_value = COALESCE({figure}_value, 0)"
            )
        cr.execute(
            "UPDATE crm_goal SET target_change = COALESCE(target_change, 0),"
            " target_upper = COALESCE(target_upper, 0)"
        )
        cr.execute(
            "UPDATE crm_goal_effect SET guard_known = guard_limit IS NOT NULL,"
            " guard_limit = COALESCE(guard_limit, 0)"
        )
        copied = ", ".join(f"baseline_{name} = row.{name}" for name in BASELINE)
        cr.execute(
            f"UPDATE crm_goal SET baseline_known = true, {copied}"
            " FROM crm_goal_baseline row WHERE row.id = baseline_id"
        )
        cr.execute("ALTER TABLE crm_goal DROP COLUMN baseline_id")
        cr.execute(
            "ALTER TABLE crm_goal_explanation RENAME COLUMN period_last TO period_end"
        )
        self.env.invalidate_all()

    def test_figures_contents_and_baselines_stay(self):
        known = self._complete_goal(committed_value=0.0)
        known.effect_ids = [
            Command.create(
                {
                    "why": "Time",
                    "guard_metric_id": self.win_rate.id,
                    "guard_comparator": ">=",
                    "guard_limit": 0.0,
                }
            )
        ]
        known.explanation_ids.period_last = self.month - relativedelta(days=1)
        between = self._goal(
            target_comparator="range", target_value=0.4, target_upper=0.5
        )
        relative = self._goal(target_basis="relative", target_change=0.2)
        empty = self._goal()
        goals = known | between | relative | empty
        half = self.month - relativedelta(months=6)
        known.action_freeze_baseline(half, self.month, reason="New territory")
        self._decide(known)
        names = ["target_value", "committed_value", "stretch_value", "target_upper"]
        names += ["baseline_id", "baseline_value", "baseline_fingerprint"]
        before = goals.read(names)
        contents = goals._approval_contents()
        self._make_old()
        self.env.cr.execute(
            "UPDATE crm_goal_explanation SET period_end = %s WHERE goal_id = %s",
            [self.month, known.id],
        )

        _migrate(self.env.cr)

        self.env.invalidate_all()
        self.assertEqual(goals.read(names), before)
        self.assertEqual(goals._approval_contents(), contents)
        self.assertEqual(known.approval_state, "approved")
        self.assertEqual(known.committed_value, 0.0)
        self.assertIsNone(known.stretch_value)
        self.assertIsNone(empty.target_value)
        self.assertIsNone(empty.target_change)
        self.assertEqual(known.effect_ids.mapped("guard_limit"), [None, 0.0])
        self.assertEqual(
            known.explanation_ids.period_last, self.month - relativedelta(days=1)
        )
        self.env.cr.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name IN %s AND column_name IN %s",
            [tuple(OLD), tuple(name for columns in OLD.values() for name in columns)],
        )
        self.assertFalse(self.env.cr.fetchall(), "the old columns are gone")

    def test_a_baseline_without_its_row_gets_one(self):
        goal = self._quantified_goal()
        self._make_old()
        self.env.cr.execute(
            "UPDATE crm_goal SET baseline_value = 0.3 WHERE id = %s", [goal.id]
        )

        _migrate(self.env.cr)

        self.env.invalidate_all()
        self.assertEqual(len(goal.baseline_ids), 2)
        self.assertEqual(goal.baseline_id, goal.baseline_ids[0])
        self.assertEqual(goal.baseline_value, 0.3)
        self.assertEqual(goal.baseline_period_start, self.year_ago)
