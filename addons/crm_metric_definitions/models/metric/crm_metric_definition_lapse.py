import logging

from odoo import api, models

from ..approval.deciding import ACTIVITY

_logger = logging.getLogger(__name__)

#: the rows after which a lapse is nobody's change of the metric
UNTOUCHED = ("approve", "carry")


class CrmMetricDefinition(models.Model):
    """Approvals that lapse because of what a metric names: a stage, a tag, a currency.

    Nobody has opened the metric, so its data owner is told.
    """

    _inherit = "crm.metric.definition"

    @api.model
    def _cron_tell_lapses(self):
        """Note each such lapse once, and give its data owner one activity."""
        metrics = self.search([])
        states = metrics._approval_states_and_rows(metrics._approval_contents())
        newest = metrics._approval_newest(("change", "request", "lapse", *UNTOUCHED))
        for metric in metrics:
            row = newest.get(metric.id)
            if states[metric.id][0] != "lapsed" or row.event not in UNTOUCHED:
                continue
            try:
                with self.env.cr.savepoint():
                    metric._tell_lapse()
            except Exception:
                # the others are told all the same
                _logger.exception("The lapse of metric %s could not be told", metric.id)

    def _tell_lapse(self):
        """Append a row, and tell the data owner what has changed, without a mail."""
        self._approval_append("lapse", self._approval_contents())
        self._approval_changed()
        owner = self.data_owner_id
        if not owner.active:
            return
        metric = self.with_context(lang=owner.lang, mail_activity_quick_update=True)
        metric.activity_schedule(
            ACTIVITY,
            summary=metric.env._("Its approval has lapsed"),
            note=metric._approval_changes_html(),
            user_id=owner.id,
        )
