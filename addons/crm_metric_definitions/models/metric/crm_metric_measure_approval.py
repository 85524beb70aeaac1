import ast
from functools import lru_cache

from odoo import api, models, release

from ...lib import fingerprint
from ..approval.crm_append_only_mixin import append


class CrmMetricMeasure(models.Model):
    """What of a measure is approved with its metrics, and who wrote it.

    The author is noted also while no metric uses it yet.
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

    @api.model_create_multi
    def create(self, vals_list):
        measures = super().create(vals_list)
        measures._note_author()
        return measures

    def copy(self, default=None):
        """A copy has the authors of its source, see ``crm.approval.mixin``."""
        copies = super().copy(default)
        for source, copied in zip(self, copies, strict=True):
            for author in self.env["crm.approval"]._authors(source) - self.env.user:
                copied.with_user(author)._append_author()
        return copies

    def write(self, vals):
        result = super().write(vals)
        self._note_author()
        return result

    def _note_author(self):
        """Name the acting user as author of those whose substance has changed."""
        rows = self.env["crm.approval"].sudo()
        known = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        newest = {
            row.res_id: row.fingerprint
            for row in rows.search_fetch(known, ["res_id", "fingerprint"], order="id")
        }
        changed = [
            measure.id
            for measure in self.sudo()
            if newest.get(measure.id) != fingerprint.fingerprint(measure._content())
        ]
        self.browse(changed)._append_author()

    def _append_author(self):
        append(
            self.env["crm.approval"],
            [
                {
                    "res_model": self._name,
                    "res_id": measure.id,
                    "event": "change",
                    "user_id": self.env.uid,
                    "fingerprint": fingerprint.fingerprint(measure._content()),
                    "odoo_version": release.version,
                    "company_id": measure.company_id.id,
                }
                for measure in self.sudo()
            ],
        )


@lru_cache(maxsize=1024)
def _spelled(domain):
    """Return a condition in one spelling, so that white space is no change."""
    try:
        return repr(ast.literal_eval(domain or "[]"))
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return domain
