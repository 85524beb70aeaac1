import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import remove_accents

from odoo.addons.base.models.res_partner import _tz_get

from ... import arguments, words
from ...lib.periods import today_in

CODE = re.compile(r"[a-z][a-z0-9_]*")


class CrmMetricDefinition(models.Model):
    """What people talk about: a figure with a name, a formula and a procedure.

    The figure itself is computed, see ``engine/evaluation.py``; the approval of the
    procedure is bound to the content that ``_approval_content`` returns. A company's
    own metric shadows the shared one of the same code.
    """

    _name = "crm.metric.definition"
    _inherit = [
        "crm.shared.mixin",
        "crm.approval.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Metric"
    _order = "sequence, name, id"
    _rec_names_search = ["name", "code"]
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    # the key for other programs: not part of the approval, changes are tracked
    code = fields.Char(required=True, copy=False, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self._default_shared_company(),
    )
    question = fields.Char(
        translate=True, help="The question that this figure answers."
    )
    meaning = fields.Text(
        translate=True, help="What the figure says, and what it does not say."
    )
    gaming = fields.Text(
        translate=True, help="How the figure could be improved without improving."
    )
    unit = fields.Char(translate=True)
    value_format = fields.Selection(
        [
            ("number", "Plain number"),
            ("percent", "Percent"),
            ("money", "Amount of money"),
        ],
        default="number",
        required=True,
    )
    digits = fields.Integer(string="Decimals", default=1)
    direction = fields.Selection(
        [
            ("higher", "Higher is better"),
            ("lower", "Lower is better"),
            ("none", "Neither"),
        ],
        default="higher",
        required=True,
    )
    kind = fields.Selection(
        [
            ("simple", "One measure"),
            ("ratio", "Ratio of two measures"),
            ("manual", "Entered by hand, with source and date"),
        ],
        default="simple",
        required=True,
    )
    numerator_id = fields.Many2one(
        "crm.metric.measure",
        string="What is counted",
        ondelete="restrict",
        check_company=True,
        index=True,
    )
    denominator_id = fields.Many2one(
        "crm.metric.measure",
        string="Divided by",
        ondelete="restrict",
        check_company=True,
        index=True,
    )
    normalise_per = fields.Selection(
        [
            ("none", "The whole period"),
            ("week", "A week"),
            ("month", "A month"),
            ("year", "A year"),
        ],
        string="Per",
        default="none",
        required=True,
    )
    per_salesperson = fields.Boolean(
        help="Divide by the members of the sales teams; people without any record"
        " count too."
    )
    procedure_steps = fields.Text(
        string="Steps",
        translate=True,
        help="Who enters what, when, so that everyone measures in the same way.",
    )
    data_owner_id = fields.Many2one("res.users", string="Data owner")
    source = fields.Char(translate=True)
    frequency = fields.Selection(
        [
            ("week", "Weekly"),
            ("month", "Monthly"),
            ("quarter", "Quarterly"),
            ("year", "Yearly"),
        ],
        default="month",
        required=True,
    )
    tz = fields.Selection(
        _tz_get,
        string="Time zone",
        required=True,
        default=lambda self: self._default_tz(),
    )
    week_start = fields.Selection(
        lambda self: (
            self.env["res.lang"]._fields["week_start"]._description_selection(self.env)
        ),
        string="Weeks begin on",
        default="1",
        required=True,
    )
    known_limits = fields.Text(translate=True)
    on_team_card = fields.Boolean(
        string="On the team's card",
        help="Show the official figure of the last full month on the sales teams.",
    )
    sentence = fields.Text(
        string="In one sentence",
        compute="_compute_sentence",
        help="Built from the computation itself, never typed.",
    )
    manual_value_ids = fields.One2many("crm.metric.manual.value", "metric_id")

    _code_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0), code)",
        "A metric with this code exists in this company.",
    )

    @api.model
    def _default_tz(self):
        # an installation acts as a user without time zone: the administrator has one
        admin = self.env.ref("base.user_admin", raise_if_not_found=False)
        people = self.env.company.partner_id, self.env.user, admin
        zones = [person.sudo().tz for person in people if person]
        # the browser knows the zone of a person who has not chosen one
        zones.insert(2, self.env.context.get("tz"))
        return next(filter(None, zones), "UTC")

    @api.model
    @api.readonly
    def by_code(self, code):
        """Return the metric with this code: the company's own one once it is known,
        else the shared one, else what there is."""
        if not isinstance(code, str) or not CODE.fullmatch(code):
            return self.browse()
        return self._by_codes([code]).get(code, self.browse())

    def _by_codes(self, codes=None):
        """Return {code: metric}, as ``by_code`` does; None: of all codes."""
        company = self.env.company
        domain = Domain("company_id", "in", [company.id, False])
        if codes is not None:
            domain &= Domain("code", "in", codes)
        metrics = self.search(domain, order="id")
        own = metrics.filtered("company_id")
        codes_of_shared = set((metrics - own).mapped("code"))
        rivals = own.filtered(lambda metric: metric.code in codes_of_shared)
        known = set(rivals._known_ids()) if rivals else set()
        chosen = {metric.code: metric for metric in metrics - own}
        for metric in own:
            if metric not in rivals or metric.id in known:
                chosen[metric.code] = metric
        return chosen

    @api.constrains("code")
    def _check_code(self):
        for metric in self:
            if not CODE.fullmatch(metric.code or ""):
                raise ValidationError(
                    self.env._(
                        "Code “%s”: use small letters, digits and underscores,"
                        " beginning with a letter.",
                        metric.code,
                    )
                )

    @api.constrains("kind", "numerator_id", "denominator_id")
    def _check_measures(self):
        for metric in self:
            if metric.kind != "manual" and not metric.numerator_id:
                raise ValidationError(
                    self.env._("“%s” does not say what is counted.", metric.name)
                )
            if metric.kind == "ratio" and not metric.denominator_id:
                raise ValidationError(
                    self.env._("“%s” does not say what it is divided by.", metric.name)
                )

    @api.depends(
        "kind",
        "numerator_id.sentence",
        "denominator_id.sentence",
        "normalise_per",
        "per_salesperson",
        "tz",
        "week_start",
    )
    @api.depends_context("lang", "company")
    def _compute_sentence(self):
        for metric in self:
            metric.sentence = metric._sentence()

    def _sentence(self):
        if self.kind == "manual":
            return self.env._(
                "Figures are entered by hand with their source and date; Odoo computes"
                " nothing."
            )
        if not self.numerator_id or (self.kind == "ratio" and not self.denominator_id):
            return self.env._("Not complete: it does not say what is counted.")
        units = {
            "week": self.env._(
                "Per week: a whole week counts as one, a part of it by its share of"
                " days."
            ),
            "month": self.env._(
                "Per month: a whole calendar month counts as one, a part of it by its"
                " share of days."
            ),
            "year": self.env._(
                "Per year: a whole calendar year counts as one, a part of it by its"
                " share of days."
            ),
        }
        weekdays = dict(self._fields["week_start"]._description_selection(self.env))
        sentences = [
            self.numerator_id.sentence,
            self.kind == "ratio"
            and self.env._("Divided by: %s", self.denominator_id.sentence),
            self.per_salesperson
            and self.env._(
                "Per salesperson: divided by the members of the sales teams, day by"
                " day; members without any record count too."
            ),
            units.get(self.normalise_per),
            self.env._(
                "Days begin at midnight in the time zone %(tz)s, weeks on %(day)s.",
                tz=self.tz,
                day=weekdays.get(self.week_start),
            ),
        ]
        return "\n".join(filter(None, sentences))

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.kind != "ratio":
            self.denominator_id = False
        if self.kind == "manual":
            self.numerator_id = False

    @api.onchange("name")
    def _onchange_name(self):
        if self.code or not self.name:
            return
        code = re.sub(r"[^a-z0-9]+", "_", remove_accents(self.name).lower()).strip("_")
        if code and not code[0].isalpha():
            code = f"metric_{code}"
        if code not in self._codes():
            self.code = code

    @api.onchange("kind", "numerator_id", "value_format", "normalise_per")
    def _onchange_counted(self):
        """Propose decimals: none for a number of records, one for the rest."""
        if not self._origin:
            whole = (
                self.kind == "simple"
                and self.numerator_id.aggregation in ("count", "count_distinct")
                and self.value_format == "number"
                and self.normalise_per == "none"
            )
            self.digits = 0 if whole else 1

    def _codes(self):
        """Return the codes of all metrics."""
        metrics = self.sudo().with_context(active_test=False)
        return set(metrics.search([]).mapped("code"))

    def copy_data(self, default=None):
        taken = self._codes()
        result = super().copy_data(default)
        for metric, vals in zip(self, result, strict=True):
            if not (default or {}).get("code"):
                number = 2
                while f"{metric.code}_{number}" in taken:
                    number += 1
                vals["code"] = f"{metric.code}_{number}"
                taken.add(vals["code"])
            if not (default or {}).get("name"):
                vals["name"] = self.env._("%s (copy)", metric.name)
        return result

    def format_value(self, value):
        """Return a value in words of the user's language, with its unit.

        :param value: float, for a percent metric a fraction; None or False = unknown
        """
        arguments.one(self, stored=False)
        if value is None or value is False:
            return self.env._("not known yet")
        value = arguments.figure(self.env, "value", value)
        if self.value_format == "percent":
            return words.percent(self.env, value, digits=self.digits)
        if self.value_format == "money":
            currency = self._company().currency_id
            return words.number(self.env, value, currency=currency)
        number = words.number(self.env, value, digits=self.digits)
        return f"{number} {self.unit}" if self.unit else number

    def _company(self):
        """Return whose figure it is: a shared metric's is the acting company's."""
        return self.company_id or self.env.company

    def _today(self):
        """Return the day that it is now where the metric is measured."""
        return today_in(self.tz)

    def _operands(self):
        """Return {"numerator" or "denominator": measure}, without access rights."""
        metric = self.sudo()
        operands = {}
        if metric.kind != "manual" and metric.numerator_id:
            operands["numerator"] = metric.numerator_id
        if metric.kind == "ratio" and metric.denominator_id:
            operands["denominator"] = metric.denominator_id
        return operands

    def _adds_up(self, timings=("event", "level")):
        """Tell whether figures are sums, of measures with these timings only."""
        measures = self._operands().values()
        return bool(measures) and all(
            measure.aggregation in ("count", "sum") and measure.timing in timings
            for measure in measures
        )
