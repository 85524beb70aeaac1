from contextlib import contextmanager

from odoo import api, models
from odoo.tools import SQL

from ...exceptions import GateClosed
from ...lib.gate import newest, open_segments
from ...lib.lock import Lock, LockSnapshot, loosened
from ..gate import GateContext

LOCKING_PHASE = "software"
LAST_PHASE = "live"


class CrmReadinessProject(models.Model):
    """What a project locks, what screens say of it, how the lock protects itself."""

    _inherit = "crm.readiness.project"

    @api.model
    def _closed_locks(self):
        """Return the `Lock` of every project that holds something now.

        One indexed query if no project locks anything. Not cached: an answer from
        before a switch must never be used after it.
        """
        self.flush_model(["active", "lock_enabled"])
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM crm_readiness_project"
                " WHERE active AND lock_enabled ORDER BY id"
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
        projects = self._as_system().filtered(lambda p: p.active and p.lock_enabled)
        for project in projects:
            if bool(project.waiver_ids._running("lock")) != lifted:
                continue
            passed = project._passed_segments()
            segments = project.scope_ids.segment_id
            if passed is None or (segments and passed.issuperset(segments.ids)):
                continue
            locks[project.id] = project._lock(passed)
        return locks

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
        return Lock(
            project_id=self.id,
            company_id=self.company_id.id,
            teams=frozenset(self.team_ids.ids) or None,
            released_teams=frozenset((released.team_ids - locked.team_ids).ids),
            released_stages=frozenset((released.stage_ids - locked.stage_ids).ids),
        )

    # -- what screens say before anybody tries to change something ---------

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
        domain = [("kind", "=", "lock"), ("project_id.active", "=", True)]
        waivers = self._as_system().env["crm.readiness.waiver"].search(domain)
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

    # -- the lock protects itself ------------------------------------------

    def _lock_snapshots(self):
        """Return {project id: `LockSnapshot`} of the projects that hold something."""
        locks = self._locks()
        projects = self._as_system().filtered(lambda project: project.id in locks)
        criteria = projects.env["crm.readiness.criterion"].search(
            [("active", "=", True)]
        )
        return {
            project.id: LockSnapshot(
                lock=locks[project.id],
                map_id=project.map_id.id,
                segments=frozenset(project.scope_ids.segment_id.ids),
                musts=frozenset(c.id for c in criteria if c._is_must(project)),
            )
            for project in projects
        }

    @contextmanager
    def _held_as_before(self):
        """Undo and refuse a change after which a closed lock holds less than before."""
        before = self._lock_snapshots() if self and self.env.registry.ready else {}
        if not before:
            yield
            return
        with self.env.cr.savepoint():
            yield
            after = self.exists()._lock_snapshots()
            for project_id, snapshot in before.items():
                lost = loosened(snapshot, after.get(project_id))
                if lost:
                    raise self.browse(project_id)._guard_error(lost)

    def _guard_error(self, lost):
        project = self._as_system()
        labels = {
            "lock": self.env._("the lock itself"),
            "company": self.env._("the company"),
            "map": self.env._("the goal map"),
            "teams": self.env._("the sales teams"),
            "stages": self.env._("the pipeline stages"),
            "segments": self.env._("the process segments"),
            "criteria": self.env._("the must criteria"),
        }
        return self._error_with_gate_button(
            self.env._(
                "“%(project)s” locks the CRM configuration while its gate is closed,"
                " and this would loosen it (%(what)s). Ask for a waiver of the lock,"
                " which another person approves.",
                project=project.name if project.exists() else "",
                what=", ".join(labels[name] for name in sorted(lost)),
            )
        )

    def _gate_closed_error(self, record):
        """Return the error that names what is missing and leads to the gate."""
        project = self._as_system()
        label = self.env["ir.model"]._get(record._name).name or record._description
        if self.sudo(False).has_access("read"):
            gate = project._gate(LOCKING_PHASE)
            message = self.env._(
                "“%(what)s” cannot be changed: the gate “%(phase)s” of the CRM project"
                " “%(project)s” is closed.\n%(missing)s",
                what=label,
                phase=gate.context.phase.name,
                project=project.name,
                missing=self._as_list(project._missing(gate)),
            )
        else:
            message = self.env._(
                "“%(what)s” cannot be changed: the gate of a CRM project is closed."
                " %(owner)s knows what is missing.",
                what=label,
                owner=project.owner_id.name,
            )
        return self._error_with_gate_button(message)

    def _error_with_gate_button(self, message):
        action = "crm_readiness.crm_readiness_gate_board_action"
        return GateClosed(
            message,
            self.env["ir.model.data"]._xmlid_to_res_id(action),
            self.env._("Open the gate"),
            {"active_id": self.id, "phase_code": LOCKING_PHASE},
        )
