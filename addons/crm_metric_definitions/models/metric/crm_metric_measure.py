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
    "source_id",
    "model",
    "domain",
    "aggregation",
    "timing",
    "breakdown_field_ids",
    *PICKERS,
    *PICKERS.values(),
}


def _offer():
    """Return the definition of a list of fields that the acting user may pick."""
    return fields.Many2many("ir.model.fields", compute="_compute_offered")


def _picker(string, offered, **options):
    """Return the definition of a field that points to a field of the records."""
    return fields.Many2one(
        "ir.model.fields",
        string=string,
        ondelete="set null",
        domain=f"[('id', 'in', {offered})]",
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
    # empty only where an upgrade found no source: then there is no figure
    source_id = fields.Many2one(
        "crm.metric.source",
        ondelete="restrict",
        index=True,
        help="Which records may be counted, and what of them may be used.",
    )
    model_id = fields.Many2one(
        "ir.model",
        string="Records",
        related="source_id.model_id",
        store=True,
        ondelete="set null",
        help="The kind of record that is counted.",
    )
    # stays when the records' addon is uninstalled
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
    offered_date_ids = _offer()
    offered_value_ids = _offer()
    offered_breakdown_ids = _offer()
    offered_user_ids = _offer()
    offered_team_ids = _offer()
    offered_conditions = fields.Json(
        compute="_compute_offered",
        help="Names of the fields that conditions may use, by model.",
    )
    field_id = _picker("Of the field", "offered_value_ids")
    field_name = fields.Char(readonly=True)
    timing = fields.Selection(
        [("event", "Happened in the period"), ("level", "Was so at its end")],
        default="event",
        required=True,
    )
    date_field_id = _picker(
        "Date",
        "offered_date_ids",
        help="When it happened; for a state: since when it has been so.",
    )
    date_field_name = fields.Char(readonly=True)
    date_to_field_id = _picker(
        "Until",
        "offered_date_ids",
        help="For a state: when it ended. Empty means that it lasts.",
    )
    date_to_field_name = fields.Char(readonly=True)
    user_field_id = _picker("Salesperson field", "offered_user_ids")
    user_field_name = fields.Char(readonly=True)
    team_field_id = _picker("Sales team field", "offered_team_ids")
    team_field_name = fields.Char(readonly=True)
    breakdown_field_ids = fields.Many2many(
        "ir.model.fields",
        string="Further breakdowns",
        domain="[('id', 'in', offered_breakdown_ids)]",
    )
    numerator_metric_ids = fields.One2many(
        "crm.metric.definition", "numerator_id", string="Counted by"
    )
    denominator_metric_ids = fields.One2many(
        "crm.metric.definition", "denominator_id", string="Divides"
    )

    @api.onchange("source_id")
    def _onchange_source(self):
        """Offer conditions on the chosen records, and a field where only one fits."""
        self.model = self.source_id.sudo().model
        self.domain = "[]"
        self.field_id = self.date_to_field_id = self.breakdown_field_ids = False
        # an opportunity has many dates; the intake is the one that says when it began
        dates = self.offered_date_ids
        intake = dates.filtered(lambda field: field.name == "date_intake")
        # who entered a record, and when, does not show what happened
        told = dates.filtered(lambda field: field.name not in models.MAGIC_COLUMNS)
        self.date_field_id = intake or (told if len(told) == 1 else False)
        self.user_field_id = self.offered_user_ids
        self.team_field_id = self.offered_team_ids

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
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            if not {"source_id", "model_id", "model"} & vals.keys():
                vals.update(self.default_get(["source_id"]))
            self._take_source(vals)
            self._copy_field_names(vals)
        measures = super().create(vals_list)
        measures._check_fields_readable()
        return measures

    def write(self, vals):
        vals = dict(vals)
        self._take_source(vals)
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
