from odoo import models

from ...lib.gate import Failure


class CrmReadinessRule(models.AbstractModel):
    """Finds out whether one criterion is met. Each rule is one small class::

        class GoalsNamed(models.AbstractModel):
            _name = "crm.readiness.rule.goals_named"
            _inherit = "crm.readiness.rule"
            _description = "Goals Have a Name"
            _todo = _lt("Give it a name.")

            def _failing(self, context):
                return context.goals.filtered(lambda goal: not goal.name)

    and a `crm.readiness.criterion` record whose ``rule`` is ``goals_named``. A rule
    whose words depend on what fails overrides `_evaluate` instead.
    A rule reads live records and writes nothing. It reads all records at once: the
    number of queries must not grow with the number of goals.
    """

    _name = "crm.readiness.rule"
    _description = "Rule of a Gate Criterion"

    # what to do about failing records, as a text of `LazyTranslate`
    _todo = None
    # group that sees the failing records and what to do; others see only the state
    _details_group = None
    # whether the result depends on the gate, and not only on the records
    _by_phase = False

    def _evaluate(self, context):
        """Evaluate the rule.

        :param context: a `GateContext`
        :return: what `_result` or `_not_met` return
        """
        return self._result(self._failing(context), self.env._(self._todo))

    def _failing(self, context):
        """Return the records, of any one model, that do not meet the criterion."""
        raise NotImplementedError

    def _result(self, failing, todo):
        """Return “met” if no record is failing, else “not met” and what to do.

        :param failing: records, or a list of records of several models
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
