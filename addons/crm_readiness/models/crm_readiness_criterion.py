from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..lib.lock import GUARDING

RULE = "crm.readiness.rule"


class CrmReadinessCriterion(models.Model):
    """What a gate asks for: a name, a level and a rule.

    The rule is the model ``crm.readiness.rule.<rule>``. Another addon adds a
    criterion with one small class and one record of this model.
    """

    _name = "crm.readiness.criterion"
    _inherit = ["crm.shared.mixin", "crm.readiness.lock.mixin"]
    _description = "Gate Criterion"
    _order = "phase_sequence, sequence, id"

    _readiness_free_fields = frozenset({"name", "description", "sequence"})  # wording
    _readiness_new_is_free = True
    # a company raises a criterion to a must for itself
    _shared_free_fields = frozenset({"must_company_ids"})

    name = fields.Char(
        required=True,
        translate=True,
        help="A sentence that is true when the criterion is met.",
    )
    code = fields.Char(required=True)
    description = fields.Text(translate=True)
    phase_id = fields.Many2one(
        "crm.readiness.phase",
        required=True,
        ondelete="restrict",
        index=True,
        help="The first gate that asks for this criterion."
        " All later gates ask for it, too.",
    )
    phase_sequence = fields.Integer(
        string="Order of the phase", related="phase_id.sequence", store=True
    )
    sequence = fields.Integer(default=10)
    rule = fields.Selection(
        "_selection_rule",
        required=True,
        help="Finds out whether the criterion is met. Other addons bring more rules.",
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

    @api.model
    def _selection_rule(self):
        """Return (last part of the model's name, its title) of each installed rule."""
        names = self.env.registry.descendants([RULE], "_inherit") - {RULE}
        rules = [(name, self.env["ir.model"]._get(name).name) for name in names]
        return sorted((name.removeprefix(f"{RULE}."), title) for name, title in rules)

    @api.constrains("rule")
    def _check_rule(self):
        for criterion in self:
            if criterion._rule_model() is None:
                raise ValidationError(
                    self.env._("“%s” is not an installed rule.", criterion.rule)
                )

    def write(self, vals):
        before = {criterion: criterion.must_company_ids for criterion in self.sudo()}
        result = super().write(vals)
        if "must_company_ids" in vals and not self.env.su:
            for criterion, companies in before.items():
                now = criterion.must_company_ids
                foreign = (now - companies) | (companies - now)
                foreign -= self.env.user.company_ids
                if foreign:
                    raise AccessError(
                        self.env._(
                            "You may not decide for %(companies)s whether “%(name)s” is"
                            " a must.",
                            companies=", ".join(foreign.mapped("name")),
                            name=criterion.name,
                        )
                    )
        return result

    def _rule_model(self):
        """Return the model of the rule; None if its addon is not installed."""
        return self.env.get(f"{RULE}.{self.rule}")

    def _readiness_vals_are_free(self, vals):
        """Values that make a gate ask for more may always be written."""
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

    def _readiness_reach(self):
        return dict.fromkeys(self, GUARDING)

    def _readiness_keeps_companies(self, command):
        if command[0] == fields.Command.SET:
            criteria = self.with_context(active_test=False)
            return set(criteria.must_company_ids.ids) <= set(command[2])
        return command[0] == fields.Command.LINK

    def _is_must(self, project):
        """Tell whether the criterion, the company or the project makes it a must."""
        return (
            self.level == "must"
            or project.company_id in self.must_company_ids
            or self in project.raised_criterion_ids
            or self.id in (project.kept_lock or {}).get("musts", ())
        )
