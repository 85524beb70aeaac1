import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from ... import words
from ...lib import policy as lib
from ...lib.periods import shifted
from ..approval.crm_append_only_mixin import remove
from ..approval.crm_system_fields_mixin import SYSTEM, write_system

#: prefixes of the fields that may change at any time
FREE = ("message_", "activity_", "my_activity_", "website_message_")


def _of_policy(name):
    """Return the parameters of a field that holds a value of the policy."""
    return {"required": True, "default": lib.SHIPPED[name], **SYSTEM}


class CrmMetricCheck(models.Model):
    """Is the measurement procedure applied consistently?

    Several people are asked about the same sample of real records, and the data that
    people produced is examined for signals. The result counts for the substance that
    was checked, until that changes or the result's last day has passed. What is asked
    is fixed once the check is open, everything once it is closed.
    """

    _name = "crm.metric.check"
    _inherit = [
        "crm.system.fields.mixin",
        "crm.metric.findings.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Consistency Check"
    _order = "id desc"
    _rec_name = "metric_id"
    _check_company_auto = True

    metric_id = fields.Many2one(
        "crm.metric.definition",
        required=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    responsible_id = fields.Many2one(
        "res.users",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    date_from = fields.Date(
        string="From",
        required=True,
        compute="_compute_date_from",
        store=True,
        readonly=False,
        precompute=True,
    )
    date_to = fields.Date(
        string="Until (excluded)",
        required=True,
        default=lambda self: self._default_end(),
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("open", "Being answered"),
            ("closed", "Closed"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        **SYSTEM,
    )
    participant_ids = fields.Many2many(
        "res.users",
        string="Asked",
        domain=[("share", "=", False)],
        compute="_compute_participants",
        store=True,
        readonly=False,
    )
    # a multiple of four: two measures, each half counted and half not
    sample_size = fields.Integer(default=20, required=True)
    seed = fields.Integer(
        required=True, copy=False, default=lambda self: secrets.randbelow(2**31)
    )
    rounds = fields.Selection(
        [("1", "Once"), ("2", "Twice")],
        string="Each is asked",
        default="1",
        required=True,
    )
    round = fields.Integer(default=1, **SYSTEM)
    sample_ids = fields.One2many(
        "crm.metric.check.sample",
        "check_id",
        readonly=True,
        groups="crm_metric_definitions.group_metric_manager",
    )
    note = fields.Text(string="Remarks")
    # the company's policy when the check was opened; a draft shows today's
    min_sample = fields.Integer("Records needed", **_of_policy("min_sample"))
    min_agreement = fields.Float("Agreement needed", **_of_policy("min_agreement"))
    min_kappa = fields.Float("Kappa needed", **_of_policy("min_kappa"))
    min_reference = fields.Float(
        "Agreement with the computation needed", **_of_policy("min_reference")
    )
    min_coverage = fields.Float("Share of people needed", **_of_policy("min_coverage"))
    max_missing = fields.Float("Missing at most", **_of_policy("max_missing"))
    max_late = fields.Float("Entered late at most", **_of_policy("max_late"))
    late_days = fields.Integer("Late after days", **_of_policy("late_days"))
    validity_months = fields.Integer(
        "Valid for months", **_of_policy("validity_months")
    )
    # outcome
    opened_on = fields.Datetime(**SYSTEM)
    closed_on = fields.Datetime(**SYSTEM)
    closed_by_id = fields.Many2one("res.users", **SYSTEM)
    # what it was begun with, and what it was ended with: evidence if they are the same
    fingerprint = fields.Char(index=True, **SYSTEM)
    content_version = fields.Integer(default=1, **SYSTEM)
    content = fields.Json(**SYSTEM)
    closed_fingerprint = fields.Char(**SYSTEM)
    result = fields.Selection(
        [
            ("consistent", "Consistent"),
            ("inconsistent", "Inconsistent"),
            ("insufficient", "Not enough evidence"),
        ],
        tracking=True,
        **SYSTEM,
    )
    valid_until = fields.Date(**SYSTEM)
    findings = fields.Json(**SYSTEM)
    # figures that rest on one or two people
    own_findings = fields.Json(
        groups="crm_metric_definitions.group_individual_figures", **SYSTEM
    )
    person_ids = fields.One2many(
        "crm.metric.check.person",
        "check_id",
        string="Per person",
        readonly=True,
        groups="crm_metric_definitions.group_individual_figures",
    )
    people_forgotten_on = fields.Date(string="Persons forgotten on", **SYSTEM)

    _period_ordered = models.Constraint(
        "CHECK (date_from < date_to)", "The period ends before it begins."
    )
    _sizes_positive = models.Constraint(
        "CHECK (sample_size BETWEEN 1 AND 60)",
        "A sample has 1 to 60 records.",
    )

    @api.model
    def _default_end(self):
        """Return the first day of the running month, where the metric is measured."""
        metric = self.env["crm.metric.definition"].sudo()
        metric = metric.browse(self.env.context.get("default_metric_id")).exists()
        today = metric._today() if metric else self.env.company._metric_today()
        return today.replace(day=1)

    @api.depends("metric_id")
    def _compute_date_from(self):
        """Propose the last quarter, or a longer last period of the metric."""
        for check in self:
            end = check.date_to or self._default_end()
            frequency = check.sudo().metric_id.frequency or "month"
            check.date_from = min(shifted(end, f, -1) for f in ("quarter", frequency))

    @api.depends("metric_id", "date_from", "date_to")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for check in self:
            check.display_name = self.env._("Consistency check")
            if check.metric_id and check.date_from and check.date_to:
                name = check.metric_id.display_name
                check.display_name = f"{name}, {check._period_text()}"

    def _period_text(self):
        return words.days(self.env, self.date_from, self.date_to)

    @api.constrains("metric_id", "date_from", "date_to")
    def _check_period_length(self):
        """A period of a few days does not show how people work."""
        for check in self:
            metric = check.sudo().metric_id
            if shifted(check.date_from, metric.frequency) > check.date_to:
                field = metric._fields["frequency"]
                raise ValidationError(
                    self.env._(
                        "“%(metric)s” is measured “%(frequency)s”: a shorter period"
                        " cannot show whether it is applied consistently.",
                        metric=check.metric_id.display_name,
                        frequency=words.value(self.env, field, metric.frequency),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        checks = super().create(vals_list)
        checks._take_policy()
        return checks

    def _take_policy(self):
        """Hold what the policy of each check's company asks for today."""
        policies = self.env["crm.metric.check.policy"]
        for company, checks in self.grouped("company_id").items():
            values = policies._of(company)
            changed = checks.filtered(
                lambda check, new=values: any(check[name] != new[name] for name in new)
            )
            write_system(changed, values)

    def _policy(self):
        """Return {name: value} of the policy that this check holds."""
        self.ensure_one()
        return {name: self[name] for name in lib.SHIPPED}

    def write(self, vals):
        fixed = [name for name in vals if not name.startswith(FREE)]
        for check in self:
            if check.state == "closed" and fixed:
                raise UserError(
                    self.env._(
                        "“%s” is closed: its result stays as it is. Start a new check.",
                        check.display_name,
                    )
                )
            if check.state != "draft" and set(fixed) - {"note", "responsible_id"}:
                raise UserError(
                    self.env._(
                        "“%s” has begun: its questions and participants are fixed."
                        " Cancel it and start a new one.",
                        check.display_name,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        begun = self.filtered(lambda check: check.state != "draft")
        if begun:
            raise UserError(
                self.env._(
                    "“%s” has begun and stays as evidence: cancel it instead.",
                    begun[0].display_name,
                )
            )

    def _forget_people(self):
        """Delete the answers and the findings on each person; the result stays."""
        for model in ("crm.metric.check.answer", "crm.metric.check.person"):
            remove(self.env[model].sudo().search([("check_id", "in", self.ids)]))
        write_system(
            self,
            {
                "people_forgotten_on": self.env.company._metric_today(),
                "participant_ids": [Command.clear()],
                "own_findings": False,
            },
        )
        body = self.env._(
            "The retention period has ended: who answered what was deleted. The result"
            " stays."
        )
        for check in self:
            check.message_post(body=body)
