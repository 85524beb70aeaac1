from contextlib import contextmanager

from lxml import etree

from odoo import api, fields, models
from odoo.fields import Domain

from ...exceptions import GateClosed
from ...lib.lock import EVERYWHERE, is_of_crm

# Odoo itself writes these fields while people work
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
    if not every record is CRM configuration, override `_readiness_reach`.

    No user, context key, ``sudo`` or ``with_user`` lifts the lock. Module operations
    do: the registry is not ready then, and no caller can pretend that.
    """

    _name = "crm.readiness.lock.mixin"
    _description = "Locked by the Readiness Gate"

    # fields that stay writable because they are no configuration; say why for each
    _readiness_free_fields = frozenset()

    # True if creating a record changes nothing that is locked
    _readiness_new_is_free = False

    # False if other parts of Odoo also have records of this model
    _readiness_all_records = True

    # what the banner of the form shows; empty if nothing is locked or lifted
    readiness_lock = fields.Json(
        string="Locked by the readiness gate",
        compute="_compute_readiness_lock",
        groups="base.group_user",
        exportable=False,
    )

    def _readiness_reach(self):
        """Return what each record acts upon.

        :return: {record: `Reach`}, without the records that are not CRM configuration
        """
        return dict.fromkeys(self, EVERYWHERE)

    def _readiness_vals_are_free(self, vals):
        """Tell whether these values may be written while the gate is closed."""
        return vals.keys() <= (UPKEEP | self._readiness_free_fields)

    # -- the form ----------------------------------------------------------

    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_readiness_lock(self):
        if not self._readiness_system_reach():
            self.readiness_lock = False
            return
        projects = self.env["crm.readiness.project"]
        locks, lifted = projects._closed_locks(), projects._lifted_locks()
        words = {}  # records that the same projects hold share these words
        for record in self:
            key = tuple(
                tuple(record._readiness_held_by(each)) for each in (locks, lifted)
            )
            if key not in words:
                words[key] = any(key) and projects._lock_words(*key)
            record.readiness_lock = words[key]

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Put the banner into every form. Its text comes from the record.

        A text in the view could be old, because the web client keeps views on disk.
        """
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form":
            header = arch.find("header")
            banner = etree.Element(
                "field",
                name="readiness_lock",
                widget="readiness_lock",
                nolabel="1",
                invisible="not readiness_lock",
            )
            arch.insert(0 if header is None else arch.index(header) + 1, banner)
        return arch, view

    # -- doors -------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        free = self._readiness_new_is_free or not vals_list
        locks = [] if free else self._readiness_locks()
        for vals in vals_list if locks else []:
            # check the record before it is created, so that nothing has to be undone
            complete = self._add_missing_default_values(dict(vals))
            self.new(complete)._readiness_refuse(locks)
        with self._readiness_recheck(locks) as changed:
            records = super().create(vals_list)
            changed.append(records)
        return records

    def write(self, vals):
        free = not vals or self._readiness_vals_are_free(vals)
        locks = [] if free else self._readiness_locks()
        self._readiness_refuse(locks)
        # these values may turn a free record into a held one
        with self._readiness_recheck(locks) as changed:
            result = super().write(vals)
            changed.append(self)
        return result

    def unlink(self):
        self._readiness_refuse()
        return super().unlink()

    def _update_field_translations(self, field_name, *args, **kwargs):
        # Odoo writes translations by SQL and does not call write()
        self._readiness_refuse_translation(field_name)
        return super()._update_field_translations(field_name, *args, **kwargs)

    # -- the check ---------------------------------------------------------

    @api.model
    def _readiness_is_crm(self, model):
        """Tell whether a model, by name, is one of the CRM, this suite's left out."""
        owner = self.env.registry.get(model)
        return is_of_crm(model, getattr(owner, "_original_module", None))

    @api.model
    def _readiness_crm_models(self):
        """Return the names of all models of the CRM."""
        return [name for name in self.env.registry if self._readiness_is_crm(name)]

    @api.model
    def _readiness_models(self):
        """Return the names of all models that can be locked."""
        mixin = CrmReadinessLockMixin._name
        return self.env.registry.descendants([mixin], "_inherit") - {mixin}

    @api.model
    def _readiness_locks(self):
        """Return the `Lock` list that holds now, by one query if there is none."""
        if not self.env.registry.ready:
            return []
        return self.env["crm.readiness.project"]._closed_locks()

    @api.model
    def _readiness_shared_locks(self):
        """Return those that hold what all companies share."""
        return [lock for lock in self._readiness_locks() if lock.covers(EVERYWHERE)]

    def _readiness_refuse(self, locks=None):
        """Raise `GateClosed` if one of these records is held.

        :param locks: a `Lock` list; None: those that hold now
        """
        if locks is None and self:
            locks = self._readiness_locks()
        if not locks or not self:
            return
        for record, reach in self._readiness_system_reach().items():
            for lock in locks:
                if lock.covers(reach):
                    raise self._readiness_error([lock], record)

    @api.model
    def _readiness_error(self, locks, record):
        """Return the refusal to change a record that the first of the locks holds."""
        project = self.env["crm.readiness.project"].browse(locks[0].project_id)
        return project._gate_closed_error(record)

    def _readiness_refuse_translation(self, field_name):
        if not self._readiness_vals_are_free({field_name: None}):
            self._readiness_refuse()

    def _readiness_held_by(self, locks):
        """Return the ids of the projects that hold one of these records.

        An empty recordset stands for the model as a whole.
        """
        records = self
        reaches = [] if self else [EVERYWHERE]
        if locks and not self and not all(lock.shared for lock in locks):
            # a company's own records are held, too
            records = self.sudo().with_context(active_test=False)
            records = records.search(Domain.TRUE, limit=500)
        reaches += records._readiness_system_reach().values()
        return [
            lock.project_id
            for lock in locks
            if any(lock.covers(reach) for reach in reaches)
        ]

    @api.model
    def _readiness_all_held(self, locks):
        """Tell whether every record of this model is held, a new one included."""
        everything = self.sudo().with_context(active_test=False)
        records = everything.search(Domain.TRUE, limit=500)
        records += everything.new(self._add_missing_default_values({}))
        reaches = records._readiness_system_reach()
        return len(reaches) == len(records) and all(
            any(lock.covers(reach) for lock in locks) for reach in reaches.values()
        )

    def _readiness_system_reach(self):
        # the answer is the same for all viewers, whatever their rights and context
        records = self.with_env(self.env(su=True, context={"active_test": False}))
        if self._readiness_new_is_free:
            records = records.filtered("id")
        return records._readiness_reach()

    @contextmanager
    def _readiness_recheck(self, locks):
        """Undo what happens inside if it leaves a held record changed.

        The caller appends the changed records to the list that it gets.
        """
        changed = []
        if not locks:
            yield changed
            return
        with self._readiness_undo():
            yield changed
            for records in changed:
                records.exists()._readiness_refuse(locks)

    @api.model
    @contextmanager
    def _readiness_undo(self):
        """Undo the database and the caches if the gate refuses inside.

        A caller that catches the refusal finds everything as it was before.
        """
        try:
            with self.env.cr.savepoint():
                yield
        except GateClosed:
            self.env.registry.clear_all_caches()
            raise
