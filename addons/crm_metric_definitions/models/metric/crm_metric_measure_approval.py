import ast
from functools import lru_cache

from odoo import models


class CrmMetricMeasure(models.Model):
    """What of a measure is approved with the metrics that use it.

    Its authors are noted also while no metric uses it yet.
    """

    _inherit = "crm.metric.measure"

    def _approval_owners(self):
        ids = self.ids
        return (
            self.env["crm.metric.definition"]
            .sudo()
            .with_context(active_test=False)
            .search(["|", ("numerator_id", "in", ids), ("denominator_id", "in", ids)])
            .sudo(self.env.su)
        )

    def _content(self):
        """Return the measure's substance, by names rather than by ids."""
        self.ensure_one()
        return {
            "records": self.model,
            "domain": _spelled(self.domain),
            "include_archived": self.include_archived,
            "aggregation": self.aggregation,
            "field": self.field_name or None,
            "timing": self.timing,
            "date": self.date_field_name or None,
            "until": self.date_to_field_name or None,
            "salesperson": self.user_field_name or None,
            "team": self.team_field_name or None,
            "breakdowns": sorted(self.breakdown_field_ids.mapped("name")),
            "company": self.company_id.id or None,
        }

    def _approval_content(self):
        return self._content()


@lru_cache(maxsize=1024)
def _spelled(domain):
    """Return a condition in one spelling, so that white space is no change."""
    try:
        return repr(ast.literal_eval(domain or "[]"))
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return domain
