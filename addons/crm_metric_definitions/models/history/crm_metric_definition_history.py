import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.span import Span
from ..approval.crm_append_only_mixin import remove
from ..approval.crm_approval_mixin import DECISIONS
from .recording import Recording, recorded_points

_logger = logging.getLogger(__name__)

CURSOR = "crm_metric_definitions.history_cursor"
#: recorded figures of single persons are deleted in batches
BATCH = 1000


class CrmMetricDefinition(models.Model):
    """Records the figures of a metric, reads them, deletes those of single persons."""

    _inherit = "crm.metric.definition"

    value_ids = fields.One2many("crm.metric.value", "metric_id")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        """What was measured or decided stays readable."""
        decided = self._approval_newest(DECISIONS)
        for metric in self.sudo():
            if metric.id in decided or metric.value_ids or metric.manual_value_ids:
                raise UserError(
                    self.env._(
                        "“%s” has recorded figures or decisions: archive it.",
                        metric.name,
                    )
                )

    @api.readonly
    def history(self, date_from, date_to, granularity="month", breakdown=None):
        """Return recorded figures of closed periods, in the shape of ``evaluate``.

        Rows of the valid approval only, and only those the viewer may see.
        """
        self.check_access("read")
        span = Span.parse(self.env, date_from, date_to, granularity)
        if breakdown and not isinstance(breakdown, str):
            raise UserError(
                self.env._("Nothing is recorded by “%s”.", str(breakdown)[:100])
            )
        return recorded_points(self, span, breakdown)

    # -- recording ---------------------------------------------------------

    @api.model
    def _cron_record_history(self):
        """Record closed periods and look for restatements; commits per unit.

        A unit is a company, metric, granularity and breakdown. A killed job resumes at
        the next unit, and a second run changes nothing.
        """
        params = self.env["ir.config_parameter"].sudo()
        done = set(filter(None, (params.get_param(CURSOR) or "").split(" ")))
        units = [unit for unit in self._history_units() if _key(unit) not in done]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(units))
        for unit in units:
            self._record_unit_safely(*unit)
            done.add(_key(unit))
            params.set_param(CURSOR, " ".join(sorted(done)))
            if not cron._commit_progress(1):
                return
        params.set_param(CURSOR, False)
        cron._commit_progress(0, remaining=0)

    def _history_units(self):
        """Return [(company, metric, granularity, breakdown)] in a stable order."""
        units = []
        metrics = self.env["crm.metric.definition"].sudo().search([], order="id")
        for company in self.env["res.company"].sudo().search([], order="id"):
            own = metrics.with_company(company)
            for id_, spec in own._metric_specs().items():
                metric = own.browse(id_)
                if not spec.is_known or spec.company_id != company.id:
                    continue
                for granularity in dict.fromkeys(("month", metric.frequency)):
                    for breakdown in spec.breakdowns:
                        units.append((company, metric, granularity, breakdown))
        return units

    def _record_unit_safely(self, company, metric, granularity, breakdown):
        try:
            with self.env.cr.savepoint():
                metric.with_company(company)._record_unit(granularity, breakdown)
        except Exception:
            # one broken metric must not keep the others from being recorded
            _logger.exception(
                "History of metric %s by %s, %s", metric.code, breakdown, granularity
            )

    def _record_unit(self, granularity, breakdown):
        """Record one metric in its company for one granularity and breakdown."""
        self.ensure_one()
        Recording(self, granularity, breakdown).run()

    # -- deleting what is of single persons --------------------------------

    @api.model
    def _cron_forget_people(self):
        """Delete figures of single persons after the retention period; totals stay.

        Periods of team membership are kept: the figures per salesperson of past periods
        are divided by them, and they say nothing of anybody's work.
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
        """Return recorded figures and ended checks whose retention period is over.

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


def _key(unit):
    company, metric, granularity, breakdown = unit
    return f"{company.id}/{metric.id}/{granularity}/{breakdown or ''}"
