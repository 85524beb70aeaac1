from odoo import api, fields, models
from odoo.tools.misc import format_date, formatLang

from ... import arguments, words
from ...lib.periods import local_day


def finding(string=None):
    """Declare a text that is made of the figure of the same name in ``findings``."""
    return fields.Char(string, compute="_compute_findings")


class CrmMetricFindingsMixin(models.AbstractModel):
    """The findings of a check, on all people or one, in the reader's language."""

    _name = "crm.metric.findings.mixin"
    _description = "Findings of a Consistency Check"

    findings = fields.Json(help="Figures by name; one that is not known is null.")
    records = finding("Records looked at")
    reference = finding("Agreement with the computed answer")
    repeat = finding("Self-agreement (repeatability)")
    missing = finding("Data missing")
    late = finding("Entered late")
    late_stage = finding("Created in a late stage")
    default = finding("Default value kept")

    @api.depends("findings")
    @api.depends_context("lang", "uid")
    def _compute_findings(self):
        names = [n for n, f in self._fields.items() if f.compute == "_compute_findings"]
        for row in self:
            findings = row.findings or {}
            for name in names:
                row[name] = row._finding_text(name, findings.get(name))

    def _finding_text(self, name, value):
        """Return one finding as text.

        :param value: a share or kappa (float), a number of things (int), list of names
            of findings, or None: not known
        """
        if isinstance(value, list):
            labels = [self._fields[key]._description_string(self.env) for key in value]
            return ", ".join(labels)
        if value is None:
            return self.env._("not known")
        if name.endswith("kappa"):
            return formatLang(self.env, value, digits=2)
        if isinstance(value, int):
            return str(value)
        return words.percent(self.env, value, digits=0)


class CrmMetricCheckSample(models.Model):
    """One record that people are asked about, as it was when the sample was drawn.

    Those who are asked may read it only once the check is closed: it holds the computed
    answer.
    """

    _name = "crm.metric.check.sample"
    _inherit = ["crm.append.only.mixin"]
    _description = "Sampled Record"
    _order = "check_id, sequence, id"

    check_id = fields.Many2one(
        "crm.metric.check", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="check_id.company_id", store=True, index=True)
    sequence = fields.Integer(required=True, default=0)
    measure_id = fields.Many2one(
        "crm.metric.measure", string="Asked about", required=True, ondelete="cascade"
    )
    res_model = fields.Char(string="Model", required=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", required=True
    )
    name = fields.Char(string="Name when sampled", required=True)
    facts = fields.Json(help="The values that the measure looks at, as they were.")
    computed = fields.Boolean(string="Counted")
    computed_date = fields.Date(string="Recorded day")

    def action_open_record(self):
        """Open the record itself, with the reader's own rights."""
        arguments.one(self)
        return self.env[self.res_model].browse(self.res_id).get_formview_action()

    def _readable_records(self):
        """Return the ids of the samples whose record the acting user may read."""
        readable = set()
        for name, samples in self.grouped("res_model").items():
            if name in self.env:
                records = self.env[name].sudo(False).browse(samples.mapped("res_id"))
                ids = records.exists()._filtered_access("read").ids
                readable.update(s.id for s in samples if s.res_id in ids)
        return readable

    def _fact_lines(self):
        """Return [{"label", "value"}] in the user's language."""
        self.ensure_one()
        if self.res_model not in self.env:
            return []
        known = self.env[self.res_model]._fields
        return [
            {
                "label": known[name]._description_string(self.env),
                "value": self._fact_text(known[name], value),
            }
            for name, value in (self.facts or {}).items()
            if name in known
        ]

    def _fact_text(self, field, value):
        if value in (None, False) and field.type != "boolean":
            return self.env._("empty")
        if field.type == "datetime":
            moment = fields.Datetime.to_datetime(value)
            value = local_day(moment, self.check_id.sudo().metric_id.tz)
        if field.type in ("date", "datetime"):
            return format_date(self.env, value)
        return words.value(self.env, field, value)


class CrmMetricCheckAnswer(models.Model):
    """One person's answer about one sampled record; of several the newest one counts.

    People see their own answers; the group for individual figures sees all.
    """

    _name = "crm.metric.check.answer"
    _inherit = ["crm.append.only.mixin"]
    _description = "Answer to a Consistency Check"
    _order = "id desc"
    _rec_name = "sample_id"

    check_id = fields.Many2one(
        "crm.metric.check", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="check_id.company_id", store=True, index=True)
    sample_id = fields.Many2one(
        "crm.metric.check.sample", required=True, ondelete="cascade", index=True
    )
    user_id = fields.Many2one(
        "res.users", string="Person", required=True, ondelete="restrict", index=True
    )
    round = fields.Integer(required=True, default=1, aggregator=None)
    counts = fields.Boolean(string="Does it count?")
    stated_date = fields.Date(string="When")
    date = fields.Datetime(
        string="Answered on", required=True, default=fields.Datetime.now
    )


class CrmMetricCheckPerson(models.Model):
    """What a closed check says about one person; only for individual figures' group."""

    _name = "crm.metric.check.person"
    _inherit = ["crm.append.only.mixin", "crm.metric.findings.mixin"]
    _description = "Consistency Check per Person"
    _order = "check_id desc, user_id"
    _rec_name = "user_id"

    check_id = fields.Many2one(
        "crm.metric.check", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="check_id.company_id", store=True, index=True)
    user_id = fields.Many2one("res.users", ondelete="restrict", index="btree_not_null")
    answered = finding("Answers")
    reference_kappa = finding("Kappa")
    stands_out = finding()
