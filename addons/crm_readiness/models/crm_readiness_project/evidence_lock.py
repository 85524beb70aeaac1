from odoo import models
from odoo.exceptions import ConcurrencyError, LockError
from odoo.tools import SQL


class CrmReadinessProject(models.Model):
    """Locks on the evidence, so that it cannot change while a gate is decided."""

    _inherit = "crm.readiness.project"

    def _lock_evidence(self):
        """Lock the project's evidence and make sure that we see its newest state.

        Odoo reads a snapshot of the beginning of the request. PostgreSQL fails a
        request that locks a row which somebody has changed since, and Odoo repeats
        the request. If somebody is changing a row right now, this method refuses.
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
        for records in evidence:
            self._lock_for_share(records)
        self._refuse_stale_snapshot(metrics, (*evidence, project.map_id))
        # of two decisions at once, the second fails on this row and is repeated
        self.env.execute_query(
            SQL(
                "UPDATE crm_readiness_project SET decision_count ="
                " COALESCE(decision_count, 0) + 1 WHERE id = %s RETURNING id",
                self.id,
            )
        )
        self.invalidate_recordset(["decision_count"])

    def _lock_for_share(self, records):
        if not records:
            return
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
        """Have the request repeated if evidence was added that we cannot see.

        Rows that were added since the request began cannot be locked, but a second
        connection sees them. All ids are compared: a row with a lower id than ours
        may have been committed later.
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
                    raise ConcurrencyError(
                        "the evidence of the gate has changed meanwhile"
                    )

    def _busy_error(self):
        return LockError(
            self.env._(
                "Somebody is changing the evidence of this gate at this moment."
                " Try again."
            )
        )
