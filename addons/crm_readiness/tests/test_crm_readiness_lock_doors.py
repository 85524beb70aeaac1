from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..exceptions import GateClosed
from .concurrency_case import ConcurrencyCase
from .locked_records import TABLE, model_id

CODE = "env[env.context['door']].browse(env.context['ids']).write(env.context['vals'])"


@tagged("post_install", "-at_install")
class TestDoors(ConcurrencyCase):
    """Every locked model by every door: closed and open, in committed rows.

    Closed: refused, the refusal is caught, the transaction commits, and a second
    connection sees what it saw before. Open: it passes and changes something.
    """

    def _fill(self, env):
        user = env["res.users"].create({"name": "Member", "login": "door_member"})
        self.addCleanup(self._remove, user._name, user.id)
        self.made = {user._name: user}
        for name, (_change, given, _new) in TABLE.items():
            given = given(env, self.made) if callable(given) else given
            if isinstance(given, str):
                given = env.ref(given)
            elif isinstance(given, dict):
                given = env[name].create(given)
                self.addCleanup(self._remove, name, given.id)
            self.made[name] = given
        self.news = {
            name: new(env, self.made) if callable(new) else new
            for name, (_change, _given, new) in TABLE.items()
        }
        action = env["ir.actions.server"].create(
            {
                "name": "Door",
                "state": "code",
                "code": CODE,
                **model_id(env, "crm.team"),
            }
        )
        self.addCleanup(self._remove, action._name, action.id)
        self.action_id = action.id
        return super()._fill(env)

    def _remove(self, model, id_):
        """After the project: cleanups run in reverse order, `_clean` comes first."""
        with self.registry.cursor() as cr:
            self._env(cr)[model].browse(id_).exists().unlink()

    def _doors(self, env, name):
        """Return {door: what to call} for the held record of one model."""
        change, _given, _new = TABLE[name]
        new = self.news[name]
        record = env[name].browse(self.made[name].id)
        [(field, value)] = change.items()
        action = env["ir.actions.server"].browse(self.action_id)
        nobody = {"install_mode": True, "module": "crm", "_force_unlink": True}
        doors = {
            "write": lambda: record.write(change),
            "assignment": lambda: setattr(record, field, value),
            "form": lambda: record.web_save(change, {}),
            "several": lambda: record.web_save_multi([change], {}),
            "import": lambda: self._import(record, [".id", field], [record.id, value]),
            "sudo": lambda: record.sudo().write(change),
            "another user": lambda: record.with_user(2).sudo().write(change),
            "context": lambda: record.with_context(**nobody).write(change),
            "server action": action.with_context(
                door=name, ids=record.ids, vals=change
            ).run,
            "unlink": record.unlink,
        }
        if "active" in record._fields:
            doors["archive"] = (
                record.action_archive if record.active else record.action_unarchive
            )
        if record._fields[field].translate:
            doors["translation"] = lambda: record.update_field_translations(
                field, {"en_US": value}
            )
        held = not record._readiness_vals_are_free({"sequence": 77})
        if "sequence" in record._fields and held:
            doors["reorder"] = lambda: record.web_resequence({}, offset=77)
        if new:
            doors["create"] = lambda: record.create(new)
            if name != "ir.model.fields":  # Odoo does not copy a field with choices
                doors["copy"] = lambda: record.copy(new)
            doors["data file"] = lambda: record._load_records(
                [{"xml_id": "__test__.door", "values": new}]
            )
        return doors

    def _import(self, records, columns, row):
        # a scheduled action is found although it is switched off
        result = records.with_context(active_test=False).load(columns, [row])
        if not result["ids"]:
            raise GateClosed(result["messages"][0]["message"])

    def _rows(self, cr, name):
        table = SQL.identifier(self.registry[name]._table)
        cr.execute(SQL("SELECT t.*::text FROM %s t ORDER BY id", table))
        return cr.fetchall()

    def _outside(self, name):
        """Look as a second connection does."""
        with self.registry.cursor() as cr:
            return self._rows(cr, name)

    def test_no_model_is_forgotten(self):
        """A new locked model gets its line; other addons test their own."""
        found = self.registry.descendants(["crm.readiness.lock.mixin"], "_inherit")
        ours = {
            name
            for name in found
            for part in self.registry[name]._model_classes__
            if getattr(part, "_name", None) == name
            and part.__module__.startswith("odoo.addons.crm_readiness.")
        }
        self.assertEqual(set(TABLE), ours - {"crm.readiness.lock.mixin"})

    def test_closed(self):
        for name in TABLE:
            before = self._outside(name)
            with self.registry.cursor() as cr:
                for door, change in self._doors(self._env(cr), name).items():
                    with self.subTest(model=name, door=door):
                        self._assert_refused(change)
            with self.subTest(model=name):
                self.assertEqual(self._outside(name), before)

    def _assert_refused(self, change):
        """Catch the refusal as a caller would, without undoing what is left."""
        try:
            change()
        except GateClosed as error:
            self.assertIn("is closed", str(error))
        else:
            self.fail("the closed gate let it pass")

    def test_open(self):
        with self.registry.cursor() as cr:
            self._decide(cr)
            env = self._env(cr)
            for name in TABLE:
                for door in self._doors(env, name):
                    with (
                        self.subTest(model=name, door=door),
                        env.cr.savepoint() as undo,
                    ):
                        before = self._rows(cr, name)
                        self._doors(env, name)[door]()
                        env.flush_all()
                        changed = self._rows(cr, name) != before
                        self.assertTrue(changed, "it has passed and changed nothing")
                        undo.rollback()
                    env.invalidate_all()
                    self.registry.reset_changes()
            cr.rollback()
            self.registry.registry_invalidated = True
            self.registry.reset_changes()
            self.registry.clear_all_caches()

    def test_batch_of_new_records(self):
        """A refused import leaves nothing, whether it has one row or many."""
        before = self._outside("crm.stage")
        with self.registry.cursor() as cr:
            stages = self._env(cr)["crm.stage"]
            self.assertFalse(stages.load(["name"], [["A"], ["B"]])["ids"])
            self._assert_refused(lambda: stages.create([{"name": "A"}, {"name": "B"}]))
        self.assertEqual(self._outside("crm.stage"), before)

    def test_moved_below_the_lock(self):
        """A value turns a free record into a held one: undone although caught."""
        with self.registry.cursor() as cr:
            kind = self._env(cr)["mail.activity.type"].create({"name": "Free"})
            self.addCleanup(self._remove, kind._name, kind.id)
            self._assert_refused(lambda: kind.write({"res_model": "crm.lead"}))
        with self.registry.cursor() as cr:
            kind = self._env(cr)[kind._name].browse(kind.id)
            self.assertFalse(kind.res_model)
            self._decide(cr)
            kind.write({"res_model": "crm.lead"})
            cr.rollback()

    @mute_logger("odoo.addons.base.models.ir_cron")
    def test_scheduled_action(self):
        """A job that writes a stage, run as the scheduler does."""
        stage = f"env['crm.stage'].browse({self.made['crm.stage'].id})"
        with self.registry.cursor() as cr:
            job = self._env(cr)["ir.cron"].create(
                {
                    "name": "Door",
                    "state": "code",
                    "code": f"{stage}.write({{'name': 'By job'}})",
                    "interval_type": "days",
                    **model_id(self._env(cr), "res.partner"),
                }
            )
            self.addCleanup(self._remove, job._name, job.id)
        before = self._outside("crm.stage")
        self._run(job.id)
        self.assertEqual(self._outside("crm.stage"), before)
        with self.registry.cursor() as cr:
            self._decide(cr)
        self._run(job.id)
        self.assertIn("By job", str(self._outside("crm.stage")))

    def _run(self, job_id):
        with self.registry.cursor() as cr:
            self._env(cr)["ir.cron"].browse(job_id).method_direct_trigger()
