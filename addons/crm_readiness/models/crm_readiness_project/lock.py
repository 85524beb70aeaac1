from contextlib import contextmanager

from odoo import api, models
from odoo.tools import SQL

from ...exceptions import GateClosed
from ...lib.gate import newest, open_segments
from ...lib.lock import Hold, Lock, loosened
from ..gate.context import GateScope

LOCKING_PHASE = "software"
LAST_PHASE = "live"


class CrmReadinessProject(models.Model):
    """What a project holds locked, and the guard of its own switch."""

    _inherit = "crm.readiness.project"

    @api.model
    def _closed_locks(self):
        """Return the `Lock` of every project that holds something now.

        One indexed query where no project locks anything. Deliberately not cached:
        an answer from before a switch must never be used after it.
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
        return list(self.browse([i for [i] in rows])._locks().values())

    def _holds(self):
        """Return {id: `Hold`} of those among these projects that hold something now."""
        locks = self._locks()
        criteria = self._identity().env["crm.readiness.criterion"]
        criteria = criteria.search([("active", "=", True)])
        return {
            project.id: Hold(
                lock=locks[project.id],
                map_id=project.map_id.id,
                segments=frozenset(project.scope_ids.segment_id.ids),
                musts=frozenset(c.id for c in criteria if c._is_must(project)),
            )
            for project in self._identity()
            if project.id in locks
        }

    def _locks(self, lifted=False):
        """Return {id: `Lock`} of those among these projects that hold something now.

        :param lifted: of those that would hold it if no waiver lifted their lock
        """
        locks = {}
        for project in self._identity():
            if not (project.active and project.lock_enabled):
                continue
            if bool(project.waiver_ids._running("lock")) != lifted:
                continue  # break glass
            passed = project._passed_segments()
            segments = project.scope_ids.segment_id
            if passed is None or (segments and set(segments.ids) <= passed):
                continue
            locks[project.id] = project._lock(passed)
        return locks

    def _passed_segments(self):
        """Return the ids of segments whose lock is open; None: the project is live."""
        phases = self.env["crm.readiness.phase"]
        # a phase that is gone has no decisions: then nothing has passed
        by_code = {
            code: phases.browse(phases._ids_by_code().get(code))
            for code in (LOCKING_PHASE, LAST_PHASE)
        }
        segments = self.scope_ids.segment_id
        live = self._decided(by_code[LAST_PHASE])
        if self._is_live(live):
            return None
        passed = {
            segment
            for segment in segments.ids
            if (decision := newest(live, segment)) and decision.kind_passes
        }
        decided = self._decided(by_code[LOCKING_PHASE])
        if any(decision.passes for decision in decided):
            # somebody has said go: does it still stand?
            scope = GateScope(self, segments, by_code[LOCKING_PHASE])
            findings = self._findings(scope, musts_only=True)
            passed |= open_segments(segments.ids, findings, decided)
        return passed

    def _is_live(self, live_decisions):
        """Tell whether the newest decision on “live” is a go for all that there was."""
        last = max(live_decisions, key=lambda d: d.id, default=None)
        # a condition that was missed is a lapse: told, and locking nothing any more
        if last is None or not last.kind_passes:
            return False
        report = self.env["crm.readiness.decision"].browse(last.id).report or {}
        return {s["id"] for s in report.get("segments", [])} <= last.segments

    def _lock(self, passed):
        held_lines = self.scope_ids.filtered(lambda s: s.segment_id.id not in passed)
        free_lines = self.scope_ids - held_lines
        return Lock(
            project_id=self.id,
            company_id=self.company_id.id,
            teams=frozenset(self.team_ids.ids) or None,
            released_teams=frozenset((free_lines.team_ids - held_lines.team_ids).ids),
            released_stages=frozenset(
                (free_lines.stage_ids - held_lines.stage_ids).ids
            ),
        )

    # -- the lock guards its own switch ------------------------------------

    @contextmanager
    def _held_as_before(self):
        """Undo and refuse what makes a closed lock hold less than before."""
        before = self._holds() if self and self.env.registry.ready else {}
        if not before:
            yield
            return
        with self.env.cr.savepoint():
            yield
            after = self.exists()._holds()
            for project_id, hold in before.items():
                lost = loosened(hold, after.get(project_id))
                if lost:
                    raise self.browse(project_id)._guard_error(lost)

    def _guard_error(self, lost):
        project = self._identity()
        labels = {
            "lock": self.env._("the lock itself"),
            "company": self.env._("the company"),
            "map": self.env._("the goal map"),
            "teams": self.env._("the sales teams"),
            "stages": self.env._("the pipeline stages"),
            "segments": self.env._("the process segments"),
            "criteria": self.env._("the must criteria"),
        }
        message = self.env._(
            "“%(project)s” locks the CRM configuration while its gate is closed, and"
            " this would loosen it (%(what)s). Ask for a waiver of the lock, which"
            " another person approves.",
            project=project.name if project.exists() else "",
            what=", ".join(labels[name] for name in sorted(lost)),
        )
        return self._with_gate_button(message)

    def _gate_closed_error(self, record):
        """Return the error that names what is missing and leads to the gate."""
        project = self._identity()
        what = self.env["ir.model"]._get(record._name).name or record._description
        if not self.sudo(False).has_access("read"):
            message = self.env._(
                "“%(what)s” cannot be changed: the gate of a CRM project is closed."
                " %(owner)s knows what is missing.",
                what=what,
                owner=project.owner_id.name,
            )
            return self._with_gate_button(message)
        gate = project._gate(LOCKING_PHASE)
        message = self.env._(
            "“%(what)s” cannot be changed: the gate “%(phase)s” of the CRM project"
            " “%(project)s” is closed.\n%(missing)s",
            what=what,
            phase=gate.scope.phase.name,
            project=project.name,
            missing="\n".join(f"- {line}" for line in project._missing(gate)),
        )
        return self._with_gate_button(message)

    def _with_gate_button(self, message):
        action = self.env.ref("crm_readiness.action_gate_board", False)
        return GateClosed(
            message,
            action.sudo().id if action else False,
            self.env._("Open the gate"),
            {"active_id": self.id, "phase_code": LOCKING_PHASE},
        )
