from odoo import api, models, release

from ..lib import fingerprint
from .crm_append_only_mixin import append


class CrmMetricMeasure(models.Model):
    """Who wrote a measure, noted also while no metric uses it yet."""

    _inherit = "crm.metric.measure"

    @api.model_create_multi
    def create(self, vals_list):
        measures = super().create(vals_list)
        measures._note_author()
        return measures

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
        marks = {
            measure: fingerprint.fingerprint(measure._content())
            for measure in self.sudo()
        }
        append(
            self.env["crm.approval"],
            [
                {
                    "res_model": self._name,
                    "res_id": measure.id,
                    "event": "change",
                    "user_id": self.env.uid,
                    "fingerprint": mark,
                    "odoo_version": release.version,
                    "company_id": measure.company_id.id,
                }
                for measure, mark in marks.items()
                if newest.get(measure.id) != mark
            ],
        )
