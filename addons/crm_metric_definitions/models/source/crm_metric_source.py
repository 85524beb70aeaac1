from odoo import api, fields, models
from odoo.exceptions import UserError


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
