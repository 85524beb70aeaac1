import threading
from contextlib import closing
from functools import partial

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tests import tagged

from odoo.addons.crm_metric_definitions.tests.committed_case import CommittedCase


@tagged("post_install", "-at_install")
class TestCrmGoalConcurrency(CommittedCase):
    """Two people save the same goal in two transactions, with committed rows."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = self._env(cr)
            cr.execute("SELECT COALESCE(max(id), 0) FROM crm_approval")
            self.last_approval = cr.fetchone()[0]
            goal_map = env["crm.goal.map"].create({"name": "Concurrent"})
            goal = env["crm.goal"].create(
                {
                    "name": "Concurrent",
                    "map_id": goal_map.id,
                    "segment_id": goal_map.segment_ids[0].id,
                }
            )
            self.map_id, self.goal_id = goal_map.id, goal.id
        self.addCleanup(self._clean)

    def _clean(self):
        """By SQL: the log of changes is append-only."""
        with self.registry.cursor() as cr:
            self._env(cr)["crm.goal.map"].browse(self.map_id).unlink()
            cr.execute(
                "DELETE FROM crm_approval WHERE id > %s AND res_model IN %s",
                [self.last_approval, ("crm.goal", "crm.goal.map")],
            )

    def _env(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})

    def _goal(self, cr):
        return self._env(cr)["crm.goal"].browse(self.goal_id)

    def _save(self, version, **vals):
        """Save as the server does it for a form: retried when rows have moved on."""
        with closing(self.registry.cursor()) as cr:
            env = self._env(cr)
            goal = env["crm.goal"].browse(self.goal_id)
            retrying(partial(goal.write, {**vals, "edited_version": version}), env)
            cr.commit()  # pylint: disable=invalid-commit

    def _opened(self):
        with self.registry.cursor() as cr:
            return self._goal(cr).edited_version

    def _told(self, version, **vals):
        """Return what the second one is told, or None."""
        try:
            self._save(version, **vals)
        except UserError as error:
            return str(error)
        return None

    def _stored(self):
        with self.registry.cursor() as cr:
            goal = self._goal(cr)
            return goal.name, goal.change_why, goal.change_risks

    def test_one_after_the_other(self):
        version = self._opened()
        self._save(version, name="Theirs")
        told = self._told(version, change_why="Mine")
        self.assertIn("has changed “Theirs” since you opened it", told)
        self.assertEqual(self._stored(), ("Theirs", False, False))
        self.assertIsNone(self._told(self._opened(), change_why="Mine"))
        self.assertEqual(self._stored(), ("Theirs", "Mine", False))

    def test_at_the_same_moment(self):
        version = self._opened()
        told = []
        second = threading.Thread(
            target=lambda: told.append(self._told(version, change_risks="Mine"))
        )
        with self.registry.cursor() as cr:
            goal = self._goal(cr)
            goal.write({"name": "Theirs", "edited_version": version})
            cr.flush()
            second.start()
            second.join(0.5)
            self.assertTrue(second.is_alive(), "the second one waits for the first")
        second.join(30)
        self.assertIn("has changed “Theirs” since you opened it", told[0])
        self.assertIn("note them, reload", told[0])
        self.assertEqual(self._stored(), ("Theirs", False, False))

    def test_the_first_one_gives_up(self):
        version = self._opened()
        told = []
        second = threading.Thread(
            target=lambda: told.append(self._told(version, change_risks="Mine"))
        )
        with closing(self.registry.cursor()) as cr:
            self._goal(cr).write({"name": "Theirs", "edited_version": version})
            cr.flush()
            second.start()
            second.join(0.5)
            cr.rollback()
        second.join(30)
        self.assertEqual(told, [None])
        self.assertEqual(self._stored(), ("Concurrent", False, "Mine"))
