from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import words
from ...lib import policy as lib
from ..approval.crm_system_fields_mixin import SYSTEM, write_system
from ..approval.parts import Part


class CrmMetricCheckPolicy(models.Model):
    """What a company's consistency checks have to reach.

    A company without one holds the shipped policy. A stricter value holds at once. A
    lower one holds once another metric approver has approved it; until then the value
    before it does. Each check keeps the values that were in force when it was opened.
    """

    _name = "crm.metric.check.policy"
    _inherit = [
        "crm.system.fields.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "crm.approval.mixin",
    ]
    _description = "Check Policy"
    _rec_name = "company_id"
    _approval_table = (Part("company", "company_id"), *map(Part, lib.SHIPPED))
    _approval_wording = ()

    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    min_sample = fields.Integer(
        string="Records needed",
        required=True,
        default=lib.SHIPPED["min_sample"],
        help="So many records have to be answered by two people, and so many have to"
        " lie in the period. Fewer are not enough evidence.",
    )
    min_agreement = fields.Float(
        string="Agreement needed",
        required=True,
        default=lib.SHIPPED["min_agreement"],
        help="Share of equal answers, between people and of people asked twice.",
    )
    min_kappa = fields.Float(
        string="Kappa needed",
        required=True,
        default=lib.SHIPPED["min_kappa"],
        help="Agreement beyond chance: 1 is perfect, 0 is what guessing gives.",
    )
    min_reference = fields.Float(
        string="Agreement with the computation needed",
        required=True,
        default=lib.SHIPPED["min_reference"],
        help="Share of answers that are what the computation counts.",
    )
    min_coverage = fields.Float(
        string="Share of people needed",
        required=True,
        default=lib.SHIPPED["min_coverage"],
        help="So many of those who produced the data of the period, and have not"
        " written the definition, have to answer.",
    )
    max_missing = fields.Float(
        string="Missing at most",
        required=True,
        default=lib.SHIPPED["max_missing"],
        help="Share of records without a date, value or person that the procedure"
        " needs.",
    )
    max_late = fields.Float(
        string="Entered late at most",
        required=True,
        default=lib.SHIPPED["max_late"],
        help="Share of records entered later than the number of days below.",
    )
    late_days = fields.Integer(
        string="Late after days", required=True, default=lib.SHIPPED["late_days"]
    )
    validity_months = fields.Integer(
        string="Valid for months",
        required=True,
        default=lib.SHIPPED["validity_months"],
        help="For so long does a result count, if the definition stays as it is.",
    )
    in_force = fields.Json(help="Which value of each holds.", **SYSTEM)
    waiting_text = fields.Text(string="Not in force", compute="_compute_waiting_text")

    _company_unique = models.UniqueIndex(
        "(company_id)", "This company has a check policy already."
    )
    _sizes_positive = models.Constraint(
        "CHECK (min_sample BETWEEN 5 AND 60 AND late_days >= 0"
        " AND validity_months BETWEEN 1 AND 36)",
        "From 5 to 60 records are needed as evidence, and a result is valid for 1 to 36"
        " months.",
    )
    _thresholds_are_shares = models.Constraint(
        "CHECK (min_agreement BETWEEN 0.5 AND 1 AND min_reference BETWEEN 0.5 AND 1"
        " AND min_kappa BETWEEN 0 AND 1 AND min_coverage BETWEEN 0 AND 1"
        " AND max_missing BETWEEN 0 AND 1 AND max_late BETWEEN 0 AND 1)",
        "Thresholds lie between 0 and 1, the agreements needed between 0.5 and 1.",
    )

    @api.model
    def _of(self, company):
        """Return {name: value in force} of a company, whoever asks."""
        policy = self.sudo().search([("company_id", "=", company.id)], limit=1)
        return lib.stricter({}, policy.in_force or lib.SHIPPED)

    def _values(self):
        self.ensure_one()
        return {name: self[name] for name in lib.SHIPPED}

    @api.depends("in_force", *lib.SHIPPED)
    @api.depends_context("lang")
    def _compute_waiting_text(self):
        for policy in self:
            in_force = policy.in_force or lib.SHIPPED
            lines = [
                self.env._(
                    "%(field)s: %(value)s holds.",
                    field=policy._fields[name]._description_string(self.env),
                    value=policy._value_text(name, in_force[name]),
                )
                for name in lib.laxer(policy._values(), in_force)
            ]
            policy.waiting_text = "\n".join(lines) or False

    def _value_text(self, name, value):
        if name in lib.COUNTS:
            return str(int(value))
        if name == "min_kappa":
            return words.number(self.env, value, 2)
        return words.percent(self.env, value, digits=0)

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        policies._put_in_force()
        return policies

    def write(self, vals):
        if "company_id" in vals and self.company_id - self.company_id.browse(
            vals["company_id"]
        ):
            raise UserError(
                self.env._("A check policy stays with its company: make another one.")
            )
        result = super().write(vals)
        if not vals.keys().isdisjoint(lib.SHIPPED):
            self._put_in_force()
        return result

    def _put_in_force(self):
        """Let what is approved hold, or else the stricter of each value."""
        self._approval_changed()
        for policy in self:
            values = policy._values()
            if not policy.is_approved:
                values = lib.stricter(values, policy.in_force or lib.SHIPPED)
            if values != policy.in_force:
                write_system(policy, {"in_force": values})

    def _approval_decide(self, event, *args, **kwargs):
        result = super()._approval_decide(event, *args, **kwargs)
        self._put_in_force()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_force(self):
        """Deleted, it would let the shipped values hold without a second person."""
        for policy in self:
            raise UserError(
                self.env._(
                    "The check policy of “%s” cannot be deleted: change its values.",
                    policy.company_id.name,
                )
            )
