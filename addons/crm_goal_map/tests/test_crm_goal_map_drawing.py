import json

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import GoalCase


@tagged("post_install", "-at_install")
class TestCrmGoalMapData(GoalCase):
    def test_segments_in_their_chain_with_position(self):
        self._position(
            existence="weak",
            finding="Few decision makers.",
            value_ids=[
                Command.create({"name": "Win rate", "display": "under 3 %"}),
            ],
        )
        self._position(self.inbound, existence="absent", no_goal_reason="Not this year")
        data = self.map.with_user(self.seller).map_data()
        by_id = {segment["id"]: segment for segment in data["segments"]}
        self.assertEqual(
            [segment["id"] for segment in data["segments"]],
            self.map.segment_ids.sorted(lambda s: (s.sequence, s.id)).ids,
        )
        weak = by_id[self.opportunity.id]["position"]
        self.assertEqual(weak["state"], "weak")
        self.assertEqual(
            [(value["label"], value["text"]) for value in weak["values"]],
            [("Win rate", "under 3 %")],
        )
        absent = by_id[self.inbound.id]
        self.assertEqual(absent["position"]["label"], "Does not exist")
        self.assertEqual(absent["no_goal_reason"], "Not this year")
        self.assertIsNone(by_id[self.relationship.id]["position"])

    def test_the_newest_assessment_counts(self):
        self._position(date="2026-01-01", existence="absent")
        self._position(date="2026-06-01", existence="adequate")
        self._position(date="2026-03-01", existence="weak")
        segments = self.map.map_data()["segments"]
        found = [s["position"]["state"] for s in segments if s["position"]]
        self.assertEqual(found, ["adequate"])

    def test_an_archived_map_keeps_its_goals(self):
        self._goal()
        self._goal(name="Dropped before").action_archive()
        self.map.action_archive()
        names = [goal["name"] for goal in self.map.map_data()["goals"]]
        self.assertEqual(names, ["Win more"])

    def test_unknown_stays_unknown(self):
        self._goal(target_value=0.5, target_date="2031-12-31")
        (goal,) = self.map.map_data()["goals"]
        self.assertEqual(goal["target"], "at least 50.0 %")
        self.assertEqual(goal["target_date"], "12/31/2031")
        self.assertEqual(goal["owner"], "Manager")
        self.assertEqual(goal["status"]["state"], "not_known")
        self.assertEqual(goal["current"], "not known yet")
        self.assertEqual(goal["baseline"], "not known yet")
        self.assertFalse(goal["current_known"])
        self.assertTrue(goal["status_hint"])

    def test_effects_are_signed_and_conflicts_are_named(self):
        first, second, third = (
            self._goal(name=name, metric_id=False) for name in ("A", "B", "C")
        )
        first.effect_ids = [
            Command.create(
                {"kind": "weakens", "affected_goal_id": second.id, "why": "Time"}
            ),
            Command.create(
                {"kind": "weakens", "affected_goal_id": second.id, "why": "Money"}
            ),
        ]
        second.effect_ids = [
            Command.create(
                {"kind": "reinforces", "affected_goal_id": third.id, "why": "Trust"}
            )
        ]
        data = self.map.map_data()
        self.assertEqual(
            [(e["source"], e["target"], e["kind"], e["why"]) for e in data["effects"]],
            [
                (first.id, second.id, "weakens", "Time · Money"),
                (second.id, third.id, "reinforces", "Trust"),
            ],
        )
        self.assertEqual(data["effects"][0]["label"], "“A” weakens “B”: Time · Money")
        self.assertEqual(data["conflicts"], [[first.id, second.id]])
        self.assertEqual([g["conflict"] for g in data["goals"]], [True, True, False])

    def test_an_effect_on_the_goals_own_metric_is_no_arrow(self):
        goal = self._goal()
        goal.effect_ids = [
            Command.create({"affected_metric_id": self.win_rate.id, "why": "It is it"})
        ]
        self.assertEqual(self.map.map_data()["effects"], [])

    def test_no_stakeholder_in_it(self):
        goal = self._goal()
        goal.with_user(self.confidant).stakeholder_ids = [
            Command.create({"name": "Zaphod", "stance_now": "opponent"})
        ]
        for user in (self.seller, self.confidant):
            text = json.dumps(self.map.with_user(user).map_data())
            self.assertNotIn("Zaphod", text)
            self.assertNotIn("opponent", text)

    def test_only_for_those_who_read_maps(self):
        nobody = new_test_user(self.env, "nobody_map", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.map.with_user(nobody).map_data()

    def test_queries_do_not_grow_with_goals(self):
        self._make_known(self.win_rate)
        counts = []
        # the first effect comes with the second goal
        for size in (2, 10, 60):
            while len(self.map.goal_ids) < size:
                goal = self._goal(target_value=0.5)
                before = self.map.goal_ids - goal
                if before:
                    goal.effect_ids = [
                        Command.create({"affected_goal_id": before[-1].id, "why": "x"})
                    ]
            self.map.goal_ids.filtered(
                lambda goal: not goal.baseline_id
            ).action_freeze_baseline(self.year_ago, self.month)
            for _warm in range(2):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                self.map.with_user(self.seller).map_data()
                count = self.env.cr.sql_log_count - before
            counts.append(count)
        self.assertEqual(len(set(counts)), 1, counts)
