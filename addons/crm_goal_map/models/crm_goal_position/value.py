from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.crm_metric_definitions.public import (
    Part,
    content,
    say,
    statement,
    write_system,
)

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
STATED = {"comparator", "figure", "decimals", "unit"}


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
    Part(
        "measured",
        label=lambda env: env._("Measured"),
        read=lambda value: value._measured_content(),
        say=lambda entry: entry.model._measured_words(entry),
        since=2,
    ),
)


class CrmGoalPositionValue(models.Model):
    """One figure of a position, exactly as it was said: "under 2", "ca. 8%".

    ``said`` are the words, for readers of the language they were said in; comparator,
    ``figure`` (80 for "80 %") and unit are what they mean. Only what is said of a
    metric may be missing: it is "not known yet", and never 0. Then 0.0 is stored and
    means nothing: the comparator "?" is what is compared, said and approved, and an
    empty number beside it would be the same thing twice.

    The figure that is measured stands beside it, see ``measured.py``. A row with the
    source "live" is from before that: its figure is a measured one, and nothing else
    is known to have been said.
    """

    _name = "crm.goal.position.value"
    _description = "Position Value"
    _inherit = ["crm.system.fields.mixin", "crm.approval.part.mixin"]
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
        if STATED & set(vals) and "source" not in vals:
            # somebody has said something now
            live = self.filtered(lambda value: value.source == "live")
            super(CrmGoalPositionValue, live).write({"source": "estimated"})
        result = super().write(vals)
        if STATED & set(vals) and (worded := self.filtered("said")):
            # what is meant was changed, so these are not the words for it
            write_system(worded, {"said": False, "said_lang": False})
        if "metric_id" in vals:
            self._forget_measured()
        return result

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
        """Refuse “Measured here” from a person: it is of rows that are older."""
        if vals.get("source") == "live":
            raise UserError(
                self.env._("“Measured here” is set by taking the figure of a metric.")
            )

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

    def _map_content(self):
        """Return what of a value is substance of its map."""
        return content(self, PARTS)
