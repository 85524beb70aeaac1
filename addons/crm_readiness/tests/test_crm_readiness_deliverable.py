from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ReadinessCase, decide


@tagged("post_install", "-at_install")
class TestDeliverable(ReadinessCase):
    def setUp(self):
        super().setUp()
        self.project = self._project()

    def _item(self, kind="tactic", **vals):
        return (
            self.env["crm.readiness.deliverable"]
            .with_user(self.owner)
            .create({"name": kind, "kind": kind, "project_id": self.project.id, **vals})
        )

    def test_needs_an_approved_goal(self):
        item = self._item(goal_ids=self._goal().ids)
        with self.assertRaisesRegex(UserError, "no approved goal"):
            item.action_start()
        self.assertEqual(item.state, "planned")

    def test_needs_an_open_gate(self):
        goal = self._prepare(self.project)
        tactic = self._item(goal_ids=goal.ids)
        process = self._item("process", based_on_ids=tactic.ids)
        item = self._item("configuration", based_on_ids=process.ids)
        with self.assertRaisesRegex(UserError, "Tactics"):
            tactic.action_start()
        self._go(self.project, "tactics")
        tactic.action_start()
        with self.assertRaisesRegex(UserError, "Configure software"):
            item.action_start()
        self._go(self.project, "software")
        item.action_start()

    def test_no_door_starts_it(self):
        item = self._item()
        for change in (
            lambda: item.write({"state": "started"}),
            lambda: item.write({"state": "done"}),
            lambda: item.sudo().write({"state": "started"}),
            lambda: self._item(state="started"),
            lambda: item.copy({"state": "done"}),
            lambda: item.with_context(default_state="started").create(
                {"name": "x", "kind": "tactic", "project_id": self.project.id}
            ),
            lambda: (
                item.with_context(default_state="started").load(
                    ["name", "kind", "project_id/.id"],
                    [["x", "Tactic", self.project.id]],
                )["ids"]
                or item.action_start()
            ),
        ):
            try:
                change()
            except UserError:
                continue
            self.fail("started without a goal")
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(item.state, "planned")
        items = self.env["crm.readiness.deliverable"]
        self.assertEqual(items.search([("project_id", "=", self.project.id)]), item)

    def test_default_of_a_user(self):
        """A stored default does not start an item either."""
        items = self.env["crm.readiness.deliverable"]
        self.env["ir.default"].set(items._name, "state", "started")
        with self.assertRaisesRegex(UserError, "no approved goal"):
            self._item()
        self.env.invalidate_all()
        self.assertFalse(items.search([("project_id", "=", self.project.id)]))

    def test_every_segment_that_it_serves(self):
        """One open and one closed segment: closed. One outside the scope: closed."""
        goal = self._prepare(self.project)
        other = self._goal(name="Other", segment_id=self.inbound.id)
        item = self._item(goal_ids=(goal + other).ids)
        self._go(self.project, "tactics")
        with patch.object(type(item), "_approved_goals", lambda item: item.goal_ids):
            with self.assertRaisesRegex(UserError, "“Other” lies outside the scope"):
                item.action_start()
            self.project.segment_ids += self.inbound
            with self.assertRaisesRegex(UserError, "gate “Tactics” is closed"):
                item.action_start()
            item.goal_ids = goal
            item.action_start()

    def test_serving_less_starts_nothing(self):
        """What has started may drop a goal although its gate has closed again."""
        goal = self._prepare(self.project)
        one, two = self._item(goal_ids=goal.ids), self._item(goal_ids=goal.ids)
        item = self._item("process", based_on_ids=(one + two).ids)
        self._go(self.project, "processes")
        item.action_start()
        decide(self.project.with_user(self.keeper), "processes", "hold")
        item.based_on_ids = one
        for vals in (
            {"based_on_ids": (one + two).ids},
            {"based_on_ids": two.ids},
            {"based_on_ids": [Command.clear()]},
            {"goal_ids": goal.ids},
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                item.write(vals)
            item.invalidate_recordset()

    def test_a_started_item_does_not_become_another(self):
        goal = self._prepare(self.project)
        self._go(self.project, "tactics")
        tactic = self._item(goal_ids=goal.ids)
        tactic.action_start()
        for vals in ({"kind": "configuration"}, {"goal_ids": [(5,)]}):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                tactic.write(vals)
            tactic.invalidate_recordset()
        tactic.name = "Its name may change"
        self.assertEqual((tactic.kind, tactic.goal_ids), ("tactic", goal))

    def test_a_circle_is_refused(self):
        tactic = self._item()
        process = self._item("process", based_on_ids=tactic.ids)
        with self.assertRaises(ValidationError):
            tactic.write({"kind": "configuration", "based_on_ids": [(4, process.id)]})

    def test_what_is_based_on_what(self):
        tactic, process = self._item(), self._item("process")
        process.based_on_ids = tactic
        with self.assertRaises(ValidationError):
            tactic.based_on_ids = process
        with self.assertRaises(ValidationError):
            self._item("configuration", based_on_ids=tactic.ids)

    def test_goals_of_the_map_only(self):
        other = self.map.copy({"name": "Other"})
        goal = self._goal(map_id=other.id)
        with self.assertRaisesRegex(ValidationError, "not a goal of the map"):
            self._item(goal_ids=goal.ids)

    def test_traceability(self):
        first, second = self._goal(), self._goal(name="Second")
        tactic = self._item(goal_ids=first.ids)
        process = self._item("process", based_on_ids=tactic.ids)
        one = self._item("configuration", based_on_ids=process.ids)
        two = self._item("configuration", based_on_ids=process.ids)
        self.env.flush_all()
        rows = self.env["crm.readiness.trace"].search(
            [("project_id", "=", self.project.id)]
        )
        self.assertEqual(
            {(r.goal_id, r.tactic_id, r.process_id, r.configuration_id) for r in rows},
            {
                (first, tactic, process, one),
                (first, tactic, process, two),
                (second, tactic.browse(), tactic.browse(), tactic.browse()),
            },
        )
        self.assertEqual(rows[-1:].reaches, "goal")
        self.assertEqual(self._state(self.project, "goals_with_tactic"), "not_met")
        tactic.goal_ids += second
        self.assertEqual(self._state(self.project, "goals_with_tactic"), "met")
        self.assertEqual(self._state(self.project, "tactics_with_process"), "met")
