from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ...fields import NullableFloat

#: figures must be below this; infinity and NaN are not
LARGEST = 1e10


class CrmMetricManualValue(models.Model):
    """A figure from outside, such as DB III from accounting, with its source.

    A figure is corrected by entering a new one for the same period: the newest
    entry counts, the earlier ones stay readable.
    """

    _name = "crm.metric.manual.value"
    _description = "Figure from Outside"
    _order = "period_start desc, id desc"

    metric_id = fields.Many2one(
        "crm.metric.definition", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    period_start = fields.Date(required=True)
    period_end = fields.Date(
        string="Until", required=True, help="The first day after the period."
    )
    value = NullableFloat(
        required=True, digits=(16, 6), help="Percentages as fractions: 8 % is 0.08."
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

    @api.constrains("metric_id", "source")
    def _check_entry(self):
        for row in self:
            if row.metric_id.kind != "manual":
                raise ValidationError(
                    self.env._(
                        "“%s” is computed: figures are not entered for it.",
                        row.metric_id.name,
                    )
                )
            if not row.source.strip():
                raise ValidationError(self.env._("Say where the figure comes from."))

    @api.model_create_multi
    def create(self, vals_list):
        """Figures from outside come from the metric's data owner, by name."""
        metrics = self.env["crm.metric.definition"]
        for vals in vals_list:
            if not _is_figure(vals.get("value")):
                raise ValidationError(
                    self.env._("A figure from outside is a number: enter 0 for zero.")
                )
            # a company's own metric is looked up in that company only
            metric = metrics.browse(vals.get("metric_id"))
            vals["company_id"] = (
                metric.company_id.id or vals.get("company_id") or self.env.company.id
            )
            vals["user_id"] = self.env.uid
        rows = super().create(vals_list)
        for row in rows:
            owner = row.metric_id.data_owner_id
            if not self.env.su and owner != self.env.user:
                raise AccessError(
                    self.env._(
                        "Figures for “%(metric)s” are entered by its data owner,"
                        " %(owner)s.",
                        metric=row.metric_id.name,
                        owner=owner.sudo().name or "–",
                    )
                )
        return rows

    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(
            self.env._("A figure is corrected by entering a new one for its period.")
        )


def _is_figure(value):
    """Tell whether a value was given, and is a number that can be computed with."""
    try:
        return not isinstance(value, bool) and abs(float(value)) < LARGEST
    except (TypeError, ValueError):
        return False
