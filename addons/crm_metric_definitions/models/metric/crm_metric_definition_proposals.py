import re

from odoo import api, models
from odoo.tools import remove_accents


class CrmMetricDefinition(models.Model):
    """What the form of a new metric proposes."""

    _inherit = "crm.metric.definition"

    @api.onchange("name")
    def _onchange_name(self):
        if self.code or not self.name:
            return
        code = re.sub(r"[^a-z0-9]+", "_", remove_accents(self.name).lower()).strip("_")
        if code and not code[0].isalpha():
            code = f"metric_{code}"
        if (
            not self.sudo()
            .with_context(active_test=False)
            .search_count([("code", "=", code)], limit=1)
        ):
            self.code = code

    @api.onchange("kind", "numerator_id", "value_format", "normalise_per")
    def _onchange_counted(self):
        """A number of records has no decimals; the mean of a week does."""
        if not self._origin:
            whole = (
                self.kind == "simple"
                and self.numerator_id.aggregation in ("count", "count_distinct")
                and self.value_format == "number"
                and self.normalise_per == "none"
            )
            self.digits = 0 if whole else 1
