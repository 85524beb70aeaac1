from odoo import models

from ...lib.gate import Failure


class CrmReadinessRule(models.AbstractModel):
    """Finds out whether one criterion is met. Each rule is one small class::

        class GoalsNamed(models.AbstractModel):
            _name = "crm.readiness.rule.goals_named"
            _inherit = "crm.readiness.rule"
            _description = "Goals Have a Name"

            def _evaluate(self, context):
                failing = context.goals.filtered(lambda goal: not goal.name)
                return self._result(failing, self.env._("Give it a name."))

    and a `crm.readiness.criterion` record whose ``rule`` is ``goals_named``.
    A rule reads live records and writes nothing. It reads all records at once: the
    number of queries must not grow with the number of goals.
    """

    _name = "crm.readiness.rule"
    _description = "Rule of a Gate Criterion"

    # group that sees the failing records and what to do; others see only the state
    _details_group = None
    # whether the result depends on the gate, and not only on the records
    _by_phase = False

    def _evaluate(self, context):
        """Evaluate the rule.

        :param context: a `GateContext`
        :return: what `_result` or `_not_met` return
        """
        raise NotImplementedError

    def _result(self, failing, todo):
        """Return “met” if no record is failing, else “not met”.

        :param failing: records of any one model
        :param todo: what to do about them
        """
        return ("not_met", failing, todo) if failing else ("met", failing, "")

    def _not_met(self, todo):
        """Return “not met” without naming a record."""
        return "not_met", self.browse(), todo

    def _failures(self, context, failing):
        """Return failing records as data."""
        return tuple(
            Failure(r._name, r.id, r.display_name, context.segments_of(r))
            for r in failing
        )
