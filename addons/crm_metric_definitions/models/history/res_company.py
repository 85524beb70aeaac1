from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from odoo.addons.base.models.res_partner import _tz_get

from ...lib.periods import today_in


class ResCompany(models.Model):
    """Where a company's days begin, and how long figures of persons are kept."""

    _inherit = "res.company"

    metric_tz = fields.Selection(
        _tz_get,
        string="Time zone of days",
        compute="_compute_metric_tz",
        store=True,
        precompute=True,
        readonly=False,
        help="In this time zone the days of touches and of team memberships begin."
        " A metric that counts contacts needs the same time zone in its procedure.",
    )

    metric_person_retention = fields.Integer(
        string="Keep figures of single persons (months)",
        default=24,
        required=True,
        help="Figures of single persons are deleted after this number of months:"
        " recorded figures from the end of their period, answers and data of each"
        " person from the end of the check. Totals stay. 0: none are recorded.",
    )

    _metric_person_retention = models.Constraint(
        "CHECK (metric_person_retention >= 0)",
        "Figures of single persons are kept for zero months or more.",
    )

    @api.depends("partner_id.tz")
    def _compute_metric_tz(self):
        """The zone of the company's address, else the administrator's, else UTC."""
        admin = self.env.ref("base.user_admin", raise_if_not_found=False)
        for company in self:
            zones = company.partner_id.tz, admin and admin.sudo().tz
            company.metric_tz = next(filter(None, zones), "UTC")

    def _metric_today(self):
        """Return the day that it is now where the company is."""
        return today_in(self.sudo().metric_tz or "UTC")

    def _metric_people_until(self):
        """Return the first day of which figures of single persons are still kept."""
        self.ensure_one()
        months = self.sudo().metric_person_retention
        return self._metric_today() - relativedelta(months=months)
