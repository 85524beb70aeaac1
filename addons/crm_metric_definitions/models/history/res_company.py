from dateutil.relativedelta import relativedelta

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

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

    def _metric_people_until(self):
        """Return the first day of which figures of single persons are still kept."""
        self.ensure_one()
        months = self.sudo().metric_person_retention
        return fields.Date.today() - relativedelta(months=months)
