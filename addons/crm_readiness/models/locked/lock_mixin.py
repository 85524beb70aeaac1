from contextlib import contextmanager

from odoo import api, models
from odoo.fields import Domain

from ...exceptions import GateClosed
from ...lib.lock import EVERYWHERE

# Fields that Odoo keeps by itself while people work: conversation, followers, rating.
UPKEEP = frozenset(
    {
        "message_follower_ids",
        "message_ids",
        "message_main_attachment_id",
        "message_partner_ids",
        "website_message_ids",
        "activity_ids",
        "rating_ids",
    }
)


class CrmReadinessLockMixin(models.AbstractModel):
    """Configuration that waits for the gate “Configure software”.

    To lock one more model, in any addon::

        class MyModel(models.Model):
            _name = "my.model"
            _inherit = ["crm.readiness.lock.mixin", "my.model"]

    The mixin stands first, so that it refuses before anything is changed. Then,
    if not every record is CRM configuration, override `_readiness_lock_scope`.

    No user, context key, ``sudo`` or ``with_user`` lifts the lock. Installing,
    upgrading and uninstalling modules does: then the registry is not ready, which
    no caller can pretend.
    """

    _name = "crm.readiness.lock.mixin"
    _description = "Locked by the Readiness Gate"

    # fields that are no configuration and stay writable: say why where you add one
    _readiness_free_fields = frozenset()

    # True where a new record only asks for more: nothing held is changed by it
    _readiness_new_is_free = False

    # False where other parts of Odoo have records of this model, too
    _readiness_all_records = True

    def _readiness_lock_scope(self):
        """Return what each record acts upon.

        :return: {record: `Reach`}; a record that is no CRM configuration is left out
        """
        return dict.fromkeys(self, EVERYWHERE)

    def _readiness_vals_are_free(self, vals):
        """Tell whether these values are no configuration on these records."""
        return vals.keys() <= (UPKEEP | self._readiness_free_fields)

    # -- doors -------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        locks = [] if self._readiness_new_is_free else self._readiness_locks()
        if not locks or not vals_list:
            return super().create(vals_list)
        for vals in vals_list:
            # what would be created, without creating it: nothing to undo
            complete = self._add_missing_default_values(dict(vals))
            self.new(complete)._readiness_refuse(locks)
        with self._readiness_recheck(locks) as done:
            records = super().create(vals_list)
            done.append(records)
        return records

    def write(self, vals):
        if not vals or self._readiness_vals_are_free(vals):
            return super().write(vals)
        locks = self._readiness_locks()
        if not locks:
            return super().write(vals)
        self._readiness_refuse(locks)
        # free so far, but the values may move it to where it is covered
        with self._readiness_recheck(locks) as done:
            result = super().write(vals)
            done.append(self)
        return result

    def unlink(self):
        if self:
            self._readiness_refuse(self._readiness_locks())
        return super().unlink()

    def _update_field_translations(self, field_name, translations, *args, **kwargs):
        # writes by SQL, not through write()
        self._readiness_refuse_translation(field_name)
        return super()._update_field_translations(
            field_name, translations, *args, **kwargs
        )

    # -- the check ---------------------------------------------------------

    @api.model
    def _readiness_locks(self):
        """Return the `Lock` list that holds now; one indexed query if there is none."""
        if not self.env.registry.ready:
            return []
        return self.env["crm.readiness.project"]._closed_locks()

    def _readiness_refuse(self, locks):
        """Raise `GateClosed` if one of these records is held."""
        if not locks or not self:
            return
        for record, reach in self._readiness_reaches().items():
            for lock in locks:
                if lock.covers(reach):
                    project = self.env["crm.readiness.project"].browse(lock.project_id)
                    raise project._gate_closed_error(record)

    def _readiness_refuse_translation(self, field_name):
        if not self._readiness_vals_are_free({field_name: None}):
            self._readiness_refuse(self._readiness_locks())

    def _readiness_held_by(self, locks):
        """Return the ids of the projects that hold one of these records.

        An empty recordset stands for the model as a whole.
        """
        reaches = list(self._readiness_reaches().values()) if self else [EVERYWHERE]
        return [
            lock.project_id
            for lock in locks
            if any(lock.covers(reach) for reach in reaches)
        ]

    @api.model
    def _readiness_all_held(self, locks):
        """Tell whether every record of this model is held, and a new one, too."""
        everything = self.sudo().with_context(active_test=False)
        records = everything.search(Domain.TRUE, limit=500)
        records += everything.new(self._add_missing_default_values({}))
        reaches = records._readiness_reaches()
        return len(reaches) == len(records) and all(
            any(lock.covers(reach) for lock in locks) for reach in reaches.values()
        )

    def _readiness_reaches(self):
        # decided for everybody alike, whatever the viewer's rights and context
        clean = self.with_env(self.env(su=True, context={"active_test": False}))
        return clean._readiness_lock_scope()

    @contextmanager
    def _readiness_recheck(self, locks):
        """Undo what happens inside if it leaves a held record changed.

        A caller that catches the refusal finds the database as it was before.
        """
        done = []
        with self._readiness_undo():
            yield done
            for records in done:
                records.exists()._readiness_refuse(locks)

    @api.model
    @contextmanager
    def _readiness_undo(self):
        """Undo everything inside on an error, what was remembered about it included."""
        try:
            with self.env.cr.savepoint():
                yield
        except GateClosed:
            self.env.registry.clear_all_caches()
            raise
