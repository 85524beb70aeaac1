import logging

import psycopg2

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError

from ...lib.gate import Decided, Finding, open_segments
from ..gate.context import GateScope

_logger = logging.getLogger(__name__)


class Gate:
    """One gate as it stands: findings of the criteria, decisions, open segments."""

    def __init__(self, scope, findings, decisions):
        self.scope = scope
        self.findings = findings
        self.decisions = decisions
        self.open_segments = open_segments(scope.segments.ids, findings, decisions)

    @property
    def is_open(self):
        segments = self.scope.segments.ids
        return bool(segments) and set(segments) <= self.open_segments

    def blocking(self, segments=None):
        """Return the findings that keep these segments (all in scope) closed."""
        wanted = self.scope.segments.ids if segments is None else segments.ids
        if not wanted:
            return [
                f for f in self.findings if f.level == "must" and f.state != "waived"
            ]
        return [f for f in self.findings if any(f.blocks(s) for s in wanted)]


class CrmReadinessProject(models.Model):
    """The gate report: evaluated on live records, stored nowhere as true."""

    _inherit = "crm.readiness.project"

    @api.readonly
    def gate_report(self, phase_code):
        """Evaluate one gate now. Writes nothing; everybody gets the same report.

        An advisor from outside gets it without what is said inside: see
        `_outside_view`.

        :param phase_code: ``position``, ``measurement``, ``goals``, ``tactics``,
            ``processes``, ``software`` or ``live``
        :return: plain data::

            {"phase", "phase_name", "project_id", "project_name", "open": bool,
             "segments": [{"id", "name", "open"}],
             "decision": {"id", "kind", "by", "date", "minutes", "conditions"} | None,
             "criteria": [{"code", "name", "level", "state", "records": [{"model",
               "id", "name"}], "todo"}],
             "waivers": [{"id", "kind", "criterion", "reason", "until", "days_left"}],
             "missing": [sentences]}

            ``open``: every segment in scope has passed and still meets every must.
            ``state``: ``met``, ``not_met``, ``waived``, ``unknown``.
        :raise UserError: there is no such phase
        """
        self.ensure_one()
        self.check_access("read")
        gate = self._identity()._gate(phase_code)
        report = self._gate_data(gate, self.env.user)
        if self.env.user._is_internal():
            return report
        return self._outside_view(report, gate)

    # -- evaluation --------------------------------------------------------

    def _identity(self):
        """The same project seen by nobody in particular, in the viewer's language."""
        context = {
            "lang": self.env.context.get("lang") or self.env.user.lang,
            # an archived segment was decided upon, an archived team stays covered
            "active_test": False,
        }
        return self.with_env(self.env(user=SUPERUSER_ID, su=True, context=context))

    def _gate(self, phase_code, earlier=None):
        """Return a `Gate`: the findings and what follows from them.

        :param earlier: a `Gate` evaluated a moment ago, whose answers are shared
        """
        self.ensure_one()
        phase = self.env["crm.readiness.phase"].search([("code", "=", phase_code)])
        if not phase:
            raise UserError(self.env._("There is no phase “%s”.", phase_code))
        if earlier:
            scope = earlier.scope.for_phase(phase)
        else:
            self.invalidate_recordset()
            scope = GateScope(self, self.scope_ids.segment_id, phase)
        findings = self._findings(scope)
        decisions = self._decided(phase)
        return Gate(scope, findings, decisions)

    def _criteria(self, phase):
        """Criteria that this gate asks for: those of its own and of earlier phases."""
        return self.env["crm.readiness.criterion"].search(
            [("phase_id.sequence", "<=", phase.sequence), ("active", "=", True)]
        )

    def _findings(self, scope, musts_only=False):
        findings = []
        waived = scope.waivers._running().criterion_id
        for criterion in self._criteria(scope.phase):
            level = "must" if criterion._is_must(self) else "should"
            if musts_only and level != "must":
                continue
            state, failures, todo, group = self._answer(criterion, scope)
            if state != "met" and criterion in waived:
                state = "waived"
            findings.append(
                Finding(
                    criterion.code, criterion.name, level, state, failures, todo, group
                )
            )
        return findings

    def _answer(self, criterion, scope):
        """Return what a criterion's rule says: asked once for a scope."""
        if criterion not in scope.answers:
            scope.answers[criterion] = self._look(criterion, scope)
        return scope.answers[criterion]

    def _look(self, criterion, scope):
        """Ask one rule. A broken rule is a finding, and the others go on."""
        rule = self.env.get(f"crm.readiness.rule.{criterion.rule}")
        if rule is None:
            todo = self.env._(
                "Nothing can look at this: the rule “%s” is not installed.",
                criterion.rule,
            )
            return "unknown", (), todo, None
        if not scope.segments:
            todo = self.env._("Put at least one process segment into the scope.")
            return "not_met", (), todo, None
        try:
            state, failing, todo = rule._evaluate(scope)
            return state, rule._failures(scope, failing), todo, rule._details_group
        except psycopg2.Error:
            raise  # concerns the transaction, not the rule
        except Exception:
            _logger.exception("Rule %s of the readiness gate", criterion.rule)
            todo = self.env._(
                "The rule “%s” could not look: ask your administrator.", criterion.rule
            )
            return "unknown", (), todo, None

    def _decided(self, phase):
        decisions = self.decision_ids.filtered(lambda d: d.phase_id == phase)
        decisions.condition_ids.invalidate_recordset(["state"])
        return [
            Decided(
                decision.id,
                decision.kind,
                frozenset(decision.segment_ids.ids),
                tuple(
                    condition.name
                    for condition in decision.condition_ids
                    if condition.state == "missed"
                ),
            )
            for decision in decisions
        ]
