from odoo import api, models
from odoo.tools import SQL

from odoo.addons.crm_metric_definitions.public import arguments

from ...lib.gate import newest, open_segments
from ...lib.lock import Lock
from ..gate import GateContext

LOCKING_PHASE = "software"
LAST_PHASE = "live"


class CrmReadinessProject(models.Model):
    """What a project locks, and what screens say of it."""

    _inherit = "crm.readiness.project"

    @api.model
    def _closed_locks(self):
        """Return the `Lock` of every project that holds something now.

        One indexed query if no project locks anything. Not cached: an answer from
        before a switch must never be used after it.
        """
        self.flush_model(["active", "lock_enabled", "kept_lock"])
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM crm_readiness_project"
                " WHERE active AND lock_enabled OR kept_lock IS NOT NULL ORDER BY id"
            )
        )
        if not rows:
            return []
        return list(self.browse([id_ for (id_,) in rows])._locks().values())

    def _locks(self, lifted=False):
        """Return {project id: `Lock`} of the projects that hold something now.

        :param lifted: return the locks that waivers lift instead
        """
        locks = {}
        projects = self._as_system().filtered(
            lambda p: (p.active and p.lock_enabled) or p.kept_lock
        )
        for project in projects:
            if bool(project.waiver_ids._running("lock")) != lifted:
                continue
            passed = project._passed_segments()
            segments = project._locking_segments()
            if passed is None or (segments and passed.issuperset(segments)):
                continue
            locks[project.id] = project._lock(passed)
        return locks

    def _locking_segments(self):
        """Return the ids of the segments that have to pass."""
        kept = (self.kept_lock or {}).get("segments", ())
        return {*self.scope_ids.segment_id.ids, *kept}

    def _passed_segments(self):
        """Return the ids of segments whose lock is open; None: the project is live."""
        phases = self.env["crm.readiness.phase"]
        ids = phases._ids_by_code()
        # a phase that was deleted has no decisions, so nothing has passed
        locking = phases.browse(ids.get(LOCKING_PHASE))
        last = phases.browse(ids.get(LAST_PHASE))
        on_live = self._decisions_of(last)
        if self._is_live(on_live):
            return None
        segments = self.scope_ids.segment_id.ids
        passed = {
            segment
            for segment in segments
            if (decision := newest(on_live, segment)) and decision.kind_passes
        }
        decisions = self._decisions_of(locking)
        if any(decision.passes for decision in decisions):
            # somebody has decided “go”: are the musts still met?
            findings = self._findings(GateContext(self, locking), musts_only=True)
            passed |= open_segments(segments, findings, decisions)
        return passed

    def _is_live(self, decisions):
        """Tell whether the newest decision on “live” is a go for its whole scope.

        If a condition of it is missed, the owner is told of a lapse, but nothing locks.
        """
        last = max(decisions, key=lambda d: d.id, default=None)
        if last is None or not last.kind_passes:
            return False
        report = self.env["crm.readiness.decision"].browse(last.id).report or {}
        return {s["id"] for s in report.get("segments", [])} <= last.segments

    def _lock(self, passed):
        locked = self.scope_ids.filtered(lambda line: line.segment_id.id not in passed)
        released = self.scope_ids - locked
        teams = frozenset(self.team_ids.ids) or None
        if self.kept_lock and teams:
            kept = self.kept_lock["teams"]
            teams = teams | frozenset(kept) if kept else None
        return Lock(
            project_id=self.id,
            company_id=self.company_id.id,
            teams=teams,
            released_teams=frozenset((released.team_ids - locked.team_ids).ids),
            released_stages=frozenset((released.stage_ids - locked.stage_ids).ids),
            shared=bool(self.agreement_ids),
        )

    # -- what screens say before anybody tries to change something ---------

    @api.model
    @api.readonly
    def lock_status(self, model, res_ids=None):
        """Tell a screen whether what it shows is locked. Writes nothing.

        :param model: name of the model shown
        :param res_ids: ids of the records shown; None or []: the model as a whole
        :return: {"locked": bool, "disable": bool: whether to disable the buttons,
            "projects": [{"id", "name", "company", "keepers", "missing": [str]}],
            "waivers": [{"project", "by", "asked_by", "reason", "until",
              "hours_left"}]}
        """
        model = arguments.text(self.env, "model", model)
        res_ids = arguments.ids(self.env, "res_ids", res_ids, optional=True)
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
        waivers = self._as_system().env["crm.readiness.waiver"]
        waivers = waivers.search([("kind", "=", "lock")])
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
            projects.append(
                {
                    "id": project.id,
                    "name": name,
                    "company": system_project.company_id.name,
                    "keepers": system_project._keeper_names(),
                    "missing": missing,
                }
            )
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
        if not isinstance(names, list | tuple) or len(names) > 1000:
            names = [names]
        names = [arguments.text(self.env, "names", name) for name in names]
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
