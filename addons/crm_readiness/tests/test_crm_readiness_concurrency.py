import threading
from datetime import datetime, timedelta
from unittest.mock import patch

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import ConcurrencyError, LockError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.crm_metric_definitions.models.approval import crm_authorship_mixin
from odoo.addons.crm_metric_definitions.tests.common import approve

from .concurrency_case import ConcurrencyCase


@tagged("post_install", "-at_install")
class TestConcurrency(ConcurrencyCase):
    """Real transactions, side by side."""

    def _is_open(self):
        with self.registry.cursor() as cr:
            return self._record(cr, "project").gate_report("software")["open"]

    def _decisions(self):
        with self.registry.cursor() as cr:
            return self._record(cr, "project").decision_ids.mapped("kind")

    def test_go(self):
        with self.registry.cursor() as cr:
            self._decide(cr)
        self.assertTrue(self._is_open())

    def test_reads_write_nothing(self):
        """Methods that a replica may serve run in a read-only transaction."""
        with self.registry.cursor() as cr:
            cr.execute("SET TRANSACTION READ ONLY")
            project = self._record(cr, "project", "owner")
            self.assertEqual(project.gate_report("software")["phase"], "software")
            self.assertEqual(len(project.board()["phases"]), 7)
            self.assertTrue(project.search_read([("active", "=", True)], ["name"]))
            self.assertTrue(project.lock_status("crm.stage")["locked"])
            cr.rollback()

    def test_edit_in_flight(self):
        """Nobody can decide while somebody is changing the evidence."""
        with self.registry.cursor() as editing, self.registry.cursor() as deciding:
            self._edit(editing)
            with self.assertRaises(LockError):
                self._decide(deciding)
            deciding.rollback()
        self.assertFalse(self._decisions())

    @mute_logger("odoo.sql_db")
    def test_edit_since_the_request_began(self):
        """The request would see old evidence: it fails and is repeated."""
        with self.registry.cursor() as deciding:
            project = self._record(deciding, "project", "keeper")
            report = project.gate_report("software")
            musts = [c for c in report["criteria"] if c["level"] == "must"]
            self.assertEqual({c["state"] for c in musts}, {"met"})
            with self.registry.cursor() as editing:
                self._edit(editing)
            with self.assertRaises(psycopg2.errors.SerializationFailure):
                self._decide(deciding)
            deciding.rollback()
            deciding.transaction.reset()
            # repeated, as Odoo does with every request; in the database's language
            refused = "No “go” yet|Noch keine „Freigabe“"
            with self.assertRaisesRegex(UserError, refused):
                self._decide(deciding)
            deciding.rollback()
        self.assertFalse(self._decisions())

    @mute_logger("odoo.sql_db")
    def test_new_goal_since_the_request_began(self):
        """A new row cannot be locked; a second connection sees it."""
        with self.registry.cursor() as deciding:
            self._record(deciding, "project", "keeper").gate_report("software")
            with self.registry.cursor() as adding:
                self._env(adding)["crm.goal"].create(
                    {
                        "name": "Another",
                        "map_id": self.ids["map"],
                        "segment_id": self._record(adding, "position").segment_id.id,
                    }
                )
            with self.assertRaises((ConcurrencyError, psycopg2.OperationalError)):
                self._decide(deciding)
            deciding.rollback()
        self.assertFalse(self._decisions())

    def test_goal_with_a_lower_id_committed_later(self):
        """Ids do not follow the order of commits, where nobody waits for the map."""
        self.startPatcher(patch.object(crm_authorship_mixin, "hold"))

        def add(cr):
            self._env(cr)["crm.goal"].create(
                {
                    "name": "Another",
                    "map_id": self.ids["map"],
                    "segment_id": self._record(cr, "position").segment_id.id,
                }
            )

        with self.registry.cursor() as first, self.registry.cursor() as deciding:
            add(first)
            with self.registry.cursor() as second:
                add(second)
            self._record(deciding, "project", "keeper").gate_report("software")
            first.commit()
            with self.assertRaises((ConcurrencyError, psycopg2.OperationalError)):
                self._decide(deciding)
            deciding.rollback()
        self.assertFalse(self._decisions())

    def _goal_of_another_map(self, cr):
        other = self._env(cr)["crm.goal.map"].create({"name": "Another"})
        self.addCleanup(self._remove_map, other.id)
        segment_id = self._record(cr, "position").segment_id.id
        return self._env(cr)["crm.goal"].create(
            {"name": "Another", "map_id": other.id, "segment_id": segment_id}
        )

    def _remove_map(self, map_id):
        with self.registry.cursor() as cr:
            cr.execute("DELETE FROM crm_goal WHERE map_id = %s", [map_id])
            cr.execute("DELETE FROM crm_goal_map WHERE id = %s", [map_id])

    @mute_logger("odoo.sql_db")
    def test_evidence_of_another_project(self):
        """A decision waits for records outside the map only when they come into it."""
        with self.registry.cursor() as deciding:
            self._record(deciding, "project", "keeper").gate_report("software")
            with self.registry.cursor() as adding:
                goal = self._goal_of_another_map(adding)
            self._decide(deciding)
            deciding.rollback()
        with self.registry.cursor() as deciding:
            self._record(deciding, "project", "keeper").gate_report("software")
            with self.registry.cursor() as moving:
                moved = self._env(moving)["crm.goal"].browse(goal.id)
                moved.map_id = self.ids["map"]
            with self.assertRaises((ConcurrencyError, psycopg2.OperationalError)):
                self._decide(deciding)
            deciding.rollback()
        self.assertFalse(self._decisions())

    def test_edit_waits_for_the_decision(self):
        """The decision comes first; the edit then closes the gate by itself."""
        done = threading.Event()

        def edit():
            with self.registry.cursor() as cr:
                self._edit(cr)
            done.set()

        with self.registry.cursor() as deciding:
            self._decide(deciding)
            thread = threading.Thread(target=edit)
            thread.start()
            self.assertFalse(done.wait(0.5), "the edit waits")
        thread.join(10)
        self.assertTrue(done.is_set())
        self.assertEqual(self._decisions(), ["go"])
        self.assertFalse(self._is_open())

    def test_two_decisions_at_once(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            self._decide(first)
            with self.assertRaises(LockError):
                self._decide(second, "hold")
            second.rollback()
        self.assertEqual(self._decisions(), ["go"])

    @mute_logger("odoo.sql_db")
    def test_two_decisions_one_after_the_other(self):
        """The second of two people must see the first decision and decide again."""
        with self.registry.cursor() as second:
            self._record(second, "project", "keeper").gate_report("software")
            with self.registry.cursor() as first:
                self._decide(first)
            with self.assertRaises(psycopg2.errors.SerializationFailure):
                self._decide(second, "hold")
            second.rollback()
        self.assertEqual(self._decisions(), ["go"])

    def test_waiver_ends_during_a_request(self):
        with self.registry.cursor() as cr:
            env = self._env(cr)
            waiver = env["crm.readiness.waiver"].create(
                {
                    "project_id": self.ids["project"],
                    "kind": "lock",
                    "reason": "Now",
                    "hours": 1,
                }
            )
            waiver.with_user(self.uids["owner"]).action_request_approval()
            approve(waiver.with_user(self.uids["keeper"]))
        later = datetime.now() + timedelta(hours=2)
        with self.registry.cursor() as cr:
            stage = self._record(cr, "stage")
            stage.name = "Concurrent in time"
            # the clock goes on while the transaction stays at its beginning
            with freeze_time(later), self.assertRaises(UserError):
                stage.name = "Concurrent too late"
            cr.rollback()
