from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import GoalCase


@tagged("post_install", "-at_install")
class TestCrmGoalMapRevision(GoalCase):
    def test_revisions_at_approval_and_at_a_change(self):
        goal = self._goal(target_value=0.4)
        self._decide(self.map)
        revision = self.map.revision_ids
        self.assertEqual((revision.kind, revision.number), ("approval", 1))
        goal.target_value = 0.5
        goal.target_value = 0.6
        self.map.invalidate_recordset()
        self.assertEqual(self.map.approval_state, "lapsed")
        change = self.map.revision_ids[0]
        self.assertEqual((change.kind, change.number), ("change", 3))
        self.assertEqual(len(self.map.revision_ids), 3)
        (row,) = change.diff()
        self.assertEqual((row["old"], row["new"]), (0.5, 0.6))
        self.assertEqual(row["label"], "Goal › Win more › Target")
        self.assertIn("Win more", change.changes)

    def test_what_changed_stands_in_words(self):
        """Not in the codes and fractions of the content."""
        self._make_known(self.win_rate)
        position = self._position(self.inbound, existence="absent")
        goal = self._quantified_goal()
        self._decide(self.map)

        def changes():
            self.map.invalidate_recordset()
            return self.map.revision_ids[0].changes

        position.existence = "weak"
        self.assertIn("Does not exist", changes())
        self.assertNotIn("absent", changes())
        position.existence = "absent"  # approved again
        goal.target_value = 0.55
        self.assertIn("55.0 %", changes())
        self.assertNotIn("0.55", changes())

    def test_approving_again_needs_a_reason(self):
        goal = self._goal(target_value=0.4)
        self._decide(self.map)
        goal.target_value = 0.5
        with self.assertRaisesRegex(UserError, "why the map changed"):
            self.map.action_request_approval()
        self.map.change_reason = "The spring campaign worked."
        self._decide(self.map)
        self.map.invalidate_recordset()
        revision = self.map.revision_ids[0]
        self.assertEqual(revision.reason, "The spring campaign worked.")
        self.assertEqual(revision.why, "The spring campaign worked.")
        self.assertEqual(revision.kind, "approval")
        self.assertFalse(self.map.change_reason)
        self.assertEqual(self.map.approval_state, "approved")

    def test_all_changes_have_the_reason_of_the_approval_after_them(self):
        goal = self._goal(target_value=0.4)
        self._decide(self.map)
        goal.target_value = 0.5
        goal.target_date = "2031-12-31"
        waiting = self.map.revision_ids.filtered(lambda r: r.kind == "change")
        self.assertEqual(len(waiting), 2)
        self.assertIn("asked for", waiting[0].why)
        self.map.change_reason = "The spring campaign worked."
        goal.target_value = 0.6
        self._decide(self.map)
        newest, *changes, first = self.map.revision_ids
        self.assertEqual(
            {revision.why for revision in changes}, {"The spring campaign worked."}
        )
        self.assertEqual(newest.previous_id, first)
        self.assertCountEqual(
            [(row["old"], row["new"]) for row in newest.diff()],
            [(0.4, 0.6), ("", "2031-12-31")],
        )

    def test_what_a_removed_goal_was(self):
        """Its figures print as its metric prints them, its metric has its name."""
        goal = self._goal(target_value=0.4, name="Win more")
        self._position(
            value_ids=[Command.create({"name": "Offers", "display": "under 2 a week"})]
        )
        self._decide(self.map)
        goal.unlink()
        self.map.segment_ids -= self.inbound
        self.map.position_ids.value_ids.display = "about 3 a week"
        self.map.change_reason = "No longer."
        self._decide(self.map)
        changes = self.map.revision_ids[0].changes
        self.assertIn("<td>40.0 %</td><td>—</td>", changes)
        self.assertIn(f"<td>{self.win_rate.name}</td>", changes)
        self.assertNotIn("win_rate", changes)
        self.assertIn("under 2 a week</td><td>about 3 a week", changes)
        self.assertIn("Inbound marketing", changes)
        self.assertNotIn("<td>—</td><td>—</td>", changes)

    def test_a_typo_makes_no_revision(self):
        goal = self._goal(target_value=0.4)
        self._decide(self.map)
        goal.name = "Win more deals"
        self.map.name = "Map"
        self.assertEqual(len(self.map.revision_ids), 1)
        self.assertEqual(self.map.approval_state, "approved")

    def test_position_change_is_a_revision(self):
        position = self._position(finding="Weak")
        self._decide(self.map)
        position.finding = "Getting better"
        self.map.invalidate_recordset()
        (row,) = self.map.revision_ids[0].diff()
        self.assertEqual(row["label"], "Position › Opportunity management › Finding")
        self.assertEqual((row["old"], row["new"]), ("Weak", "Getting better"))

    def test_nobody_writes_a_revision(self):
        self._decide(self.map)
        revision = self.map.revision_ids.sudo()
        for door in (
            lambda: revision.write({"reason": "x"}),
            lambda: revision.unlink(),
            lambda: revision.copy(),
            lambda: revision.create({"map_id": self.map.id, "kind": "approval"}),
        ):
            with self.assertRaises(UserError):
                door()

    def test_undoing_and_changing_again_is_seen(self):
        goal = self._goal(target_value=0.4)
        self._decide(self.map)
        for value, state in ((0.5, "lapsed"), (0.4, "approved"), (0.6, "lapsed")):
            goal.target_value = value
            self.assertEqual(self.map.approval_state, state)
        self.map.invalidate_recordset()
        rows = [revision.diff()[0]["new"] for revision in self.map.revision_ids[:3]]
        self.assertEqual(rows, [0.6, 0.4, 0.5])
