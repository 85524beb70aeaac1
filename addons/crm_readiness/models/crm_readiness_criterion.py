from odoo import fields, models


class CrmReadinessCriterion(models.Model):
    """What a gate asks for: a name, a level, and the rule that looks.

    The rule is the model ``crm.readiness.rule.<rule>``. Another addon adds a
    criterion with one small class and one record of this model.
    """

    _name = "crm.readiness.criterion"
    _inherit = ["crm.readiness.lock.mixin"]
    _description = "Gate Criterion"
    _order = "phase_sequence, sequence, id"

    _readiness_free_fields = frozenset({"name", "description", "sequence"})  # wording
    _readiness_new_is_free = True

    name = fields.Char(
        required=True, translate=True, help="What holds when it is met: a sentence."
    )
    code = fields.Char(required=True)
    description = fields.Text(translate=True)
    phase_id = fields.Many2one(
        "crm.readiness.phase",
        required=True,
        ondelete="restrict",
        index=True,
        help="The first gate that asks for it. All later gates do, too.",
    )
    phase_sequence = fields.Integer(
        string="Order of the phase", related="phase_id.sequence", store=True
    )
    sequence = fields.Integer(default=10)
    rule = fields.Char(
        required=True, help="Last part of the model that looks: crm.readiness.rule.…"
    )
    level = fields.Selection(
        [("must", "Must"), ("should", "Should")], required=True, default="should"
    )
    must_company_ids = fields.Many2many(
        "res.company",
        "crm_readiness_criterion_company_rel",
        string="Must in",
        help="Companies that have raised this should to a must.",
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE (code)", "Each criterion has its own code.")

    def _readiness_lock_scope(self):
        """A new criterion only asks for more; an existing one is held."""
        return {
            criterion: reach
            for criterion, reach in super()._readiness_lock_scope().items()
            if criterion._origin
        }

    def _readiness_vals_are_free(self, vals):
        """Asking for more is always possible."""
        return super()._readiness_vals_are_free(vals) or all(
            self._readiness_is_stricter(name, value)
            for name, value in vals.items()
            if name not in self._readiness_free_fields
        )

    def _readiness_is_stricter(self, name, value):
        if name == "level":
            return value == "must"
        if name == "active":
            return bool(value)
        if name == "must_company_ids":
            return all(self._readiness_keeps_companies(c) for c in value or [])
        return False

    def _readiness_keeps_companies(self, command):
        if command[0] == fields.Command.SET:
            criteria = self.with_context(active_test=False)
            return set(criteria.must_company_ids.ids) <= set(command[2])
        return command[0] == fields.Command.LINK

    def _is_must(self, project):
        """Tell whether it is a must for a project: by itself, company or project."""
        return (
            self.level == "must"
            or project.company_id in self.must_company_ids
            or self in project.raised_criterion_ids
        )
