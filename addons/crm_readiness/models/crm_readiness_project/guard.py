from contextlib import contextmanager

from odoo import fields, models

from odoo.addons.crm_metric_definitions.public import SYSTEM, write_system

from ...exceptions import GateClosed
from ...lib.lock import LockSnapshot, loosened
from .lock import LOCKING_PHASE

#: what a waiver of the lock lets pass, but only until the waiver ends
KEPT = {"lock", "teams", "segments", "criteria"}


class CrmReadinessProject(models.Model):
    """How the lock protects itself, and what it says when it refuses."""

    _inherit = "crm.readiness.project"

    kept_lock = fields.Json(
        string="Held again after the waiver",
        **SYSTEM,
        help="What the lock held before somebody turned it off, or narrowed it, while a"
        " waiver lifted it. It holds that again as soon as no waiver runs.",
    )

    def _lock_snapshots(self, lifted=False):
        """Return {project id: `LockSnapshot`} of the projects that hold something.

        :param lifted: those whose lock a waiver lifts instead
        """
        locks = self._locks(lifted)
        projects = self._as_system().filtered(lambda project: project.id in locks)
        criteria = projects.env["crm.readiness.criterion"].search(
            [("active", "=", True)]
        )
        snapshots = {}
        for project in projects:
            passed = project._passed_segments()
            held = project.scope_ids.filtered(
                lambda line, passed=passed: line.segment_id.id not in passed
            )
            snapshots[project.id] = LockSnapshot(
                lock=locks[project.id],
                map_id=project.map_id.id,
                segments=frozenset(project._locking_segments()),
                musts=frozenset(c.id for c in criteria if c._is_must(project)),
                held_teams=frozenset(held.team_ids.ids),
                held_stages=frozenset(held.stage_ids.ids),
            )
        return snapshots

    @contextmanager
    def _held_as_before(self):
        """Undo and refuse a change after which a closed lock holds less than before.

        What a waiver lifts may be changed, but a waiver ends: then the lock holds again
        what it held before.
        """
        ready = self and self.env.registry.ready
        if ready:
            self._forget_kept()
        before = self._lock_snapshots() if ready else {}
        lifted = self._lock_snapshots(lifted=True) if ready else {}
        if not before and not lifted:
            yield
            return
        with self.env.cr.savepoint():
            yield
            remaining = self.exists()
            after = remaining._lock_snapshots()
            for project_id, snapshot in before.items():
                lost = loosened(snapshot, after.get(project_id))
                if lost:
                    raise self.browse(project_id)._guard_error(lost)
            remaining._keep_lifted(lifted)

    def _keep_lifted(self, before):
        """Remember what the lifted locks held, if they would now hold less."""
        after = self._lock_snapshots(lifted=True) if before else {}
        for project in self.filtered(lambda project: project.id in before):
            snapshot, now = before[project.id], after.get(project.id)
            lost = loosened(snapshot, now)
            if "company" in lost:
                raise project._guard_error(lost)
            if lost & KEPT:
                teams, musts = snapshot.lock.teams, snapshot.musts
                kept = {
                    "teams": sorted(teams) if teams else None,
                    "segments": sorted(snapshot.segments),
                    "musts": sorted(musts - now.musts if now else musts),
                }
                write_system(project, {"kept_lock": kept})

    def _forget_kept(self):
        """Forget what was kept where the gate has opened since."""
        kept = self.filtered("kept_lock")
        held = kept._locks().keys() | kept._locks(lifted=True).keys() if kept else ()
        for project in kept.filtered(lambda project: project.id not in held):
            write_system(project, {"kept_lock": False})

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
            "shared": self.env._("what all companies share"),
        }
        return self._error_with_gate_button(
            self.env._(
                "“%(project)s” locks the CRM configuration while its gate is closed,"
                " and this would loosen it (%(what)s). Ask for a waiver of the lock,"
                " which another person approves: %(keepers)s.",
                project=project.name if project.exists() else "",
                keepers=project._keeper_names() if project.exists() else "",
                what=", ".join(labels[name] for name in sorted(lost)),
            )
        )

    def _gate_closed_error(self, record):
        """Return the error that says whose gate is closed, who opens it, what misses.

        Everybody who is held learns company, project and gate keepers. What is missing
        is for those who may read the project.
        """
        project = self._as_system()
        message = self.env._(
            "“%(what)s” cannot be changed: the gate “%(phase)s” of the CRM project"
            " “%(project)s” (%(company)s) is closed. Gate keeper: %(keepers)s.",
            what=self.env["ir.model"]._get(record._name).name or record._description,
            phase=project._locking_phase().name,
            project=project.name,
            company=project.company_id.name,
            keepers=project._keeper_names(),
        )
        if self.sudo(False).has_access("read"):
            missing = project._missing(project._gate(LOCKING_PHASE))
            message = f"{message}\n{self._as_list(missing)}"
        else:
            knows = self.env._("%s knows what is missing.", project.owner_id.name)
            message = f"{message} {knows}"
        return self._error_with_gate_button(message)

    def _locking_phase(self):
        phases = self.env["crm.readiness.phase"]
        return phases.browse(phases._ids_by_code().get(LOCKING_PHASE))

    def _error_with_gate_button(self, message):
        action = "crm_readiness.crm_readiness_gate_board_action"
        return GateClosed(
            message,
            self.env["ir.model.data"]._xmlid_to_res_id(action),
            self.env._("Open the gate"),
            {"active_id": self.id, "phase_code": LOCKING_PHASE},
        )
