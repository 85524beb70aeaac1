from odoo import fields, models

from ...lib.gate import newest


class CrmReadinessProject(models.Model):
    """The gate report as plain data and as sentences."""

    _inherit = "crm.readiness.project"

    def _gate_data(self, gate, viewer=None):
        """Return a gate as plain data.

        :param viewer: whose groups decide on details; None = shown to nobody, as in
            what is stored or sent
        """
        scope = gate.scope
        project = scope.project
        return {
            "phase": scope.phase.code,
            "phase_name": scope.phase.name,
            "project_id": project.id,
            "project_name": project.name,
            "date": fields.Datetime.to_string(fields.Datetime.now()),
            "open": gate.is_open,
            "segments": [
                {
                    "id": segment.id,
                    "name": segment.name,
                    "open": segment.id in gate.open_segments,
                }
                for segment in scope.segments
            ],
            "decision": project._decision_data(scope.phase),
            "criteria": [
                project._finding_data(finding, viewer) for finding in gate.findings
            ],
            "waivers": project._waiver_data(),
            "missing": project._missing(gate),
        }

    def _finding_data(self, finding, viewer):
        shown = not finding.details_group or (
            viewer is not None and viewer.has_group(finding.details_group)
        )
        return {
            "code": finding.code,
            "name": finding.name,
            "level": finding.level,
            "state": finding.state,
            "records": [
                {"model": failure.model, "id": failure.id, "name": failure.name}
                for failure in finding.failures
            ]
            if shown
            else [],
            "todo": finding.todo if shown else "",
        }

    def _decision_data(self, phase):
        decision = self.decision_ids.filtered(lambda d: d.phase_id == phase)[:1]
        if not decision:
            return None
        kinds = dict(decision._fields["kind"]._description_selection(self.env))
        return {
            "id": decision.id,
            "kind": decision.kind,
            "kind_name": kinds[decision.kind],
            "by": decision.user_id.name,
            "date": fields.Datetime.to_string(decision.date),
            "minutes": decision.minutes or "",
            "segments": decision.segment_ids.mapped("name"),
            "conditions": [
                {
                    "id": condition.id,
                    "name": condition.name,
                    "due_date": fields.Date.to_string(condition.due_date),
                    "state": condition.state,
                }
                for condition in decision.condition_ids
            ],
        }

    def _waiver_data(self):
        now = fields.Datetime.now()
        running = self.waiver_ids._running()
        return [
            {
                "id": waiver.id,
                "kind": waiver.kind,
                "criterion": waiver.criterion_id.code or None,
                "name": waiver.display_name,
                "reason": waiver.reason,
                "until": fields.Datetime.to_string(waiver.valid_until),
                "days_left": (waiver.valid_until - now).days,
                "hours_left": int((waiver.valid_until - now).total_seconds() // 3600),
            }
            for waiver in running
        ]

    def _missing(self, gate, segments=None):
        """Return sentences that say what keeps a gate closed; [] if it is open."""
        wanted = gate.scope.segments if segments is None else segments
        sentences = []
        for finding in gate.blocking(segments):
            names = [] if finding.details_group else [f.name for f in finding.failures]
            sentences.append(self._missing_sentence(finding, names))
        if not wanted:
            if not sentences:
                sentences.append(
                    self.env._("Put at least one process segment into the scope.")
                )
            return sentences
        return sentences + self._missing_decisions(gate, wanted)

    def _missing_sentence(self, finding, names):
        shown = ", ".join(names[:3])
        if len(names) > 3:
            shown = self.env._(
                "%(names)s and %(count)s more", names=shown, count=len(names) - 3
            )
        todo = "" if finding.details_group else finding.todo
        if shown:
            return self.env._(
                "Not met: %(criterion)s (%(names)s). %(todo)s",
                criterion=finding.name,
                names=shown,
                todo=todo,
            ).strip()
        return self.env._(
            "Not met: %(criterion)s. %(todo)s", criterion=finding.name, todo=todo
        ).strip()

    def _missing_decisions(self, gate, segments):
        last = {s: newest(gate.decisions, s.id) for s in segments}
        sentences = [
            self.env._(
                "A condition was missed: %s. Only a new decision opens the gate.", name
            )
            for name in sorted({n for d in last.values() if d for n in d.missed})
        ]
        undecided = segments.filtered(lambda s: not last[s] or not last[s].kind_passes)
        if undecided:
            sentences.append(
                self.env._(
                    "A gate keeper has to decide “go” for: %s.",
                    ", ".join(undecided.mapped("name")),
                )
            )
        return sentences
