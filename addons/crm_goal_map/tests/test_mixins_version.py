from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import GoalCase


@tagged("post_install", "-at_install")
class TestCrmGoalVersionMixin(GoalCase):
    def _saved_by(self, goal, user, name):
        """Save as another transaction would: with a later write date."""
        goal.with_user(user).name = name
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_goal SET write_date = write_date + interval '1 second'"
            " WHERE id = %s",
            (goal.id,),
        )
        goal.invalidate_recordset()

    def test_the_second_one_is_told_and_nothing_is_lost(self):
        goal = self._goal(name="First")
        opened = goal.edited_version
        self._saved_by(goal, self.confidant, "Theirs")
        with self.assertRaisesRegex(UserError, "Confidant has changed “Theirs”"):
            goal.write({"name": "Mine", "edited_version": opened})
        self.assertEqual(goal.name, "Theirs")
        goal.write({"name": "Mine", "edited_version": goal.edited_version})
        self.assertEqual(goal.name, "Mine")

    def test_without_a_version_as_ever(self):
        goal = self._goal()
        goal.write({"name": "Any"})
        with Form(goal) as form:
            form.name = "Form"
        self.assertEqual(goal.name, "Form")
        self.assertTrue(self.map.edited_version)
        self.assertTrue(self._position().edited_version)
