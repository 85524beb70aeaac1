from dataclasses import replace

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import LazyTranslate

from odoo.addons.crm_metric_definitions.public import arguments

from ...lib.gate import newest
from ..gate import reread_trust
from .crm_readiness_project import GATE_KEEPER

_lt = LazyTranslate(__name__)

# labels of the states of a criterion
STATES = {
    "met": _lt("Met"),
    "not_met": _lt("Not met"),
    "waived": _lt("Waived"),
    "unknown": _lt("Unknown"),
}


class CrmReadinessProject(models.Model):
    """The gate board and the gate report, as plain data and as sentences."""

    _inherit = "crm.readiness.project"

    is_my_advice = fields.Boolean(compute="_compute_is_my_advice")

    @api.depends("advisor_id")
    @api.depends_context("uid")
    def _compute_is_my_advice(self):
        for project in self:
            project.is_my_advice = project.advisor_id == self.env.user.partner_id

    @api.readonly
    def board(self, phase_code=None):
        """Return all phases and the report of the chosen gate.

        :param phase_code: the gate to show; None: the first one that is closed
        :return: {"phases": [{"code", "name", "open"}], "report": gate report,
            "requests": [{"id", "name", "by", "reason"}] of waivers asked for,
            "may": {"decide", "confirm", "waive", "lock"}, "lock": state of the lock}
        """
        arguments.one(self)
        phase_code = arguments.text(self.env, "phase_code", phase_code, optional=True)
        self.check_access("read")
        phases = self.env["crm.readiness.phase"].search(Domain.TRUE)
        reports = self._gate_reports(phases.mapped("code"))
        closed = [code for code, report in reports.items() if not report["open"]]
        if phase_code not in reports:
            phase_code = (closed or list(reports)[-1:])[0]
        user = self.env.user
        owners = self.sudo().owner_id | self.sudo().former_owner_ids
        return {
            "phases": [
                {
                    "id": phase.id,
                    "code": phase.code,
                    "name": phase.name,
                    "description": phase.description or "",
                    "open": reports[phase.code]["open"],
                }
                for phase in phases
            ],
            "report": reports[phase_code],
            "requests": self._as_system()._waiver_requests(),
            "lock": self.lock_state,
            "may": {
                "lock": self.lock_state == "off" and self.has_access("write"),
                "decide": user.has_group(GATE_KEEPER) and user not in owners,
                "confirm": self.is_my_advice,
                "waive": self.env["crm.readiness.waiver"].has_access("create"),
            },
        }

    def _gate_reports(self, codes):
        """Return {phase code: gate report}; records are read once for all gates."""
        project = self._as_system()
        reports, gate = {}, None
        for code in codes:
            gate = project._gate(code, earlier=gate)
            reports[code] = self._gate_data(gate, self.env.user)
        return reports

    # -- plain data --------------------------------------------------------

    def _gate_data(self, gate, viewer=None):
        """Return a gate as plain data.

        :param viewer: the user whose groups decide on details; None for what is
            stored or sent, which has no details
        """
        context = gate.context
        project = context.project
        return {
            "phase": context.phase.code,
            "phase_name": context.phase.name,
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
                for segment in context.segments
            ],
            "decision": project._decision_data(context.phase),
            "criteria": project._findings_data(gate.findings, viewer),
            "waivers": project._waiver_data(),
            "missing": project._missing(gate),
            "fingerprint": project._gate_seal(gate),
        }

    def _findings_data(self, findings, viewer):
        level = self.env["crm.readiness.criterion"]._fields["level"]
        levels = dict(level._description_selection(self.env))
        criteria = []
        for finding in findings:
            group = finding.details_group
            details = not group or (viewer is not None and viewer.has_group(group))
            criteria.append(
                {
                    "code": finding.code,
                    "name": finding.name,
                    "level": finding.level,
                    "level_name": levels[finding.level],
                    "state": finding.state,
                    "state_name": self.env._(STATES[finding.state]),
                    "records": [
                        {"model": failure.model, "id": failure.id, "name": failure.name}
                        for failure in finding.failures
                        if details
                    ],
                    "todo": finding.todo if details else "",
                }
            )
        return criteria

    def _decision_data(self, phase):
        decision = self.decision_ids.filtered(lambda d: d.phase_id == phase)[:1]
        if not decision:
            return None
        return {
            "id": decision.id,
            "kind": decision.kind,
            "kind_name": decision._kind_name(),
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
                    "state_name": condition._fields["state"].convert_to_export(
                        condition.state, condition
                    ),
                }
                for condition in decision.condition_ids
            ],
        }

    def _waiver_data(self):
        now = fields.Datetime.now()
        return [
            {
                "id": waiver.id,
                "kind": waiver.kind,
                "criterion": waiver.criterion_id.code or None,
                "name": waiver.display_name,
                "reason": waiver.reason,
                "by": waiver.approval_id.user_id.name or "",
                "asked_by": waiver._asked_by(),
                "until": fields.Datetime.to_string(waiver.valid_until),
                "days_left": (waiver.valid_until - now).days,
                "hours_left": int((waiver.valid_until - now).total_seconds() // 3600),
            }
            for waiver in self.waiver_ids._running()
        ]

    def _waiver_requests(self):
        """Return the waivers that wait for a gate keeper."""
        waivers = reread_trust(self.waiver_ids)
        return [
            {
                "id": waiver.id,
                "name": waiver.display_name,
                "by": waiver._asked_by(),
                "reason": waiver.reason,
            }
            for waiver in waivers.filtered(lambda w: w.approval_state == "requested")
        ]

    def _outside_view(self, report, gate):
        """Return a gate report for an advisor who is no employee.

        It names the positions, goals and metrics in scope, which the advisor judges,
        and no other records, and leaves out minutes, conditions and reasons of waivers.
        """
        context = gate.context
        evidence = {
            (record._name, record.id)
            for records in (context.positions, context.goals, context.metrics)
            for record in records
        }
        findings = {}
        for finding in gate.findings:
            failures = [f for f in finding.failures if (f.model, f.id) in evidence]
            findings[finding.code] = replace(finding, failures=tuple(failures))
        return {
            **report,
            "criteria": context.project._findings_data(
                findings.values(), self.env.user
            ),
            "decision": report["decision"]
            and {**report["decision"], "by": "", "minutes": "", "conditions": []},
            "waivers": [
                {**waiver, "name": "", "reason": "", "by": "", "asked_by": ""}
                for waiver in report["waivers"]
            ],
            "missing": [
                context.project._missing_sentence(findings[finding.code])
                for finding in gate.blocking()
            ],
        }

    # -- sentences ---------------------------------------------------------

    def _missing(self, gate, segments=None):
        """Return sentences that say what keeps a gate closed; [] if it is open."""
        sentences = [self._missing_sentence(f) for f in gate.blocking(segments)]
        segments = gate.context.segments if segments is None else segments
        if segments:
            return sentences + self._missing_decisions(gate, segments)
        return sentences or [
            self.env._("Add at least one process segment to the scope.")
        ]

    def _missing_sentence(self, finding):
        """Say which criterion is not met, for which records, and what to do."""
        names, todo = [failure.name for failure in finding.failures], finding.todo
        if finding.details_group:
            names, todo = [], ""
        listed = ", ".join(names[:3])
        if len(names) > 3:
            listed = self.env._(
                "%(names)s and %(count)s more", names=listed, count=len(names) - 3
            )
        criterion = f"{finding.name} ({listed})" if listed else finding.name
        return self.env._(
            "Not met: %(criterion)s. %(todo)s", criterion=criterion, todo=todo
        ).strip()

    def _missing_decisions(self, gate, segments):
        newest_of = {s: newest(gate.decisions, s.id) for s in segments}
        missed = {name for d in newest_of.values() if d for name in d.missed}
        sentences = [
            self.env._(
                "A condition was missed: %s. Only a new decision opens the gate.", name
            )
            for name in sorted(missed)
        ]
        undecided = segments.filtered(
            lambda s: not newest_of[s] or not newest_of[s].kind_passes
        )
        if undecided:
            sentences.append(
                self.env._(
                    "A gate keeper has to decide “go” for: %s.",
                    ", ".join(undecided.mapped("name")),
                )
            )
        return sentences

    def _as_list(self, sentences):
        return "\n".join(f"- {sentence}" for sentence in sentences)
