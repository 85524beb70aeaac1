import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.span import Span
from ..approval.crm_approval_mixin import DECISIONS
from .recording import Recording, recorded_points

_logger = logging.getLogger(__name__)

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

        A unit is a company, metric and granularity, see ``crm.metric.recording``. A job
        that was killed, or has used up its time, goes on with the next unit, and a
        second run on one day does nothing.
        """
        cron, day = self.env["ir.cron"], fields.Date.today()
        recordings = self.env["crm.metric.recording"].sudo()
        due = recordings._due(self._history_units(), day)
        if not due:
            return
        cron._commit_progress(remaining=len(due))
        for unit, recording in due:
            recording = recording._begin(unit, day)
            cron._commit_progress()
            self._record_unit_safely(*unit)
            recording.write({"done_on": day, "tries": 0})
            if not cron._commit_progress(1):
                break

    def _history_units(self):
        """Return [(company, metric, granularity)] in a stable order."""
        units = []
        metrics = self.env["crm.metric.definition"].sudo().search([], order="id")
        for company in self.env["res.company"].sudo().search([], order="id"):
            for metric, spec in metrics.with_company(company)._specs_one_by_one():
                if spec.is_known and spec.company_id == company.id:
                    for granularity in dict.fromkeys(("month", metric.frequency)):
                        units.append((company, metric, granularity))
        return units

    def _specs_one_by_one(self):
        """Return [(metric, MetricSpec)], without metrics that cannot be read."""
        try:
            with self.env.cr.savepoint():
                specs = self._metric_specs()
        except Exception:
            if len(self) > 1:
                return [each for metric in self for each in metric._specs_one_by_one()]
            _logger.exception("Metric %s cannot be read", self)
            return []
        return [(self.browse(id_), spec) for id_, spec in specs.items()]

    def _record_unit_safely(self, company, metric, granularity):
        try:
            with self.env.cr.savepoint():
                metric.with_company(company)._record_unit(granularity)
        except Exception:
            # one broken metric must not keep the others from being recorded
            _logger.exception("History of metric %s, %s", metric.id, granularity)

    def _record_unit(self, granularity):
        """Record one metric in its company for one granularity, parts included."""
        self.ensure_one()
        Recording(self, granularity).run()

    # -- deleting what is of single persons --------------------------------

    @api.model
    def _cron_forget_people(self):
        """Delete figures of single persons after the retention period; totals stay.

        Periods of team membership are kept: the figures per salesperson of past periods
        are divided by them, and they say nothing of anybody's work.
        """
        cron = self.env["ir.cron"]
        rows, checks = self._people_to_forget()
        if not rows and not checks:
            return
        batches = [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]
        forgetting = [(batch, type(rows)._forget) for batch in batches]
        forgetting += [(check, type(check)._forget_people) for check in checks]
        cron._commit_progress(remaining=len(rows) + len(checks))
        for records, forget in forgetting:
            try:
                with self.env.cr.savepoint():
                    forget(records)
            except Exception:
                # one broken check must not keep the others
                _logger.exception("%s could not be forgotten", records)
            if not cron._commit_progress(len(records)):
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
                    ("valid_until", "<", company._metric_today()),
                ]
            )
        return values, checks
