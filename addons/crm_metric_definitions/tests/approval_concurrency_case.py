import threading
from contextlib import closing
from functools import partial

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import retrying

from .committed_case import CommittedCase


class ApprovalConcurrencyCase(CommittedCase):
    """Somebody decides while somebody else changes a part: rows of real transactions.

    Requests are repeated as Odoo repeats them. ``both`` may write and decide.
    """

    model = ""
    #: groups of the one who may write and decide, and of the other who decides
    groups = ()

    def setUp(self):
        super().setUp()
        self.told = []
        with self.registry.cursor() as cr:
            cr.execute("SELECT COALESCE(max(id), 0) FROM crm_approval")
            self.last_row = cr.fetchone()[0]
            env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
            self.users = {
                name: env["res.users"]
                .create(
                    {
                        "name": f"Concurrent {name}",
                        "login": f"concurrent_{name}",
                        "group_ids": [
                            Command.set([env.ref(group).id for group in self.groups])
                        ],
                    }
                )
                .id
                for name in ("asks", "both", "decides")
            }
            self.created = []
            self.record_id, self.part = self.make(env(user=self.users["asks"]))
        self.addCleanup(self._clean)

    def make(self, env):
        """Return (id of the record, (model, id, vals) of a change of its part)."""
        raise NotImplementedError

    def keep(self, records):
        """Note what is deleted after the test, the newest first."""
        self.created += [(r._table, r.id) for r in records]
        return records

    def _clean(self):
        """By SQL, because append-only rows cannot be deleted otherwise."""
        with self.registry.cursor() as cr:
            cr.execute(
                "DELETE FROM crm_approval WHERE id > %s AND user_id = ANY(%s)",
                [self.last_row, [SUPERUSER_ID, *self.users.values()]],
            )
            self.clean(cr)
            for table, id_ in reversed(self.created):
                cr.execute(f"DELETE FROM {table} WHERE id = %s", [id_])
            env = api.Environment(cr, SUPERUSER_ID, {})
            users = env["res.users"].browse(self.users.values())
            partners = users.partner_id
            users.unlink()
            partners.unlink()

    def clean(self, cr):
        """Delete what has come with the record."""

    def record(self, cr, who):
        env = api.Environment(cr, self.users[who], {"lang": "en_US"})
        return env[self.model].browse(self.record_id)

    def change(self, cr, who="both"):
        model, id_, vals = self.part
        self.record(cr, who).env[model].browse(id_).write(vals)
        cr.flush()

    def run_retried(self, work):
        """Do ``work(cursor)`` as a request does it; note what is said."""
        with closing(self.registry.cursor()) as cr:
            try:
                retrying(partial(work, cr), api.Environment(cr, SUPERUSER_ID, {}))
                cr.commit()  # pylint: disable=invalid-commit
                self.told.append(None)
            except UserError as error:
                cr.rollback()
                self.told.append(str(error))

    def ask(self, who="asks"):
        with self.registry.cursor() as cr:
            self.record(cr, who).action_request_approval()
        with self.registry.cursor() as cr:
            return self.record(cr, who).content_fingerprint

    def approve(self, who, seen, cr):
        self.record(cr, who).action_approve(None, seen)

    def state(self):
        with self.registry.cursor() as cr:
            return self.record(cr, "asks").approval_state

    def check_change_first(self):
        """The decision waits for the change, and is refused then."""
        seen = self.ask()
        decides = threading.Thread(
            target=self.run_retried, args=[partial(self.approve, "decides", seen)]
        )
        with self.registry.cursor() as cr:
            self.change(cr)
            decides.start()
            decides.join(0.5)
            self.assertTrue(decides.is_alive(), "the decision waits for the change")
        decides.join(60)
        self.assertIn("was changed since you opened it", self.told[0])
        self.check_author_does_not_decide()

    def check_decision_first(self):
        """The change waits for the decision, and comes after it."""
        seen = self.ask()
        changes = threading.Thread(target=self.run_retried, args=[self.change])
        with self.registry.cursor() as cr:
            self.approve("decides", seen, cr)
            cr.flush()
            changes.start()
            changes.join(0.5)
            self.assertTrue(changes.is_alive(), "the change waits for the decision")
        changes.join(60)
        self.assertEqual([None], self.told)
        self.assertEqual("lapsed", self.state())
        self.check_author_does_not_decide()

    def check_author_does_not_decide(self):
        seen = self.ask()
        self.told = []
        self.run_retried(partial(self.approve, "both", seen))
        self.assertIn("yourself", self.told[0])
        self.run_retried(partial(self.approve, "decides", seen))
        self.assertEqual("approved", self.state(), self.told)
