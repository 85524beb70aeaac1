from odoo import models

from ...lib.gate import Failure


class CrmReadinessRule(models.AbstractModel):
    """Looks whether one criterion is met. One rule, one small class::

        class GoalsNamed(models.AbstractModel):
            _name = "crm.readiness.rule.goals_named"
            _inherit = "crm.readiness.rule"
            _description = "Goals Have a Name"

            def _evaluate(self, scope):
                failing = scope.goals.filtered(lambda goal: not goal.name)
                return self._result(failing, self.env._("Give it a name."))

    and a `crm.readiness.criterion` record whose ``rule`` is ``goals_named``.
    A rule reads live records and writes nothing. It asks for all records at once:
    the number of queries must not grow with the number of goals.
    """

    _name = "crm.readiness.rule"
    _description = "Rule of a Gate Criterion"

    # group that sees the failing records and what to do; others see the state only
    _details_group = None
    # whether the answer depends on the gate that asks, and not only on the records
    _by_phase = False

    def _evaluate(self, scope):
        """Return what `_result`, `_not_met` or `_unknown` return.

        :param scope: a `GateScope`
        """
        raise NotImplementedError

    def _result(self, failing, todo):
        """Met unless there are failing records (of any one model)."""
        return ("not_met", failing, todo) if failing else ("met", failing, "")

    def _not_met(self, todo):
        """Not met, without a record that would be to blame."""
        return "not_met", self.browse(), todo

    def _unknown(self, todo):
        """Nobody can say. Counts as not met."""
        return "unknown", self.browse(), todo

    def _failures(self, scope, failing):
        """Turn failing records into data."""
        return tuple(
            Failure(
                record._name,
                record.id,
                record.display_name,
                scope.segments_of(record),
            )
            for record in failing
        )
