from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.sql import table_exists

from ...engine.measure_condition import DATE_TYPES
from ...engine.measure_spec import GROUP_TYPES, NUMBER_TYPES
from ...engine.source_spec import SourceSpec, end_of

#: what is never counted: messages, attachments, users, settings, the suite's own rows
NEVER = (
    *("base.", "base_", "bus.", "discuss.", "fetchmail.", "ir.", "mail.", "sms."),
    *("auth", "report.", "res.config", "res.device", "res.groups", "res.users"),
    *(
        "crm.activity.report",
        "crm.approval",
        "crm.contact.colleague",
        "crm.metric.",
        "crm.salesperson.period",
    ),
)
#: links to these records may be conditions and values, their own fields may not
LINKED = ("res.users",)


def _field_list(string, text):
    """Return the definition of a list of fields of the counted records."""
    return fields.Many2many(
        "ir.model.fields",
        relation=f"crm_metric_source_{string.split()[0].lower()}_rel",
        string=string,
        domain="[('model_id', '=', model_id), ('store', '=', True)]",
        help=text,
    )


class CrmMetricSource(models.Model):
    """What measures may count: kinds of records, and what of them may be used.

    Figures are counted over all records of a company, whatever access rules say. So
    who may change the system's settings says here once what is opened by that, and
    those who define metrics choose from it.
    """

    _name = "crm.metric.source"
    _inherit = ["crm.shared.mixin", "crm.approval.part.mixin"]
    _description = "Source of Measures"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    model_id = fields.Many2one(
        "ir.model",
        string="Records",
        ondelete="set null",
        domain=[("transient", "=", False), ("abstract", "=", False)],
        help="The kind of record that is counted.",
    )
    # stays when the records' addon is uninstalled, so measures can say what is missing
    model = fields.Char(string="Model Name", readonly=True)
    record_words = fields.Text(
        string="What a record is",
        required=True,
        translate=True,
        help="In words, for everybody who reads a figure: who is a contact, what is a"
        " touch. Printed in the metric's sheet.",
    )
    date_field_ids = _field_list("Dates", "By which date records may be counted.")
    condition_field_ids = _field_list(
        "Conditions", "What may decide which records count, and is told by it."
    )
    condition_paths = fields.Text(
        string="Conditions on related records",
        help="Fields of related records, one per line, e.g. “stage_id.is_won”;"
        " “tag_ids.*” offers all plain fields of the tags.",
    )
    value_field_ids = _field_list(
        "Values", "What may be added up, averaged or counted as different values."
    )
    breakdown_field_ids = _field_list(
        "Breakdowns", "By what figures may be divided. A text shows all its values."
    )
    person_field_ids = _field_list(
        "Personal fields",
        "Offered fields that tell a person, such as an e-mail address: figures by them"
        " are shown only to those who may see figures per person.",
    )
    user_path = fields.Char(
        string="Salesperson", help="The field with the person, e.g. “user_id”."
    )
    team_path = fields.Char(
        string="Sales team", help="The field with the team, e.g. “team_id”."
    )
    company_path = fields.Char(
        string="Company",
        help="How to find a record's company; the first that leads to one decides, e.g."
        " “company_id, team_id.company_id, user_id.company_id”.",
    )
    is_global = fields.Boolean(
        string="Of no company",
        help="The records belong to no company: each company counts all of them.",
    )
    group_id = fields.Many2one(
        "res.groups",
        string="Official totals for",
        ondelete="restrict",
        help="Who may read official totals. Empty: all readers of metrics.",
    )
    measure_ids = fields.One2many("crm.metric.measure", "source_id", string="Measures")
    opens = fields.Text(string="What this opens", compute="_compute_opens")

    @api.depends(
        *("model_id", "group_id", "is_global", "condition_field_ids", "user_path"),
        *("condition_paths", "value_field_ids", "breakdown_field_ids"),
    )
    @api.depends_context("lang")
    def _compute_opens(self):
        for source in self:
            source.opens = source._opens() if source.model_id else False

    def _opens(self):
        records, whose = self.model_id.name, self.env._("all records of a company")
        if self.is_global:
            whose = self.env._("all records of all companies")
        readers = self.env._("everybody who reads metrics")
        if self.group_id:
            readers = self.env._("the group “%s”", self.group_id.name)
        parts = (self.breakdown_field_ids | self.condition_field_ids).sorted("name")
        labels = ", ".join(parts.mapped("field_description"))
        return self.env._(
            "Official totals of “%(records)s” become readable for %(readers)s, counted"
            " over %(whose)s, whatever access rules say. Managers of metrics who may"
            " read these records choose conditions and parts by: %(parts)s.",
            records=records,
            readers=readers,
            whose=whose,
            parts=labels or "–",
        )

    # -- guards ------------------------------------------------------------

    @api.model
    def _never_counted(self):
        """Return the beginnings of the names of models that are never counted."""
        return NEVER

    def _is_countable(self, model):
        if model is None or model._abstract or model._transient:
            return False
        if model._name.startswith(self._never_counted()):
            return False
        return bool(model._table_query) or table_exists(self.env.cr, model._table)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._copy_model(vals)
        return super().create(vals_list)

    def write(self, vals):
        if "model_id" in vals:
            used = self.filtered(
                lambda s: s.model_id.id != vals["model_id"] and s._all_measures()
            )
            if used:
                raise UserError(
                    self.env._(
                        "“%s” has measures: make a new source for other records.",
                        used[0].name,
                    )
                )
        self._copy_model(vals)
        return super().write(vals)

    def _copy_model(self, vals):
        vals.pop("model", None)
        if "model_id" in vals:
            model = self.env["ir.model"].sudo().browse(vals["model_id"] or [])
            vals["model"] = model.model

    def _approval_owners(self):
        return self._all_measures()._approval_owners().sudo(self.env.su)

    def _all_measures(self):
        return self.sudo().with_context(active_test=False).measure_ids

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for source in self:
            if source._all_measures():
                raise UserError(
                    self.env._("“%s” has measures: archive it.", source.name)
                )

    @api.onchange("model_id")
    def _onchange_model(self):
        self.model = self.model_id.model
        for name, field in self._fields.items():
            if field.type == "many2many":
                self[name] = False

    @api.constrains(
        *("model_id", "model", "date_field_ids", "condition_field_ids"),
        *("condition_paths", "value_field_ids", "breakdown_field_ids", "user_path"),
        *("person_field_ids", "team_path", "company_path", "is_global"),
    )
    def _check_source(self):
        for source in self.sudo():
            model = self.env.get(source.model_id.model)
            if model is None or source.model != model._name:
                problem = self.env._("it does not say which records may be counted.")
            elif not self._is_countable(model):
                problem = self.env._("“%s” can never be counted.", model._description)
            else:
                problem = next(source._problems(model), None)
            if problem:
                raise ValidationError(
                    self.env._(
                        "Source “%(name)s”: %(problem)s",
                        name=source.name,
                        problem=problem,
                    )
                )

    def _problems(self, model):
        """Yield the sentences that say what is wrong with the source."""
        spec, say = SourceSpec.of(self), self.env._
        listed = [
            (spec.dates, DATE_TYPES),
            (spec.conditions, None),
            (spec.values, (*NUMBER_TYPES, *GROUP_TYPES, *DATE_TYPES)),
            (spec.breakdowns, GROUP_TYPES),
            (spec.people, None),
        ]
        for names, types in listed:
            for name in sorted(names):
                yield from self._path_problems(model, name, types)
        for path in sorted(spec.paths):
            whole = path.removesuffix(".*")
            yield from self._path_problems(model, whole, whole=whole != path)
        for path, target in ((spec.user, "res.users"), (spec.team, "crm.team")):
            if path and (
                path not in model._fields or not _is_link(model, path, target)
            ):
                yield say("“%s” is no field with a salesperson or team.", path)
        if not spec.dates:
            yield say("it offers no date.")
        if not spec.company and not self.is_global:
            yield say("it does not say which company a record belongs to.")
        for path in spec.company:
            if not _is_link(model, path, "res.company"):
                yield say("“%s” does not lead to a company.", path)
        if self.is_global:
            yield from self._mixed_amounts(model, spec)

    def _mixed_amounts(self, model, spec):
        """Amounts that are in their company's currency cannot be added over all."""
        for name in sorted(spec.values):
            field = model._fields[name]
            if field.type != "monetary":
                continue
            currency = model._fields[field.get_currency_field(model)]
            if not currency.store:
                yield self.env._(
                    "“%s” is in different currencies: say which company a record"
                    " belongs to.",
                    name,
                )

    def _path_problems(self, model, path, types=None, whole=False):
        """Yield why a field, or the one at the end of a path, cannot be offered."""
        names, passed = path.split("."), model
        for place, name in enumerate(names):
            field = passed._fields.get(name) if passed is not None else None
            if field is None or not _is_offerable(field, types):
                yield self.env._("“%s” is not stored, or cannot be used here.", path)
                return
            if not field.relational:
                passed = None
                continue
            target = self.env[field.comodel_name]
            is_last = place + 1 == len(names) and not whole
            is_linked = is_last and field.type == "many2one"
            if not self._is_countable(target) and not (
                is_linked and target._name in LINKED
            ):
                yield self.env._(
                    "“%(path)s” leads to “%(records)s”, which are never opened.",
                    path=path,
                    records=target._description,
                )
                return
            passed = target
        if whole and passed is None:
            yield self.env._("“%s” leads to no other records.", path)


def _is_offerable(field, types):
    if field.type in ("properties", "properties_definition", "binary", "json", "html"):
        return False
    if field.groups == ".":  # nobody may read it
        return False
    to_many = field.type in ("one2many", "many2many") and types is None
    if types and field.type not in types:
        return False
    return bool(field.store and (field.column_type or to_many)) or (
        to_many and field.type == "one2many" and not field.compute
    )


def _is_link(model, path, target):
    """Tell whether a path of stored many2one fields leads to records of a model."""
    passed = model
    for name in path.split("."):
        field = passed._fields.get(name) if passed is not None else None
        if field is None or field.type != "many2one" or not field.store:
            return False
        passed = model.env[field.comodel_name]
    end = end_of(model, path)
    return end is not None and end._name == target
