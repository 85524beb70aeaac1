import logging

import psycopg2

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError

from odoo.addons.crm_metric_definitions.public import arguments

from ...lib.gate import Decided, Finding
from ..gate import Gate, GateContext

_logger = logging.getLogger(__name__)


class CrmReadinessProject(models.Model):
    """Evaluates gates on live records. No result is stored."""

    _inherit = "crm.readiness.project"

    @api.readonly
    def gate_report(self, phase_code):
        """Evaluate one gate now and write nothing.

        All employees get the same report. For an advisor from outside, `_outside_view`
        leaves out what only employees may read.

        :param phase_code: ``position``, ``measurement``, ``goals``, ``tactics``,
            ``processes``, ``software`` or ``live``
        :return: plain data::

            {"phase", "phase_name", "project_id", "project_name", "open": bool,
             "segments": [{"id", "name", "open"}],
             "decision": {"id", "kind", "kind_name", "by", "date", "minutes",
               "conditions": [{"id", "name", "due_date", "state", "state_name"}]}
               or None,
             "criteria": [{"code", "name", "level", "level_name", "state",
               "state_name", "records": [{"model", "id", "name"}], "todo"}],
             "waivers": [{"id", "kind", "criterion", "reason", "by", "asked_by",
               "until", "days_left"}],
             "missing": [sentences],
             "fingerprint": what `decide` and `action_confirm_evidence` ask for}

            ``open``: every segment in scope has passed and still meets every must.
            ``state`` of a criterion: ``met``, ``not_met``, ``waived``, ``unknown``.
            Keys that end in ``_name`` are labels in the reader's language.
        :raise UserError: there is no such phase
        """
        arguments.one(self)
        phase_code = arguments.text(self.env, "phase_code", phase_code)
        self.check_access("read")
        gate = self._as_system()._gate(phase_code)
        report = self._gate_data(gate, self.env.user)
        if self.env.user._is_internal():
            return report
        return self._outside_view(report, gate)

    # -- evaluation --------------------------------------------------------

    def _as_system(self):
        """Return the project as the system user sees it, in the viewer's language."""
        context = {
            "lang": self.env.context.get("lang") or self.env.user.lang,
            # decisions name archived segments, and archived teams stay locked
            "active_test": False,
        }
        return self.with_env(self.env(user=SUPERUSER_ID, su=True, context=context))

    def _gate(self, phase_code, earlier=None):
        """Evaluate one gate.

        :param earlier: another `Gate` of this transaction, to share what it has read
        :return: a `Gate`
        """
        self.ensure_one()
        phase = self.env["crm.readiness.phase"].search([("code", "=", phase_code)])
        if not phase:
            raise UserError(self.env._("There is no phase “%s”.", phase_code))
        if earlier:
            context = earlier.context.for_phase(phase)
        else:
            self.invalidate_recordset()
            context = GateContext(self, phase)
        return Gate(context, self._findings(context), self._decisions_of(phase))

    def _criteria(self, phase):
        """Return the criteria of this phase and of all earlier ones."""
        return self.env["crm.readiness.criterion"].search(
            [("phase_id.sequence", "<=", phase.sequence), ("active", "=", True)]
        )

    def _findings(self, context, musts_only=False):
        findings = []
        waived = context.waivers._running().criterion_id
        for criterion in self._criteria(context.phase):
            level = "must" if criterion._is_must(self) else "should"
            if musts_only and level != "must":
                continue
            state, failures, todo, group = self._rule_result(criterion, context)
            if state != "met" and criterion in waived:
                state = "waived"
            findings.append(
                Finding(
                    criterion.code, criterion.name, level, state, failures, todo, group
                )
            )
        return findings

    def _rule_result(self, criterion, context):
        """Return the result of a criterion's rule, evaluated once per context."""
        results = context.rule_results
        if criterion not in results:
            results[criterion] = self._evaluate_rule(criterion, context)
        return results[criterion]

    def _evaluate_rule(self, criterion, context):
        """Evaluate one rule. If it raises, that is a finding, and the others go on.

        :return: (state, failures, what to do, group that sees details or None)
        """
        rule = criterion._rule_model()
        if rule is None:
            todo = self.env._(
                "This cannot be checked: the rule “%s” is not installed.",
                criterion.rule,
            )
            return "unknown", (), todo, None
        if not context.segments:
            todo = self.env._("Add at least one process segment to the scope.")
            return "not_met", (), todo, None
        try:
            state, failing, todo = rule._evaluate(context)
            return state, rule._failures(context, failing), todo, rule._details_group
        except psycopg2.Error:
            raise  # the transaction is broken, not the rule
        except Exception:
            _logger.exception("Rule %s of the readiness gate", criterion.rule)
            todo = self.env._(
                "The rule “%s” could not be evaluated: ask your administrator.",
                criterion.rule,
            )
            return "unknown", (), todo, None

    def _decisions_of(self, phase):
        """Return the decisions on a phase as `Decided`."""
        decisions = self.decision_ids.filtered(lambda d: d.phase_id == phase)
        conditions = decisions.condition_ids
        conditions.invalidate_recordset(["state"])
        missed = conditions.filtered(lambda condition: condition.state == "missed")
        return [
            Decided(
                decision.id,
                decision.kind,
                frozenset(decision.segment_ids.ids),
                tuple((decision.condition_ids & missed).mapped("name")),
            )
            for decision in decisions
        ]
