from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import GoalCase


@tagged("post_install", "-at_install")
class TestCrmGoalSegment(GoalCase):
    def _hints(self, domain=None):
        Segment = self.env["crm.goal.segment"].with_user(self.seller)
        return Segment.kanban_hints(domain or [("map_id", "=", self.map.id)])

    def test_each_column_says_what_to_do(self):
        self._position(self.inbound, existence="absent")
        self._position(self.relationship, no_goal_reason="Next year.")
        self._position(self.opportunity, finding="Weak")
        self._goal()
        hints = self._hints()
        self.assertEqual(len(hints), 5)
        self.assertEqual(hints[self.inbound.id]["label"], "Does not exist")
        self.assertIn("Set a goal", hints[self.inbound.id]["todo"])
        self.assertEqual(hints[self.relationship.id]["todo"], "No goal: Next year.")
        self.assertEqual(hints[self.opportunity.id]["todo"], "")
        self.assertEqual(hints[self.opportunity.id]["text"], "Weak")
        service = self.env.ref("crm_goal_map.segment_service")
        self.assertIn("State where", hints[service.id]["todo"])

    def test_without_a_map_in_the_domain(self):
        self._position(self.inbound, existence="absent")
        self.assertEqual(self._hints([])[self.inbound.id]["existence"], "absent")

    def test_an_archived_segment_keeps_its_goals(self):
        self._position(self.opportunity, finding="Weak")
        goal = self._goal()
        self.opportunity.sudo().active = False
        self.inbound.sudo().active = False
        self.env.invalidate_all()
        shown = [segment["id"] for segment in self.map.map_data()["segments"]]
        self.assertIn(self.opportunity.id, shown)
        self.assertNotIn(self.inbound.id, shown, "nothing would be lost")
        self.map.segment_ids -= self.relationship
        goal.name = "Still a goal of the map"
        self.assertIn(self.opportunity.id, self._hints())
        with self.assertRaises(ValidationError):
            self.map.segment_ids -= self.opportunity

    def test_maps_that_do_not_agree(self):
        self._position(self.inbound, existence="absent")
        other = self.map.copy({"name": "Other"})
        self._position(self.inbound, existence="strong", map_id=other.id)
        domain = [("map_id", "in", [self.map.id, other.id])]
        segments = self.env["crm.goal.segment"]
        hint = segments.kanban_hints(domain)[self.inbound.id]
        self.assertFalse(hint["existence"])
        self.assertEqual(hint["text"], "M: Does not exist; Other: Strong")
        hint = segments.kanban_hints([("map_id", "=", other.id)])[self.inbound.id]
        self.assertEqual(hint["label"], "Strong")

    def test_one_map_does_not_speak_for_the_other(self):
        """Neither of the positions nor of the goals."""
        self._position(self.inbound, existence="absent")
        self.assertFalse(self._goal().map_hint, "there is only one")
        other = self.map.copy({"name": "Other"})
        other.goal_ids.unlink()
        both = self.map | other
        hints = self._hints([("map_id", "in", both.ids)])
        hint = hints[self.inbound.id]
        self.assertFalse(hint["existence"])
        self.assertEqual(hint["text"], "M: Does not exist; Other: not assessed yet")
        self.assertIn("Other: State where", hint["todo"])
        self.assertIn("M: Set a goal", hint["todo"])
        self.map.invalidate_recordset()
        goal = self._goal(name="Second")
        self.assertEqual(goal.map_hint, "M")

    def test_with_assessments_it_is_not_deleted(self):
        self._position(self.inbound, existence="absent")
        with self.assertRaisesRegex(UserError, "“Inbound.*has position assessments"):
            self.inbound.sudo().unlink()

    def test_copies_have_codes_of_their_own(self):
        copies = [self.inbound.sudo().copy() for _number in range(2)]
        codes = [segment.code for segment in copies]
        self.assertEqual(codes, ["inbound_2", "inbound_3"])
