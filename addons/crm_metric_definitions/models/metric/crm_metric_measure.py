from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...engine.errors import MeasureError
from ...engine.measure_spec import MeasureSpec
from ...engine.metric_spec import measure_problem

#: pickers that point to a field; the name stays when a module removes the field, so the
#: measure can say what is missing
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
#: which fields a picker offers
IS_READABLE = "('id', 'in', readable_field_ids)"
IS_DATE = ("ttype", "in", ("date", "datetime"))
IS_USER = (("ttype", "=", "many2one"), ("relation", "=", "res.users"))
IS_TEAM = (("ttype", "=", "many2one"), ("relation", "=", "crm.team"))


def _readable(*conditions):
    """Return the domain of the fields that the acting user may read and pick."""
    return f"[{', '.join([IS_READABLE, *map(repr, conditions)])}]"


def _picker(string, *conditions, **options):
    """Return the definition of a field that points to a field of the records."""
    return fields.Many2one(
        "ir.model.fields",
        string=string,
        ondelete="set null",
        domain=_readable(*conditions),
        **options,
    )


class CrmMetricMeasure(models.Model):
    """One counted thing: a set of records, a date and a way to add them up.

    Structured only: nobody types Python or SQL here.
    """

    _name = "crm.metric.measure"
    _inherit = [
        "crm.shared.mixin",
        "crm.approval.part.mixin",
        "crm.authorship.mixin",
    ]
    _description = "Measure"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self._default_shared_company(),
    )
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
    field_id = _picker("Of the field")
    field_name = fields.Char(readonly=True)
    timing = fields.Selection(
        [("event", "Happened in the period"), ("level", "Was so at its end")],
        default="event",
        required=True,
    )
    date_field_id = _picker(
        "Date",
        IS_DATE,
        help="When it happened; for a state: since when it has been so.",
    )
    date_field_name = fields.Char(readonly=True)
    date_to_field_id = _picker(
        "Until", IS_DATE, help="For a state: when it ended. Empty means that it lasts."
    )
    date_to_field_name = fields.Char(readonly=True)
    user_field_id = _picker("Salesperson field", *IS_USER)
    user_field_name = fields.Char(readonly=True)
    team_field_id = _picker("Sales team field", *IS_TEAM)
    team_field_name = fields.Char(readonly=True)
    breakdown_field_ids = fields.Many2many(
        "ir.model.fields", string="Further breakdowns", domain=_readable()
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
            model = self.env.get(name)
            if model is None or not model.has_access("read"):
                measure.readable_field_ids = False
                continue
            ids = ModelField._get_ids(name)
            measure.readable_field_ids = [
                ids[field.name]
                for field in model._fields.values()
                if field.store and field.column_type and field.name in ids
                if model._has_field_access(field, "read")
            ]

    @api.onchange("model_id")
    def _onchange_model(self):
        """Offer conditions on the chosen records, and a field where only one fits."""
        self.model = self.model_id.sudo().model
        self.domain = "[]"
        self.field_id = self.date_to_field_id = self.breakdown_field_ids = False
        # an opportunity has many dates; the intake is the one that says when it began
        self.date_field_id = self._only_field("date_intake", IS_DATE)
        self.user_field_id = self._only_field("user_id", *IS_USER)
        self.team_field_id = self._only_field("team_id", *IS_TEAM)

    def _only_field(self, name, *conditions):
        """Return the field of this name, or else the only one that fits, or none."""
        # who entered a record, and when, does not show what happened
        offered = self.readable_field_ids.filtered_domain(
            [*conditions, ("name", "not in", models.MAGIC_COLUMNS)]
        )
        named = offered.filtered(lambda field: field.name == name)
        return named or (offered if len(offered) == 1 else offered.browse())

    @api.onchange(*PICKERS)
    def _onchange_pickers(self):
        """Copy the names of picked fields: the sentence follows before saving."""
        for picker, name in PICKERS.items():
            self[name] = self[picker].sudo().name

    def _spec(self, check_access=False):
        """Return the MeasureSpec: what the engine needs of the measure.

        :param check_access: also require that the acting user may read the fields
        :raises MeasureError: with all that is in the way of computing it
        """
        self.ensure_one()
        return MeasureSpec.of(self, check_access)

    @api.constrains(*SUBSTANCE)
    def _check_computable(self, check_access=False):
        for measure in self:
            try:
                measure._spec(check_access)
            except (MeasureError, AccessError) as error:
                problem = measure_problem(self.env, measure.name, error.args[0])
                raise ValidationError(problem) from error

    def _check_fields_readable(self):
        """Refuse fields that the acting user may not read: constraints use sudo."""
        if not self.env.su:
            self._check_computable(check_access=True)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._copy_field_names(vals)
        measures = super().create(vals_list)
        measures._check_fields_readable()
        return measures

    def write(self, vals):
        self._copy_field_names(vals)
        result = super().write(vals)
        if not SUBSTANCE.isdisjoint(vals):
            self._check_fields_readable()
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

    def _copy_field_names(self, vals):
        for picker, name in PICKERS.items():
            if picker in vals:
                field = self.env["ir.model.fields"].sudo().browse(vals[picker] or [])
                vals[name] = field.name
        if "model_id" in vals:
            model = self.env["ir.model"].sudo().browse(vals["model_id"] or [])
            vals["model"] = model.model
