from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...engine.errors import MeasureError
from ...engine.measure_spec import MeasureSpec

#: pickers that point to a field; the name is kept beside each, so that a field
#: removed with its module leaves a measure that can still say what is missing
PICKERS = {
    "field_id": "field_name",
    "date_field_id": "date_field_name",
    "date_to_field_id": "date_to_field_name",
    "user_field_id": "user_field_name",
    "team_field_id": "team_field_name",
}
#: what the figure depends on
SUBSTANCE = {
    "model_id",
    "model",
    "domain",
    "aggregation",
    "timing",
    "breakdown_field_ids",
    *PICKERS,
    *PICKERS.values(),
}


class CrmMetricMeasure(models.Model):
    """One counted thing: a set of records, a date and a way to add them up.

    Structured only: nobody types Python or SQL here.
    """

    _name = "crm.metric.measure"
    _inherit = ["crm.approval.part.mixin", "crm.authorship.mixin"]
    _description = "Measure"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True)
    model_id = fields.Many2one(
        "ir.model",
        string="Records",
        ondelete="set null",
        domain=[("transient", "=", False), ("abstract", "=", False)],
        help="The kind of record that is counted.",
    )
    model = fields.Char(string="Model Name", readonly=True, copy=True)
    domain = fields.Char(
        string="Which ones",
        default="[]",
        required=True,
        help="Only records that match are counted.",
    )
    include_archived = fields.Boolean(
        help="Lost opportunities are archived: tick this where they count."
    )
    aggregation = fields.Selection(
        [
            ("count", "Number of records"),
            ("count_distinct", "Number of different values"),
            ("sum", "Sum"),
            ("average", "Average"),
        ],
        default="count",
        required=True,
    )
    readable_field_ids = fields.Many2many(
        "ir.model.fields",
        compute="_compute_readable_field_ids",
        help="Stored fields that the acting user may read: what can be picked.",
    )
    field_id = fields.Many2one(
        "ir.model.fields",
        string="Of the field",
        ondelete="set null",
        domain="[('id', 'in', readable_field_ids)]",
    )
    field_name = fields.Char(readonly=True)
    timing = fields.Selection(
        [("event", "Happened in the period"), ("level", "Was so at its end")],
        default="event",
        required=True,
    )
    date_field_id = fields.Many2one(
        "ir.model.fields",
        string="Date",
        ondelete="set null",
        domain="[('id', 'in', readable_field_ids),"
        " ('ttype', 'in', ('date', 'datetime'))]",
        help="When it happened; for a state: since when it has been so.",
    )
    date_field_name = fields.Char(readonly=True)
    date_to_field_id = fields.Many2one(
        "ir.model.fields",
        string="Until",
        ondelete="set null",
        domain="[('id', 'in', readable_field_ids),"
        " ('ttype', 'in', ('date', 'datetime'))]",
        help="For a state: when it ended. Empty means that it lasts.",
    )
    date_to_field_name = fields.Char(readonly=True)
    user_field_id = fields.Many2one(
        "ir.model.fields",
        string="Salesperson field",
        ondelete="set null",
        domain="[('id', 'in', readable_field_ids),"
        " ('relation', '=', 'res.users'), ('ttype', '=', 'many2one')]",
    )
    user_field_name = fields.Char(readonly=True)
    team_field_id = fields.Many2one(
        "ir.model.fields",
        string="Sales team field",
        ondelete="set null",
        domain="[('id', 'in', readable_field_ids),"
        " ('relation', '=', 'crm.team'), ('ttype', '=', 'many2one')]",
    )
    team_field_name = fields.Char(readonly=True)
    breakdown_field_ids = fields.Many2many(
        "ir.model.fields",
        string="Further breakdowns",
        domain="[('id', 'in', readable_field_ids)]",
    )
    numerator_metric_ids = fields.One2many(
        "crm.metric.definition", "numerator_id", string="Counted by"
    )
    denominator_metric_ids = fields.One2many(
        "crm.metric.definition", "denominator_id", string="Divides"
    )

    @api.depends("model_id")
    @api.depends_context("uid")
    def _compute_readable_field_ids(self):
        ModelField = self.env["ir.model.fields"].sudo()
        for measure in self:
            name = measure.model_id.sudo().model
            if name not in self.env or not self.env[name].has_access("read"):
                measure.readable_field_ids = False
                continue
            model = self.env[name]
            measure.readable_field_ids = [
                id_
                for field_name, id_ in ModelField._get_ids(name).items()
                if _can_be_picked(model, field_name)
            ]

    @api.constrains(*SUBSTANCE)
    def _check_computable(self):
        self._check_spec()

    def _check_readable(self):
        """Nobody counts what he or she may not read. Not a constraint: these are run
        with all rights."""
        if not self.env.su:
            self._check_spec(check_access=True)

    def _spec(self, check_access=False):
        """Return the MeasureSpec: what the engine needs of the measure.

        :param check_access: also require that the acting user may read the fields
        :raises MeasureError: with all that is in the way of computing it
        """
        self.ensure_one()
        return MeasureSpec.of(self, check_access)

    def _check_spec(self, check_access=False):
        for measure in self:
            try:
                measure._spec(check_access)
            except (MeasureError, AccessError) as error:
                raise ValidationError(
                    self.env._(
                        "Measure “%(name)s”: %(problem)s",
                        name=measure.name,
                        problem=error.args[0],
                    )
                ) from error

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._keep_names(vals)
        measures = super().create(vals_list)
        measures._check_readable()
        return measures

    def write(self, vals):
        self._check_shared()
        self._keep_names(vals)
        result = super().write(vals)
        if not SUBSTANCE.isdisjoint(vals):
            self._check_readable()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = self.filtered(
            lambda m: m.sudo().numerator_metric_ids or m.sudo().denominator_metric_ids
        )
        if used:
            raise UserError(
                self.env._("“%s” is used by a metric: archive it.", used[0].name)
            )

    def _check_shared(self):
        """A measure for all companies is not edited from within one of them."""
        if self.env.su or not any(not measure.company_id for measure in self):
            return
        others = self.env["res.company"].sudo().search([]) - self.env.user.company_ids
        if others:
            raise AccessError(
                self.env._(
                    "“%(name)s” is shared by all companies, and you may not act for"
                    " %(others)s. Copy it for your company.",
                    name=self.filtered(lambda m: not m.company_id)[0].name,
                    others=", ".join(others.mapped("name")),
                )
            )

    def _keep_names(self, vals):
        for picker, name in PICKERS.items():
            if picker in vals:
                field = self.env["ir.model.fields"].sudo().browse(vals[picker] or [])
                vals[name] = field.name
        if "model_id" in vals:
            model = self.env["ir.model"].sudo().browse(vals["model_id"] or [])
            vals["model"] = model.model


def _can_be_picked(model, name):
    field = model._fields.get(name)
    return bool(
        field
        and field.store
        and field.column_type
        and model._has_field_access(field, "read")
    )
