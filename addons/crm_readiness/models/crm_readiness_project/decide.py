from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.crm_metric_definitions.public import append

from ...lib.gate import PASSING


class CrmReadinessProject(models.Model):
    """Deciding a gate."""

    _inherit = "crm.readiness.project"

    def decide(self, phase_code, kind, minutes=None, conditions=None, segment_ids=None):
        """Decide a gate as a gate keeper who neither owns nor owned the project.

        A (conditional) go is refused unless every must criterion is met or waived at
        this moment: the report is evaluated again under the project's row lock.

        :param phase_code: code of the phase
        :param kind: ``go``, ``conditional``, ``hold`` or ``recycle``
        :param minutes: what was said
        :param conditions: list of {"name", "due_date"} for a conditional go
        :param segment_ids: ids of the segments in scope that are decided; None: all
        :return: id of the new `crm.readiness.decision`
        """
        self.ensure_one()
        self._check_gate_keeper()
        self._check_conditions(kind, conditions)
        self._lock_evidence()
        project = self._as_system()
        gate = project._gate(phase_code)
        segments = self._decided_segments(gate, segment_ids)
        if kind in PASSING:
            project._check_may_pass(gate, segments)
        decision = append(
            self.env["crm.readiness.decision"],
            [
                {
                    "project_id": self.id,
                    "phase_id": gate.context.phase.id,
                    "kind": kind,
                    "segment_ids": [Command.set(segments.ids)],
                    "user_id": self.env.uid,
                    "minutes": minutes,
                    "report": project._gate_data(gate),
                }
            ],
        )
        append(
            self.env["crm.readiness.condition"],
            [
                {
                    "decision_id": decision.id,
                    "name": condition["name"],
                    "due_date": condition["due_date"],
                }
                for condition in conditions or []
            ],
        )
        self.invalidate_recordset()
        self.sudo().message_post(
            body=self.env._(
                "%(phase)s: %(decision)s",
                phase=decision.phase_id.name,
                decision=decision._kind_name(),
            )
        )
        return decision.id

    def _check_conditions(self, kind, conditions):
        kinds = self.env["crm.readiness.decision"]._fields["kind"].get_values(self.env)
        if kind not in kinds:
            raise UserError(self.env._("A decision is one of: %s.", ", ".join(kinds)))
        conditions = conditions or []
        if not all(c.get("name") and c.get("due_date") for c in conditions):
            raise UserError(self.env._("Each condition has a text and a date."))
        if (kind == "conditional") != bool(conditions):
            raise UserError(
                self.env._(
                    "A conditional go has conditions, other decisions have none."
                )
            )
        today = fields.Date.today()
        if any(fields.Date.to_date(c["due_date"]) < today for c in conditions):
            raise UserError(self.env._("The date of a condition lies ahead."))

    def _decided_segments(self, gate, segment_ids):
        segments = gate.context.segments
        if segment_ids is None:
            return segments
        if not segment_ids or not set(segment_ids).issubset(segments.ids):
            raise UserError(self.env._("Decide on process segments of the scope."))
        return segments.browse(segment_ids)

    def _check_may_pass(self, gate, segments):
        blocking = gate.blocking(segments)
        if segments and not blocking:
            return
        missing = [self._missing_sentence(f) for f in blocking] or self._missing(gate)
        raise UserError(
            self.env._(
                "No “go” yet for “%(phase)s”:\n%(missing)s",
                phase=gate.context.phase.name,
                missing=self._as_list(missing),
            )
        )
