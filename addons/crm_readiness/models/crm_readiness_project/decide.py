from odoo import fields, models
from odoo.exceptions import AccessError, ConcurrencyError, LockError, UserError
from odoo.fields import Command
from odoo.tools import SQL

from odoo.addons.crm_metric_definitions.public import (
    append,
    arguments,
    seen,
    unknown_author,
)

from ...lib.gate import PASSING


class CrmReadinessProject(models.Model):
    """Records decisions on gates; the evidence cannot change meanwhile."""

    _inherit = "crm.readiness.project"

    def decide(
        self,
        phase_code,
        kind,
        minutes=None,
        conditions=None,
        segment_ids=None,
        fingerprint=None,
    ):
        """Decide a gate as a gate keeper who neither owns nor owned the project.

        A (conditional) go is refused unless every must criterion is met or waived at
        this moment: the report is evaluated again under the project's row lock.

        :param phase_code: code of the phase
        :param kind: ``go``, ``conditional``, ``hold`` or ``recycle``
        :param minutes: what was said
        :param conditions: list of {"name", "due_date"} for a conditional go
        :param segment_ids: ids of the segments in scope that are decided; None: all
        :param fingerprint: of the gate report that was seen, which must still hold
        :return: id of the new `crm.readiness.decision`
        """
        arguments.one(self)
        phase_code = arguments.text(self.env, "phase_code", phase_code)
        minutes = arguments.text(self.env, "minutes", minutes, optional=True)
        segment_ids = arguments.ids(self.env, "segment_ids", segment_ids, optional=True)
        self._check_gate_keeper()
        self._check_logged_in()
        conditions = self._check_conditions(kind, conditions)
        given = seen(self, fingerprint)[self.id]
        self._lock_evidence()
        project = self._as_system()
        gate = project._gate(phase_code)
        project._refuse_unseen(given, project._gate_seal(gate))
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

    def _check_logged_in(self):
        """Raise where code acts in somebody's name: he has decided nothing."""
        if unknown_author(self.env)[0]:
            raise AccessError(
                self.env._(
                    "“%s” is decided by a person who is logged in, not in somebody's"
                    " name.",
                    self.sudo().name,
                )
            )

    def _check_conditions(self, kind, conditions):
        """Return the conditions as [{"name": str, "due_date": date}]."""
        field = self.env["crm.readiness.decision"]._fields["kind"]
        kinds = dict(field._description_selection(self.env))
        if not isinstance(kind, str) or kind not in kinds:
            labels = ", ".join(kinds.values())
            raise UserError(self.env._("A decision is one of: %s.", labels))
        keys = ["name", "due_date"]
        conditions = arguments.rows(
            self.env, "conditions", conditions, keys, optional=True, most=100
        )
        conditions = conditions or []
        if not all(c.get("name") and c.get("due_date") for c in conditions):
            raise UserError(self.env._("Each condition needs a text and a date."))
        conditions = [
            {
                "name": arguments.text(self.env, "name", condition["name"]),
                "due_date": arguments.day(self.env, "due_date", condition["due_date"]),
            }
            for condition in conditions
        ]
        if (kind == "conditional") != bool(conditions):
            raise UserError(
                self.env._(
                    "A conditional go has conditions, other decisions have none."
                )
            )
        today = fields.Date.today()
        if any(condition["due_date"] < today for condition in conditions):
            raise UserError(
                self.env._("The date of a condition must not lie in the past.")
            )
        return conditions

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

    # -- the evidence stays the same while a gate is decided ---------------

    def _lock_evidence(self):
        """Lock the project's evidence and make sure that its newest state is read.

        A request reads the database as it was when the request began. If somebody has
        changed a row since, PostgreSQL refuses to lock that row, and Odoo repeats the
        request. If somebody is changing a row right now, this method raises.
        """
        self.flush_model()
        try:
            project = self.sudo()
            project.lock_for_update()
            project.map_id.lock_for_update()
        except LockError as error:
            raise self._busy_error() from error
        goals = self.env["crm.goal"].sudo().with_context(active_test=False)
        goals = goals.search([("map_id", "=", project.map_id.id)])
        metrics = goals.metric_id
        evidence = (
            project.scope_ids,
            project.waiver_ids,
            project.map_id.position_ids,
            goals,
            metrics,
            metrics.numerator_id | metrics.denominator_id,
            metrics.check_ids,
        )
        for records in filter(None, evidence):
            self._lock_for_share(records)
        self._refuse_stale_snapshot(metrics, (*evidence, project.map_id))
        # if two people decide at once, the second update fails and Odoo repeats it
        self.env.execute_query(
            SQL(
                "UPDATE crm_readiness_project SET decision_count ="
                " COALESCE(decision_count, 0) + 1 WHERE id = %s RETURNING id",
                self.id,
            )
        )
        self.invalidate_recordset(["decision_count"])

    def _lock_for_share(self, records):
        records.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE id IN %s FOR SHARE SKIP LOCKED",
                SQL.identifier(records._table),
                tuple(records.ids),
            )
        )
        if len(rows) != len(records):
            raise self._busy_error()

    def _refuse_stale_snapshot(self, metrics, evidence):
        """Make Odoo repeat the request if evidence was added since it began.

        Such rows cannot be locked, but a second connection sees them. All ids are
        compared, because rows are not always committed in the order of their ids.
        """
        self.env.flush_all()
        of_map = SQL("map_id = %s", self.sudo().map_id.id)
        conditions = {
            "crm_goal": of_map,
            "crm_goal_position": of_map,
            "crm_metric_check": SQL("metric_id = ANY(%s)", metrics.ids),
            "crm_approval": SQL(" OR ").join(
                SQL("(res_model = %s AND res_id = ANY(%s))", records._name, records.ids)
                for records in evidence
            ),
        }
        with self.env.registry.cursor() as cr:
            for table, where in conditions.items():
                query = SQL("SELECT id FROM %s WHERE %s", SQL.identifier(table), where)
                cr.execute(query)
                if set(cr.fetchall()) - set(self.env.execute_query(query)):
                    raise ConcurrencyError("evidence of the gate was added")

    def _busy_error(self):
        return LockError(
            self.env._(
                "Somebody is changing the evidence of this gate at this moment."
                " Try again."
            )
        )
