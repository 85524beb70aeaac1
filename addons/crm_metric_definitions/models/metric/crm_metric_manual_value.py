from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ... import words
from ...fields import NullableFloat
from ...lib.periods import floor, periods, shifted
from ..approval import say
from ..approval.crm_append_only_mixin import append

#: figures must be below this; infinity and NaN are not
LARGEST = 1e10
PERIOD = ("period_start", "period_end")


class CrmMetricManualValue(models.Model):
    """A figure from outside, such as DB III from accounting, with its source.

    Rows are append-only. A figure is corrected by entering a new one for the same
    period: the newest entry counts, the earlier ones stay readable. Only the metric's
    data owner enters them, by name; ``sudo`` does not change who he is.
    """

    _name = "crm.metric.manual.value"
    _inherit = ["crm.append.only.mixin"]
    _description = "Figure from Outside"
    _order = "period_start desc, id desc"

    metric_id = fields.Many2one(
        "crm.metric.definition", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    period_start = fields.Date(string="From", required=True)
    period_end = fields.Date(string="First day after the period", required=True)
    period_last = fields.Date(
        string="Until",
        compute="_compute_period_last",
        readonly=False,
        help="The last day of the period. A figure covers whole calendar periods of the"
        " metric's frequency.",
    )
    value = NullableFloat(
        required=True, digits=(16, 6), help="Percentages as fractions: 8 % is 0.08."
    )
    figure = fields.Char(
        compute="_compute_figure",
        readonly=False,
        help="The figure in the unit of the metric: 8 or 8 % for a percentage.",
    )
    source = fields.Char(required=True)
    date = fields.Date(string="As of", required=True, default=fields.Date.context_today)
    user_id = fields.Many2one(
        "res.users",
        string="Entered by",
        readonly=True,
        required=True,
        default=lambda self: self.env.user,
    )

    _period_check = models.Constraint(
        "CHECK (period_end > period_start)", "A period ends after it begins."
    )

    @api.depends("period_end")
    def _compute_period_last(self):
        for row in self:
            row.period_last = row.period_end and fields.Date.subtract(
                row.period_end, days=1
            )

    @api.depends("value", "metric_id")
    @api.depends_context("lang")
    def _compute_figure(self):
        for row in self:
            percent = row.metric_id.value_format == "percent"
            row.figure = row.value is not None and say.digits(
                self.env, row.value, percent
            )

    @api.onchange("period_start")
    def _onchange_period_start(self):
        """Propose the calendar period that begins there."""
        if self.period_start and not self.period_last:
            after = shifted(self.period_start, self.metric_id.frequency or "month")
            self.period_last = fields.Date.subtract(after, days=1)

    @api.onchange("figure")
    def _onchange_figure(self):
        if self.figure and self.metric_id:
            self.value = self.metric_id._read_typed(self.figure)[1].value

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Figures from outside come from the metric's data owner, by name."""
        self.check_access("create")
        rows = append(self, [self._entry(vals) for vals in vals_list])
        rows.check_access("create")
        for row in rows:
            row._check_period()
        return rows

    def _refuse_rows(self, rows):
        if rows:
            raise AccessError(
                self.env._(
                    "A figure is corrected by entering a new one for its period."
                )
            )

    def _entry(self, vals):
        """Return the values of one row, as the database holds them."""
        vals = dict(vals)
        metric = self.env["crm.metric.definition"]
        if isinstance(vals.get("metric_id"), int):
            metric = metric.browse(vals["metric_id"]).exists()
        if not metric:
            raise ValidationError(self.env._("Choose the metric of the figure."))
        if metric.kind != "manual":
            raise ValidationError(
                self.env._(
                    "“%s” is computed: figures are not entered for it.", metric.name
                )
            )
        # data files and upgrades act as the system's own user
        if self.env.uid not in (SUPERUSER_ID, metric.sudo().data_owner_id.id):
            raise AccessError(
                self.env._(
                    "Figures for “%(metric)s” are entered by its data owner,"
                    " %(owner)s.",
                    metric=metric.name,
                    owner=metric.sudo().data_owner_id.name or "–",
                )
            )
        if not str(vals.get("source") or "").strip():
            raise ValidationError(self.env._("Say where the figure comes from."))
        last, figure = vals.pop("period_last", None), vals.pop("figure", None)
        if last:
            vals["period_end"] = fields.Date.add(fields.Date.to_date(last), days=1)
        start, end = (fields.Date.to_date(vals.get(key)) for key in PERIOD)
        if start and end and end <= start:
            raise ValidationError(self.env._("A period ends after it begins."))
        if figure:
            vals["value"] = metric._read_typed(figure)[1].value
        if not _is_figure(vals.get("value")):
            raise ValidationError(
                self.env._("A figure from outside is a number: enter 0 for zero.")
            )
        if not figure and metric.value_format == "percent" and abs(vals["value"]) > 1:
            raise ValidationError(
                self.env._(
                    "“%s” as a percentage: say which one is meant under “Figure”, such"
                    " as “8 %%”.",
                    vals["value"],
                )
            )
        # a company's own metric is looked up in that company only
        vals["company_id"] = (
            metric.company_id.id or vals.get("company_id") or self.env.company.id
        )
        vals["user_id"] = self.env.uid
        return vals

    def _check_period(self):
        """Refuse days that are no whole calendar periods: nobody would find them."""
        self.ensure_one()
        metric, start, end = self.metric_id, self.period_start, self.period_end
        often, week_start = metric.frequency, int(metric.week_start)
        whole = periods(start, end, often, week_start)
        if whole[0].key == start and shifted(whole[-1].key, often) == end:
            return
        first = floor(start, often, week_start)
        raise ValidationError(
            self.env._(
                "“%(metric)s” is measured by calendar periods, such as %(period)s. A"
                " figure for %(days)s would never be found.",
                metric=metric.name,
                period=words.days(self.env, first, shifted(first, often)),
                days=words.days(self.env, start, end),
            )
        )


def _is_figure(value):
    """Tell whether a value was given, and is a number that can be computed with."""
    try:
        return not isinstance(value, bool) and abs(float(value)) < LARGEST
    except (TypeError, ValueError):
        return False
