from odoo import api, models

from .lock import LOCKING_PHASE


class CrmReadinessProject(models.Model):
    """What screens say about the lock before anybody tries."""

    _inherit = "crm.readiness.project"

    @api.model
    @api.readonly
    def lock_status(self, model, res_ids=None):
        """Tell a form or list whether what it shows is locked. Writes nothing.

        :param model: name of the model shown
        :param res_ids: ids of the records shown; None or []: the model as a whole
        :return: {"locked": bool, "disable": bool: whether to disable the buttons,
            "projects": [{"id", "name", "missing": [str]}],
            "waivers": [{"project", "reason", "until", "hours_left"}]}
        """
        empty = {"locked": False, "disable": False, "projects": [], "waivers": []}
        if not self._lockable([model]):
            return empty
        records = self.env[model].browse(res_ids or []).exists()
        if not records and not records._readiness_all_records:
            return empty
        locks = self._closed_locks()
        held_by = records._readiness_held_by(locks)
        return {
            "locked": bool(held_by),
            # a list that shows free records, too, keeps its buttons
            "disable": bool(held_by)
            and (bool(records) or records._readiness_all_held(locks)),
            "projects": [project._lock_words() for project in self.browse(held_by)],
            "waivers": self._running_lock_waivers(records),
        }

    def _lock_words(self):
        """Say what holds: names only to those who may read the project."""
        project = self._identity()
        if not self.has_access("read"):
            name = self.env._("a project of %s", project.owner_id.name)
            return {"id": self.id, "name": name, "missing": []}
        missing = project._missing(project._gate(LOCKING_PHASE))
        return {"id": self.id, "name": project.name, "missing": missing}

    @api.model
    @api.readonly
    def held_models(self, names):
        """Tell which models are held with every record, for kanban columns.

        :param names: names of models
        :return: {name: id of a project that holds it}
        """
        locks = self._closed_locks()
        return {
            name: locks[0].project_id
            for name in (self._lockable(names) if locks else [])
            if self.env[name]._readiness_all_held(locks)
        }

    def _lockable(self, names):
        """Return those models that can be locked; none for people from outside."""
        mixin = self.env.registry["crm.readiness.lock.mixin"]
        return [
            name
            for name in names
            if self.env.user._is_internal()
            and name in self.env
            and issubclass(self.env.registry[name], mixin)
        ]

    def _running_lock_waivers(self, records):
        """Return the waivers without which these records were held."""
        waivers = (
            self._identity()
            .env["crm.readiness.waiver"]
            .search([("kind", "=", "lock"), ("project_id.active", "=", True)])
        )
        locks = waivers.project_id._locks(lifted=True)
        held_by = records._readiness_held_by(locks.values())
        projects = self.browse(held_by)._filtered_access("read")
        return [
            {**data, "project": project.name}
            for project in projects._identity()
            for data in project._waiver_data()
            if data["kind"] == "lock"
        ]
