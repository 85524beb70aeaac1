from dateutil.relativedelta import relativedelta
from lxml import etree

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import GoalCase


@tagged("post_install", "-at_install")
class TestCrmGoalFigures(GoalCase):
    def test_unknown_metric_gives_nothing_but_a_hint(self):
        goal = self._goal(target_value=0.5)
        self.assertEqual(goal.status, "not_known")
        self.assertTrue(goal.status_hint)
        self.assertIsNone(goal.current_value)
        self.assertIsNone(goal.progress)
        self.assertFalse(goal.sparkline)
        self.assertEqual(goal.trust, "not_known")
        self.assertEqual(goal.baseline_display, "not known yet")
        with self.assertRaisesRegex(UserError, "not known yet"):
            goal.action_freeze_baseline(self.year_ago, self.month)
        self.assertFalse(goal.baseline_id)

    def test_baseline_is_frozen_with_period_and_approval(self):
        self._make_known(self.win_rate)
        goal = self._quantified_goal()
        self.assertTrue(goal.baseline_id)
        self.assertAlmostEqual(goal.baseline_value, 0.4)
        self.assertEqual(goal.baseline_period_start, self.year_ago)
        self.assertEqual(goal.baseline_approval_id, self.win_rate.approval_id)
        self.assertEqual(goal.trust, "known")
        self.assertAlmostEqual(goal.current_value, 0.4)
        self.assertEqual(goal.progress, 0.0)
        self.assertIsNotNone(goal.progress)
        self.assertEqual(goal.status, "just_begun")
        self.assertFalse(goal.status_hint)
        self.assertEqual(len(goal.sparkline["values"]), 12)
        self.assertEqual(goal.baseline_display, "40.0 %")
        self.assertEqual(goal.target_display, "at least 48.0 %")
        self.assertEqual(goal.change_display, "+8 percentage points, relative +20 %")

    def test_nobody_types_a_baseline(self):
        self._make_known(self.win_rate)
        goal = self._quantified_goal()
        for user in (self.manager, self.env.user):
            for vals in (
                {"baseline_value": 0.1},
                {"baseline_id": False},
                {"baseline_fingerprint": "x"},
                {"baseline_ids": [Command.clear()]},
            ):
                with self.assertRaisesRegex(UserError, "nobody types"):
                    goal.with_user(user).write(vals)
        with self.assertRaisesRegex(UserError, "nobody types"):
            self._goal(baseline_value=0.3)
        with self.assertRaisesRegex(UserError, "nobody types"):
            self._goal(baseline_id=goal.baseline_id.id)
        with self.assertRaisesRegex(UserError, "nobody types"):
            self.map.goal_ids = [
                Command.update(goal.id, {"baseline_id": goal.baseline_id.id})
            ]
        with self.assertRaises(UserError):
            goal.baseline_ids.write({"value": 1})
        with self.assertRaises(UserError):
            goal.baseline_ids.unlink()

    def test_no_default_gives_a_baseline(self):
        self._make_known(self.win_rate)
        row = self._quantified_goal().baseline_id
        self.env["ir.default"].set("crm.goal", "baseline_id", row.id)
        vals = {
            "name": "New",
            "map_id": self.map.id,
            "segment_id": self.opportunity.id,
            "metric_id": self.win_rate.id,
        }
        Goal = self.env["crm.goal"].with_user(self.manager)
        goals = Goal.create(vals)
        goals |= Goal.with_context(default_baseline_id=row.id).create(vals)
        goals |= row.goal_id.copy()
        self.assertFalse(goals.baseline_id)
        self.env.invalidate_all()
        self.assertFalse(goals.baseline_id)
        imported = Goal.load(
            ["id", "baseline_id/.id"], [[f"__x.{row.id}", str(row.id)]]
        )
        self.assertIn("nobody types", imported["messages"][0]["message"])

    def test_rebaseline_needs_a_reason_and_keeps_the_old_one(self):
        self._make_known(self.win_rate)
        goal = self._quantified_goal()
        half = self.month - relativedelta(months=6)
        with self.assertRaisesRegex(UserError, "why it is measured again"):
            goal.action_freeze_baseline(half, self.month)
        goal.action_freeze_baseline(half, self.month, reason="New territory")
        goal.invalidate_recordset()
        self.assertEqual(len(goal.baseline_ids), 2)
        self.assertEqual(goal.baseline_ids[0].reason, "New territory")
        self.assertEqual(goal.baseline_ids[1].period_start, self.year_ago)
        self.assertEqual(goal.baseline_period_start, half)

    def test_unknown_figures_leave_as_nothing_not_as_zero(self):
        """On every way out: reading over RPC, export."""
        names = ["baseline_value", "current_value", "progress", "target_value"]
        names += ["committed_value", "stretch_value"]
        goal = self._goal()
        (row,) = goal.read(names)
        self.assertEqual([row[name] for name in names], [False] * 6)
        export = self.env["res.groups"].browse(
            self.env.ref("base.group_allow_export").id
        )
        self.manager.sudo().group_ids |= export
        self.assertEqual(goal.export_data(names)["datas"], [[""] * 6])
        self._make_known(self.win_rate)
        known = self._quantified_goal(committed_value=0.0)
        (row,) = known.read(names)
        self.assertAlmostEqual(row["baseline_value"], 0.4)
        self.assertEqual((row["progress"], row["committed_value"]), (0.0, 0.0))
        self.assertIs(row["stretch_value"], False)

    def test_a_changed_definition_hides_progress(self):
        self._make_known(self.win_rate)
        goal = self._quantified_goal()
        before = self.won.domain
        self.won.write({"domain": "[('won_status', '=', 'won')]"})
        goal.invalidate_recordset()
        self.assertEqual(goal.status, "not_known")
        self.assertEqual(goal.trust, "stale")
        self.assertIsNone(goal.progress)
        self.assertIsNone(goal.progress)
        self.assertIsNone(goal.current_value)
        self._make_known(self.win_rate)
        goal.invalidate_recordset()
        self.assertEqual(goal.status, "not_known")
        self.assertIn("defined differently", goal.status_hint)
        self.assertAlmostEqual(goal.baseline_value, 0.4)
        self.won.write({"domain": before})
        self._make_known(self.win_rate)
        goal.invalidate_recordset()
        self.assertEqual(goal.status, "just_begun")

    def test_a_period_that_is_not_over_is_no_baseline(self):
        self._make_known(self.win_rate)
        goal = self._goal()
        with self.assertRaisesRegex(UserError, "reach into the future"):
            goal.action_freeze_baseline(
                self.month, self.month + relativedelta(months=2)
            )
        with self.assertRaisesRegex(UserError, "last day must not be before"):
            goal.action_freeze_baseline(self.month, self.year_ago)

    def test_search_by_status(self):
        self._make_known(self.win_rate)
        measured = self._quantified_goal()
        unknown = self._goal(metric_id=False)
        Goal = self.env["crm.goal"].with_user(self.seller)
        found = Goal.search([("status", "=", "not_known")])
        self.assertIn(unknown, found)
        self.assertNotIn(measured, found)
        self.assertIn(measured, Goal.search([("status", "!=", "not_known")]))
        self.assertIn(measured, Goal.search([("trust", "=", "known")]))

    def test_progress_on_the_way(self):
        self._make_known(self.win_rate)
        goal = self._quantified_goal(target=0.5)
        for number in range(10):
            day = self.month - relativedelta(days=number + 1)
            self._closed_deal(day, won=True)
        goal.invalidate_recordset()
        # 24 + 10 of 60 + 10 since last year
        self.assertAlmostEqual(goal.current_value, 34 / 70)
        self.assertAlmostEqual(goal.progress, (34 / 70 - 0.4) / 0.1)

    def test_relative_target_follows_the_baseline(self):
        self._make_known(self.win_rate)
        goal = self._goal(target_basis="relative", target_change=0.2)
        self.assertIsNone(goal.target_value)
        self.assertIn("not known yet", goal.change_display)
        goal.action_freeze_baseline(self.year_ago, self.month)
        self.assertIsNotNone(goal.target_value)
        self.assertAlmostEqual(goal.target_value, 0.48)
        points = self._goal(target_basis="points", target_change=0.05)
        points.action_freeze_baseline(self.year_ago, self.month)
        self.assertAlmostEqual(points.target_value, 0.45)

    def test_a_target_of_zero_is_a_target(self):
        goal = self._goal(target_value=0)
        self.assertIsNotNone(goal.target_value)
        self.assertIsNone(self._goal().target_value)
        self.assertIsNone(goal.copy().target_value)

    def _goals(self, size, *metrics):
        return (
            self.env["crm.goal"]
            .with_user(self.manager)
            .create(
                [
                    {
                        "name": f"Goal {number}",
                        "map_id": self.map.id,
                        "segment_id": self.map.segment_ids[number % 5].id,
                        "metric_id": metrics[number % len(metrics)].id,
                        "target_value": 0.5,
                    }
                    for number in range(size)
                ]
            )
        )

    def _card_spec(self):
        """The fields of the card, as the web client asks for them."""
        views = self.env["crm.goal"].with_user(self.confidant)
        arch = etree.fromstring(views.get_view(view_type="kanban")["arch"])
        spec = {node.get("name"): {} for node in arch.iter("field")}
        spec["owner_id"] = {"fields": {"display_name": {}}}
        return spec

    def _with_reasons(self, goals):
        """An explanation, a person and an effect on each goal."""
        self.env["crm.goal.explanation"].with_user(self.confidant).create(
            [{"goal_id": goal.id, "text": "Because."} for goal in goals]
        )
        self.env["crm.goal.stakeholder"].with_user(self.confidant).create(
            [
                {
                    "goal_id": goal.id,
                    "name": "Offer desk",
                    "influence": "high",
                    "stance_now": "opponent",
                }
                for goal in goals
            ]
        )

    def test_queries_do_not_grow_with_goals(self):
        self._make_known(self.win_rate)
        other = self._make_known(
            self._metric("closed_test", kind="simple", numerator_id=self.closed.id)
        )
        spec = self._card_spec()
        for name in "explanation_stale stance_risk achievement sparkline".split():
            self.assertIn(name, spec)
        counts = []
        Goal = self.env["crm.goal"].with_user(self.confidant)
        # the first ones are archived then, and stay in the way of both that count
        for size in (10, 10, 200):
            self.env["crm.goal"].search([]).write({"active": False})
            goals = self._goals(size, self.win_rate, other)
            goals.action_freeze_baseline(self.year_ago, self.month)
            self._with_reasons(goals)
            domain = [("id", "in", goals.ids)]
            for _warm in range(2):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                Goal.web_search_read(domain, spec)
                counts_now = self.env.cr.sql_log_count - before
            counts.append(counts_now)
        self.assertEqual(counts[1], counts[2])

    def test_words_need_more_than_noise(self):
        """Two more of five won is news; before three months nothing is said."""
        self._make_known(self.win_rate)
        half = self.month - relativedelta(months=6)
        goal = self._goal(target_value=0.6, target_date=self.month)
        goal.target_date = self.month + relativedelta(months=6)
        goal.action_freeze_baseline(self.year_ago, half)
        self.assertEqual((goal.status, goal.trend), ("no_evidence", "steady"))
        self.assertIn("no difference beyond noise", goal.evidence)
        self.assertFalse(goal.status_hint)
        for month in range(6):
            day = half + relativedelta(months=month, days=9)
            for _number in range(4 + month % 2):
                self._closed_deal(day, won=True)
        self.env.invalidate_all()
        self.assertEqual(goal.trend, "better")
        self.assertEqual(goal.status, "reached")
        self.assertIn("more than noise", goal.evidence)
        self.assertTrue(goal.forecast_display)

    def test_a_target_met_by_luck_is_not_called_reached(self):
        self._make_known(self.win_rate)
        goal = self._goal(target_value=0.41)
        goal.action_freeze_baseline(self.year_ago, self.month - relativedelta(months=6))
        goal.target_date = self.month + relativedelta(months=6)
        self._closed_deal(self.month - relativedelta(days=3), won=True)
        self._closed_deal(self.month - relativedelta(days=40), won=True)
        self.env.invalidate_all()
        self.assertGreater(goal.current_value, 0.41)
        self.assertEqual(goal.status, "no_evidence")

    def test_a_documented_break_begins_anew(self):
        self._make_known(self.win_rate)
        goal = self._quantified_goal(target=0.6)
        points = self.win_rate.process_series()[self.win_rate.id]
        self.assertGreaterEqual(len(points), 12)
        self.env["crm.metric.annotation"].create(
            {
                "metric_id": self.win_rate.id,
                "date": self.month - relativedelta(months=2),
                "name": "Another price list",
                "is_break": True,
            }
        )
        self.env.invalidate_all()
        self.assertEqual(len(self.win_rate.process_series()[self.win_rate.id]), 2)
        self.assertFalse(goal.trend)
        self.assertFalse(goal.forecast_display)
