from odoo import api, models

from .lock import LOCKING_PHASE


class CrmReadinessProject(models.Model):
    """What screens say about the lock before anybody tries to change something."""

    _inherit = "crm.readiness.project"

    @api.model
    @api.readonly
    def lock_status(self, model, res_ids=None):
        """Tell a screen whether what it shows is locked. Writes nothing.

        :param model: name of the model shown
        :param res_ids: ids of the records shown; None or []: the model as a whole
        :return: {"locked": bool, "disable": bool: whether to disable the buttons,
            "projects": [{"id", "name", "missing": [str]}],
            "waivers": [{"project", "reason", "until", "hours_left"}]}
        """
        status = {"locked": False, "disable": False, "projects": [], "waivers": []}
        if not self._lockable([model]):
            return status
        records = self.env[model].browse(res_ids or []).exists()
        if not records and not records._readiness_all_records:
            return status
        locks = self._closed_locks()
        locked_by = records._readiness_held_by(locks)
        lifted_by = records._readiness_held_by(self._lifted_locks())
        # the buttons of a list stay if the list also shows free records
        disable = bool(records) or records._readiness_all_held(locks)
        return {
            "locked": bool(locked_by),
            "disable": bool(locked_by) and disable,
            **self._lock_words(locked_by, lifted_by),
        }

    @api.model
    def _lifted_locks(self):
        """Return the `Lock` list that waivers lift now."""
        waivers = (
            self._as_system()
            .env["crm.readiness.waiver"]
            .search([("kind", "=", "lock"), ("project_id.active", "=", True)])
        )
        return list(waivers.project_id._locks(lifted=True).values())

    @api.model
    def _lock_words(self, locked_by, lifted_by):
        """Return what the banner shows of the projects with these ids.

        The name of a project is shown only to users who may read the project.
        """
        projects = []
        for project in self.browse(locked_by):
            system_project = project._as_system()
            if project.has_access("read"):
                name = system_project.name
                missing = system_project._missing(system_project._gate(LOCKING_PHASE))
            else:
                name = self.env._("a project of %s", system_project.owner_id.name)
                missing = []
            projects.append({"id": project.id, "name": name, "missing": missing})
        lifted = self.browse(lifted_by)._filtered_access("read")._as_system()
        return {
            "projects": projects,
            "waivers": [
                {**waiver, "project": project.name}
                for project in lifted
                for waiver in project._waiver_data()
                if waiver["kind"] == "lock"
            ],
        }

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
        """Return the models that can be locked; none for people from outside."""
        if not self.env.user._is_internal():
            return []
        locked = self.env["crm.readiness.lock.mixin"]._readiness_models()
        return [name for name in names if name in locked]
