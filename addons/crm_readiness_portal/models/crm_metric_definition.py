from odoo import models
from odoo.tools import format_date


class CrmMetricDefinition(models.Model):
    _inherit = "crm.metric.definition"

    def _advisor_words(self):
        """Return what the advisor reads about these metrics: words and no figures."""
        approval = dict(self._approval_states())
        known_state = self._fields["known_state"]
        checks = self._decided_checks(self._approval_contents())
        return [
            {
                "name": metric.name,
                "sentence": metric.sentence or "",
                "approved": metric.is_approved,
                "approval": approval[metric.approval_state],
                "known": metric.is_known,
                "trust": known_state.convert_to_export(metric.known_state, metric),
                "until": metric.is_known
                and format_date(self.env, checks[metric.id].valid_until),
                "hint": metric.known_hint or "",
            }
            for metric in self
        ]
