from odoo import api, fields, models

from ..approval.crm_append_only_mixin import remove

BATCH = 1000


class CrmMetricDefinition(models.Model):
    """What is recorded of single persons has an end; totals stay.

    Periods of team membership are kept: the figures per salesperson of past periods
    are divided by them, and they say nothing of anybody's work.
    """

    _inherit = "crm.metric.definition"

    @api.model
    def _cron_forget_people(self):
        """Delete what is past its time, in batches.

        What has been deleted is not recorded again (see :meth:`_is_kept`), so a second
        run does nothing.
        """
        cron = self.env["ir.cron"]
        rows, checks = self._people_to_forget()
        cron._commit_progress(remaining=len(rows) + len(checks))
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            remove(batch)
            if not cron._commit_progress(len(batch)):
                return
        for check in checks:
            check._forget_people()
            if not cron._commit_progress(1):
                return

    def _people_to_forget(self):
        """Return recorded figures and ended checks that are past their time.

        A check whose result is still valid keeps its evidence until it no longer is.
        """
        values = self.env["crm.metric.value"].sudo()
        checks = self.env["crm.metric.check"].sudo()
        for company in self.env["res.company"].sudo().search([]):
            own = [("company_id", "=", company.id)]
            until = company._metric_people_until()
            values |= values.search(
                [*own, ("personal", "=", True), ("period_end", "<=", until)]
            )
            checks |= checks.search(
                [
                    *own,
                    ("state", "in", ("closed", "cancelled")),
                    ("people_forgotten_on", "=", False),
                    ("closed_on", "<=", until),
                    "|",
                    ("valid_until", "=", False),
                    ("valid_until", "<", fields.Date.today()),
                ]
            )
        return values, checks

    def _is_kept(self, vals):
        """Tell whether a figure to be recorded is not past its time already."""
        if not vals["personal"]:
            return True
        until = self.env.company._metric_people_until()
        return fields.Date.to_date(vals["period_end"]) > until
