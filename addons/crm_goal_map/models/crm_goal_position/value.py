from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.crm_metric_definitions.public import Part, content, say

from ...lib import statement
from ..words import comparators

COMPARATORS = [
    ("=", "is"),
    ("<", "under"),
    (">", "more than"),
    ("~", "about"),
    ("<=", "at most"),
    (">=", "at least"),
    (statement.UNKNOWN, "not known yet"),
]
UNKNOWN = {"comparator": statement.UNKNOWN, "figure": 0.0, "decimals": 0, "unit": False}
MEASURED = {"metric_id", "comparator", "figure", "unit", "period_start", "period_end"}


def _statement_words(entry):
    """Say ["<", 2.0, "a week"]: "under 2 a week"."""
    sign, figure, unit = entry.value
    decimals = entry.model._decimals(figure)
    return entry.model._phrase(statement.Statement(sign, figure, decimals, unit))


PARTS = (
    Part(
        "stated",
        label=None,
        read=lambda value: [value.comparator, value.figure, value.unit or ""],
        say=_statement_words,
    ),
    Part("source"),
    Part(
        "period",
        label=lambda env: env._("Period"),
        read=lambda value: [str(value.period_start or ""), str(value.period_end or "")],
        say=say.period,
    ),
)


class CrmGoalPositionValue(models.Model):
    """One figure of a position, exactly as it was stated: "under 2", "about 8 %".

    ``figure`` is the number as stated (80 for "80 %"). Only the figure of a metric may
    be missing: until it is measured it is "not known yet", and never 0. Then 0.0 is
    stored and means nothing: the comparator "?" is what is compared, said and approved,
    and an empty number beside it would be the same thing twice.
    """

    _name = "crm.goal.position.value"
    _description = "Position Value"
    _inherit = ["crm.approval.part.mixin"]
    _order = "position_id, sequence, id"
    _check_company_auto = True
    _approval_owner = "position_id.map_id"
    _approval_table = PARTS

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
    name = fields.Char(string="Other figure", help="What was counted, if not a metric.")
    label = fields.Char(compute="_compute_label")
    comparator = fields.Selection(COMPARATORS, required=True, default=statement.UNKNOWN)
    figure = fields.Float(required=True, default=0.0, digits=(16, 6))
    decimals = fields.Integer(
        compute="_compute_decimals", store=True, readonly=False, copy=True
    )
    unit = fields.Char()
    display = fields.Char(
        string="Value as stated",
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
    source_note = fields.Char(string="Source detail")
    period_start = fields.Date(string="Period from")
    period_end = fields.Date(string="First day after the period")
    period_last = fields.Date(
        string="Period to",
        compute="_compute_period_last",
        inverse="_inverse_period_last",
    )
    approval_id = fields.Many2one(
        "crm.approval",
        string="Measured under",
        readonly=True,
        copy=False,
        help="Approval of the measurement procedure at that time.",
    )

    @api.depends("metric_id.name", "name")
    @api.depends_context("lang")
    def _compute_label(self):
        for value in self:
            value.label = value.name or value.metric_id.name or ""

    @api.depends("period_end")
    def _compute_period_last(self):
        for value in self:
            end = value.period_end
            value.period_last = end and fields.Date.subtract(end, days=1)

    def _inverse_period_last(self):
        for value in self:
            last = value.period_last
            value.period_end = last and fields.Date.add(last, days=1)

    @api.depends("figure")
    def _compute_decimals(self):
        """Show a figure that is written as a number with all its digits."""
        for value in self:
            value.decimals = max(value.decimals, self._decimals(value.figure))

    @api.onchange("figure")
    def _onchange_figure(self):
        if self.figure and self.comparator == statement.UNKNOWN:
            self.comparator = "="

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_live(vals)
        return super().create([self._known_or_not(vals) for vals in vals_list])

    def write(self, vals):
        if not vals.get("display", True):
            # an emptied statement would silently stay; a figure beside it counts
            if self and not {"figure", "comparator"} & set(vals):
                raise self._figure_missing(self[0].label)
            vals = {key: value for key, value in vals.items() if key != "display"}
        self._refuse_live(vals)
        if vals.get("comparator") == statement.UNKNOWN:
            vals = vals | UNKNOWN
        elif "figure" in vals and "comparator" not in vals:
            # a figure makes known what was not
            waiting = self.filtered(lambda v: v.comparator == statement.UNKNOWN)
            super(CrmGoalPositionValue, waiting).write({"comparator": "="})
        if MEASURED & set(vals) and "source" not in vals:
            # a figure that was typed over is no longer the measured one
            live = self.filtered(lambda value: value.source == "live")
            super(CrmGoalPositionValue, live).write(
                {"source": "estimated", "approval_id": False}
            )
        return super().write(vals)

    def _known_or_not(self, vals):
        """A new value with neither figure nor statement is unknown; it is not 0.

        Forms send a figure of 0 along with the comparator "not known yet", and an
        empty statement beside a figure.
        """
        unknown = vals.get("comparator") == statement.UNKNOWN
        zero = "figure" in vals and not unknown
        if not (vals.get("display") or vals.get("figure") or zero):
            vals = vals | UNKNOWN
        elif unknown or not vals.get("comparator"):
            vals = vals | {"comparator": "="}
        return {key: v for key, v in vals.items() if key != "display" or v}

    def _figure_missing(self, label):
        return ValidationError(
            self.env._(
                "“%s” needs a figure: type it under “Value as stated”, or delete the"
                " row.",
                label,
            )
        )

    def _refuse_live(self, vals):
        """Refuse “Measured here” from a person: only action_take_live() sets it."""
        if vals.get("source") == "live" or vals.get("approval_id"):
            raise UserError(
                self.env._("“Measured here” is set by taking the figure of a metric.")
            )

    # -- as people state it ------------------------------------------------

    @api.depends("comparator", "figure", "decimals", "unit")
    @api.depends_context("lang")
    def _compute_display(self):
        for value in self:
            # a new row stays empty, so that its placeholder is visible
            empty = not value._origin and value.comparator == statement.UNKNOWN
            value.display = not empty and self._phrase(
                statement.Statement(
                    value.comparator or "=",
                    value.figure,
                    value.decimals,
                    value.unit or "",
                )
            )

    @api.onchange("display")
    def _inverse_display(self):
        for value in self:
            if value.display:
                value._read_statement(value.display)

    def _read_statement(self, text):
        self.ensure_one()
        try:
            point = say.decimal_point(self.env)
            stated = statement.parse(text, point, unknown=bool(self.metric_id))
        except ValueError as error:
            message = self.env._(
                "“%s” is not understood. Write one figure, with a word or sign"
                " before it and a unit after it if needed: under 2, more than"
                " 80 %%, about 8 %%.",
                text,
            )
            raise UserError(message) from error
        self.update(
            {
                "figure": stated.figure,
                "decimals": stated.decimals,
                "unit": stated.unit,
                # the comparator comes last, because a new figure changes “?” to “=”
                "comparator": stated.comparator,
            }
        )

    @api.model
    def _phrase(self, stated):
        """Print a statement in the reader's language."""
        return statement.phrase(stated, self._words(), say.decimal_point(self.env))

    @api.model
    def _decimals(self, figure):
        """Digits needed to print a figure that was given as a number."""
        return len(f"{figure:.6f}".rstrip("0").partition(".")[2])

    def _words(self):
        return {
            **comparators(self.env),
            statement.UNKNOWN: self.env._("not known yet"),
            "a day": self.env._("a day"),
            "a week": self.env._("a week"),
            "a month": self.env._("a month"),
            "a year": self.env._("a year"),
            "x a week": self.env._("x a week"),
            "x a month": self.env._("x a month"),
            "x a year": self.env._("x a year"),
        }

    @api.depends("metric_id", "name", "comparator", "figure", "unit")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for value in self:
            value.display_name = f"{value.label}: {value.display or ''}"

    @api.constrains("position_id", "metric_id", "name", "comparator")
    def _check_label(self):
        for value in self.filtered(lambda value: not value.metric_id):
            if not (value.name or "").strip():
                message = self.env._(
                    "Say what “%s” counts: a metric or another figure.",
                    value.display,
                )
                raise ValidationError(message)
            if value.comparator == statement.UNKNOWN:
                raise value._figure_missing(value.label)

    # -- actions -----------------------------------------------------------

    def action_take_live(self):
        """Take the official figure of the metric for the value's period."""
        for value in self:
            metric, start, end = value.metric_id, value.period_start, value.period_end
            if not metric or not start or not end:
                raise UserError(
                    self.env._("Choose a metric and a period first: “%s”.", value.label)
                )
            point = next(iter(metric.evaluate(start, end, "total")[metric.id]), {})
            if not point.get("official") or point.get("value") is None:
                message = self.env._(
                    "“%(metric)s” has no official figure for this period: %(hint)s",
                    metric=metric.name,
                    hint=metric.known_hint or self.env._("nothing was counted."),
                )
                raise UserError(message)
            percent = metric.value_format == "percent"
            figure = round(point["value"] * (100 if percent else 1), 2)
            # past write(), which takes a figure for one that somebody typed
            # pylint: disable-next=super-method-mismatch
            super(CrmGoalPositionValue, value).write(
                {
                    "comparator": "=",
                    "figure": figure,
                    "decimals": self._decimals(figure),
                    "unit": "%" if percent else metric.unit,
                    "source": "live",
                    "approval_id": metric.approval_id.id,
                }
            )
        return True

    def _map_content(self):
        """Return what of a value is substance of its map."""
        return content(self, PARTS)
