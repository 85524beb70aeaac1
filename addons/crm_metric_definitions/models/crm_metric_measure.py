import ast

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

#: pickers that point to a field; the name is kept beside each, so that a field
#: removed with its module leaves a measure that can still say what is missing
PICKERS = {
    "field_id": "field_name",
    "date_field_id": "date_field_name",
    "date_to_field_id": "date_to_field_name",
    "user_field_id": "user_field_name",
    "team_field_id": "team_field_name",
}
DATE_TYPES = ("date", "datetime")
NUMBER_TYPES = ("integer", "float", "monetary")
GROUP_TYPES = ("many2one", "selection", "boolean", "char", "integer")


class MeasureError(UserError):
    """A measure cannot be computed; the message is one sentence saying why."""


class CrmMetricMeasure(models.Model):
    """One counted thing: a set of records, a date and a way to add them up.

    Structured only: nobody types Python or SQL here.
    """

    _name = "crm.metric.measure"
    _inherit = ["crm.approval.part.mixin"]
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
    field_id = fields.Many2one(
        "ir.model.fields",
        string="Of the field",
        ondelete="set null",
        domain="[('model_id', '=', model_id), ('store', '=', True)]",
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
        domain="[('model_id', '=', model_id), ('store', '=', True),"
        " ('ttype', 'in', ('date', 'datetime'))]",
        help="When it happened; for a state: since when it has been so.",
    )
    date_field_name = fields.Char(readonly=True)
    date_to_field_id = fields.Many2one(
        "ir.model.fields",
        string="Until",
        ondelete="set null",
        domain="[('model_id', '=', model_id), ('store', '=', True),"
        " ('ttype', 'in', ('date', 'datetime'))]",
        help="For a state: when it ended. Empty means that it lasts.",
    )
    date_to_field_name = fields.Char(readonly=True)
    user_field_id = fields.Many2one(
        "ir.model.fields",
        string="Salesperson field",
        ondelete="set null",
        domain="[('model_id', '=', model_id), ('store', '=', True),"
        " ('relation', '=', 'res.users'), ('ttype', '=', 'many2one')]",
    )
    user_field_name = fields.Char(readonly=True)
    team_field_id = fields.Many2one(
        "ir.model.fields",
        string="Sales team field",
        ondelete="set null",
        domain="[('model_id', '=', model_id), ('store', '=', True),"
        " ('relation', '=', 'crm.team'), ('ttype', '=', 'many2one')]",
    )
    team_field_name = fields.Char(readonly=True)
    breakdown_field_ids = fields.Many2many(
        "ir.model.fields",
        string="Further breakdowns",
        domain="[('model_id', '=', model_id), ('store', '=', True)]",
    )
    numerator_metric_ids = fields.One2many(
        "crm.metric.definition", "numerator_id", string="Counted by"
    )
    denominator_metric_ids = fields.One2many(
        "crm.metric.definition", "denominator_id", string="Divides"
    )

    @api.constrains(
        "model_id",
        "domain",
        "aggregation",
        "field_id",
        "timing",
        "date_field_id",
        "date_to_field_id",
        "user_field_id",
        "team_field_id",
        "breakdown_field_ids",
    )
    def _check_computable(self):
        for measure in self:
            try:
                measure._spec(check_access=True)
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
        return super().create(vals_list)

    def write(self, vals):
        self._check_shared()
        self._keep_names(vals)
        return super().write(vals)

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

    # -- approval ----------------------------------------------------------

    def _approval_owners(self):
        ids = self.ids
        return (
            self.env["crm.metric.definition"]
            .sudo()
            .with_context(active_test=False)
            .search(["|", ("numerator_id", "in", ids), ("denominator_id", "in", ids)])
            .sudo(self.env.su)
        )

    def _content(self):
        """Return the measure's substance, by names rather than by ids."""
        self.ensure_one()
        try:
            domain = repr(ast.literal_eval(self.domain or "[]"))
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            domain = self.domain
        return {
            "records": self.model,
            "domain": domain,
            "include_archived": self.include_archived,
            "aggregation": self.aggregation,
            "field": self.field_name or None,
            "timing": self.timing,
            "date": self.date_field_name or None,
            "until": self.date_to_field_name or None,
            "salesperson": self.user_field_name or None,
            "team": self.team_field_name or None,
            "breakdowns": sorted(self.breakdown_field_ids.mapped("name")),
            "company": self.company_id.id or None,
        }

    # -- what the engine reads ---------------------------------------------

    def _spec(self, check_access=False):
        """Return what the engine needs as a dict of names and a parsed Domain.

        :param check_access: also require that the acting user may read the fields
        :raises MeasureError: with one sentence, where something is missing
        """
        self.ensure_one()
        measure = self.sudo()
        if not measure.model:
            raise MeasureError(self.env._("it does not say which records to count."))
        if measure.model not in self.env:
            raise MeasureError(
                self.env._("the records “%s” no longer exist.", measure.model)
            )
        model = self.env[measure.model]
        if model._abstract or model._transient:
            raise MeasureError(
                self.env._("“%s” holds no lasting records.", model._description)
            )
        if check_access:
            model.check_access("read")
        spec = {"measure": measure, "model": measure.model, "timing": measure.timing}
        spec["include_archived"] = measure.include_archived
        spec["aggregation"] = measure.aggregation
        spec["date"] = self._stored(
            model, measure.date_field_name, DATE_TYPES, check_access
        )
        if not spec["date"]:
            raise MeasureError(self.env._("it does not say which date counts."))
        spec["until"] = self._stored(
            model, measure.date_to_field_name, DATE_TYPES, check_access
        )
        spec["field"] = self._aggregated(model, check_access)
        spec["user"] = self._stored(
            model, measure.user_field_name, ("many2one",), check_access
        )
        spec["team"] = self._stored(
            model, measure.team_field_name, ("many2one",), check_access
        )
        spec["breakdowns"] = {
            name
            for name in measure.breakdown_field_ids.mapped("name")
            if self._stored(model, name, GROUP_TYPES, check_access)
        }
        spec["domain"] = self._parsed_domain(model, check_access)
        return spec

    def _aggregated(self, model, check_access):
        name, how = self.sudo().field_name, self.sudo().aggregation
        if how == "count":
            return None
        if not name:
            raise MeasureError(self.env._("it does not say what is added up."))
        if how == "count_distinct":
            kinds = (*GROUP_TYPES, *DATE_TYPES)
        else:
            kinds = NUMBER_TYPES
        if self.sudo().timing == "level" and how == "count_distinct":
            raise MeasureError(
                self.env._("different values can be counted for events, not for a state.")
            )
        return self._stored(model, name, kinds, check_access)

    def _stored(self, model, name, kinds, check_access):
        """Return a field name after making sure that SQL can use it."""
        if not name:
            return None
        field = model._fields.get(name)
        label = model._description
        if field is None:
            raise MeasureError(
                self.env._(
                    "the field “%(field)s” of %(model)s no longer exists.",
                    field=name,
                    model=label,
                )
            )
        if not (field.store and field.column_type):
            raise MeasureError(
                self.env._(
                    "the field “%(field)s” of %(model)s is not stored.",
                    field=name,
                    model=label,
                )
            )
        if field.type not in kinds:
            raise MeasureError(
                self.env._(
                    "the field “%(field)s” of %(model)s cannot be used here.",
                    field=name,
                    model=label,
                )
            )
        if check_access and not model._has_field_access(field, "read"):
            raise MeasureError(
                self.env._(
                    "you may not read the field “%(field)s” of %(model)s.",
                    field=name,
                    model=label,
                )
            )
        return name

    def _parsed_domain(self, model, check_access):
        text = self.sudo().domain or "[]"
        try:
            literal = ast.literal_eval(text)
            domain = Domain(literal)
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            raise MeasureError(
                self.env._("its condition cannot be read: %s", text[:200])
            ) from None
        self._check_conditions(model, domain, check_access)
        try:
            domain.validate(model.sudo().with_context(active_test=False))
        except Exception as error:
            # whatever the ORM says of a condition it cannot turn into SQL
            raise MeasureError(
                self.env._("its condition cannot be computed: %s", str(error)[:200])
            ) from error
        return domain

    def _check_conditions(self, model, domain, check_access):
        """Every field on every path must be stored and, if asked, readable."""
        for condition in domain.iter_conditions():
            current = model
            for name in condition.field_expr.split("."):
                if current is None:
                    raise MeasureError(
                        self.env._(
                            "its condition names “%s”, which leads nowhere.",
                            condition.field_expr,
                        )
                    )
                field = current._fields.get(name)
                if field is not None and field.type in ("one2many", "many2many"):
                    if not field.store and field.type == "many2many":
                        field = None
                    elif field.compute and not field.store:
                        field = None
                elif field is not None and name != "id" and not field.store:
                    raise MeasureError(
                        self.env._(
                            "its condition uses “%s”, which is not stored.",
                            condition.field_expr,
                        )
                    )
                if field is None:
                    raise MeasureError(
                        self.env._(
                            "its condition names “%(field)s”, which %(model)s"
                            " does not have.",
                            field=name,
                            model=current._description,
                        )
                    )
                if check_access and not current._has_field_access(field, "read"):
                    raise MeasureError(
                        self.env._(
                            "its condition uses “%s”, which you may not read.",
                            condition.field_expr,
                        )
                    )
                current = self.env[field.comodel_name] if field.relational else None
            if condition.operator in ("any!", "not any!"):
                raise MeasureError(
                    self.env._("its condition uses an operator that is not allowed.")
                )
            if isinstance(condition.value, Domain) and current is not None:
                self._check_conditions(current, condition.value, check_access)

    def _counted_domain(self, date_from, date_to, company, tz):
        """Return the Domain of the records counted in ``[date_from, date_to)``.

        Search with ``active_test=False``: archived ones are excluded here where
        the measure says so.
        """
        spec = self._spec()
        engine = self.env["crm.metric.engine"]
        return Domain.AND(
            [
                spec["domain"],
                engine._active_domain(spec),
                engine._company_domain(spec, company),
                engine._date_domain(spec, date_from, date_to, tz),
            ]
        )
