from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..lib import comparator

COMPARATORS = [
    ("=", "is"),
    ("<", "under"),
    (">", "more than"),
    ("~", "about"),
    ("<=", "at most"),
    (">=", "at least"),
]
MEASURED = {"metric_id", "comparator", "figure", "unit", "period_start", "period_end"}


class CrmGoalPositionValue(models.Model):
    """One figure of a position, exactly as it was stated: "under 2", "about 8 %".

    ``figure`` is the number as stated (80 for "80 %"); a value taken from a metric
    is stated as its definition shows it.
    """

    _name = "crm.goal.position.value"
    _description = "Position Value"
    _inherit = ["crm.approval.part.mixin"]
    _order = "position_id, sequence, id"
    _check_company_auto = True

    position_id = fields.Many2one(
        "crm.goal.position", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="position_id.company_id")
    sequence = fields.Integer(default=10)
    metric_id = fields.Many2one(
        "crm.metric.definition",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
    )
    name = fields.Char(string="Free measure", help="What was counted, without metric.")
    label = fields.Char(compute="_compute_label")
    comparator = fields.Selection(COMPARATORS, required=True, default="=")
    figure = fields.Float(required=True, default=0.0, digits=(16, 6))
    decimals = fields.Integer(default=0)
    unit = fields.Char()
    display = fields.Char(
        string="Stated as",
        compute="_compute_display",
        inverse="_inverse_display",
        help="Type it as people say it: under 2, more than 80 %, about 8 %.",
    )
    source = fields.Selection(
        [
            ("estimated", "Estimated"),
            ("live", "Measured here"),
            ("external", "From outside"),
        ],
        required=True,
        default="estimated",
    )
    source_note = fields.Char(string="Who or what says so")
    period_start = fields.Date(string="Period from")
    period_end = fields.Date(string="Period before")
    approval_id = fields.Many2one(
        "crm.approval",
        string="Measured under",
        readonly=True,
        copy=False,
        help="Approval of the measurement procedure at that time.",
    )

    @api.depends("metric_id", "name")
    def _compute_label(self):
        for value in self:
            value.label = value.name or value.metric_id.name or ""

    @api.depends("comparator", "figure", "decimals", "unit")
    @api.depends_context("lang")
    def _compute_display(self):
        words = self._words()
        lang = self._lang()
        for value in self:
            empty = not value._origin and not value.figure
            value.display = not empty and comparator.phrase(
                value._statement(), words, lang.decimal_point or "."
            )

    def _inverse_display(self):
        for value in self:
            if value.display:
                value._read_statement(value.display)

    @api.onchange("display")
    def _onchange_display(self):
        if self.display:
            self._read_statement(self.display)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.setdefault("decimals", self._decimals(vals.get("figure") or 0.0))
            self._refuse_live(vals)
        return super().create([self._without_empty(vals) for vals in vals_list])

    def write(self, vals):
        vals = self._without_empty(vals)
        self._refuse_live(vals)
        if MEASURED & set(vals) and "source" not in vals:
            # a figure that was typed over is no longer the measured one
            live = self.filtered(lambda value: value.source == "live")
            super(CrmGoalPositionValue, live).write(
                {"source": "estimated", "approval_id": False}
            )
        return super().write(vals)

    def _without_empty(self, vals):
        """An empty statement says nothing; the figure given beside it counts."""
        if "display" in vals and not vals["display"]:
            vals = {key: value for key, value in vals.items() if key != "display"}
        return vals

    def _refuse_live(self, vals):
        """“Measured here” is said by the measurement, not by a person."""
        if vals.get("source") == "live" or vals.get("approval_id"):
            raise UserError(
                self.env._("“Measured here” is set by taking the figure of a metric.")
            )

    @api.depends("metric_id", "name", "comparator", "figure", "unit")
    def _compute_display_name(self):
        for value in self:
            value.display_name = f"{value.label}: {value.display or ''}"

    def _read_statement(self, text):
        self.ensure_one()
        try:
            statement = comparator.parse(text, self._lang().decimal_point or ".")
        except ValueError as error:
            raise UserError(
                self.env._(
                    "“%s” is not understood. Write one figure, with a word or sign"
                    " before it and a unit after it if needed: under 2, more than"
                    " 80 %%, about 8 %%.",
                    text,
                )
            ) from error
        self.update(
            {
                "comparator": statement.comparator,
                "figure": statement.figure,
                "decimals": statement.decimals,
                "unit": statement.unit,
            }
        )

    def _statement(self):
        return comparator.Statement(
            self.comparator or "=", self.figure, self.decimals, self.unit or ""
        )

    @api.model
    def _decimals(self, figure):
        """Digits needed to print a figure that was given as a number."""
        text = f"{figure:.6f}".rstrip("0")
        return len(text.partition(".")[2])

    def _lang(self):
        code = self.env.lang or "en_US"
        return self.env["res.lang"]._get_data(code=code)

    def _words(self):
        return {
            "=": "%s",
            "<": self.env._("under %s"),
            ">": self.env._("more than %s"),
            "~": self.env._("about %s"),
            "<=": self.env._("at most %s"),
            ">=": self.env._("at least %s"),
        }

    @api.constrains("position_id", "metric_id", "name")
    def _check_label(self):
        for value in self:
            if not value.metric_id and not (value.name or "").strip():
                raise ValidationError(
                    self.env._(
                        "Say what “%s” counts: a metric or a free measure.",
                        value.display,
                    )
                )

    # -- actions -----------------------------------------------------------

    def action_take_live(self):
        """Take the official figure of the metric for the value's period."""
        for value in self:
            value._take_live()
        return True

    def _take_live(self):
        metric = self.metric_id
        if not metric or not self.period_start or not self.period_end:
            raise UserError(
                self.env._("Choose a metric and a period first: “%s”.", self.label)
            )
        points = metric.evaluate(
            self.period_start, self.period_end, granularity="total"
        )[metric.id]
        point = points[0] if points else {}
        if not point.get("official") or point.get("value") is None:
            raise UserError(
                self.env._(
                    "“%(metric)s” has no official figure for this period: %(hint)s",
                    metric=metric.name,
                    hint=metric.known_hint or self.env._("nothing was counted."),
                )
            )
        percent = metric.value_format == "percent"
        figure = point["value"] * 100 if percent else point["value"]
        return super().write(  # pylint: disable=super-method-mismatch
            {
                "comparator": "=",
                "figure": round(figure, 2),
                "decimals": self._decimals(round(figure, 2)),
                "unit": "%" if percent else metric.unit,
                "source": "live",
                "approval_id": metric.approval_id.id,
            }
        )

    # -- substance of the map ----------------------------------------------

    def _approval_owners(self):
        return self.position_id.map_id

    def _map_content(self):
        return {
            "stated": [self.comparator, self.figure, self.unit or ""],
            "source": self.source,
            "period": [str(self.period_start or ""), str(self.period_end or "")],
        }
