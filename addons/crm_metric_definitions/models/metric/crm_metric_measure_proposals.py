from odoo import api, models

from .crm_metric_measure import PICKERS

#: dates that say when a record was entered, not when something happened
ENTERED = ("create_date", "write_date")


class CrmMetricMeasure(models.Model):
    """What the form of a measure proposes once its records are chosen."""

    _inherit = "crm.metric.measure"

    @api.onchange("model_id")
    def _onchange_model(self):
        """Offer conditions on the chosen records, and a field where only one fits."""
        self.model = self.model_id.sudo().model
        self.domain = "[]"
        self.field_id = self.date_to_field_id = self.breakdown_field_ids = False
        fields = self.readable_field_ids
        # an opportunity has many dates; the intake is the one that says when it began
        self.date_field_id = self._only(
            fields.filtered(
                lambda f: f.ttype in ("date", "datetime") and f.name not in ENTERED
            ),
            "date_intake",
        )
        self.user_field_id = self._only(
            fields.filtered(
                lambda f: (
                    f.ttype == "many2one"
                    and f.relation == "res.users"
                    and f.name not in ("create_uid", "write_uid")
                )
            ),
            "user_id",
        )
        self.team_field_id = self._only(
            fields.filtered(
                lambda f: f.ttype == "many2one" and f.relation == "crm.team"
            ),
            "team_id",
        )

    def _only(self, fields, name):
        """Return the field of this name, or else the only one, or none."""
        named = fields.filtered(lambda field: field.name == name)
        return named or (fields if len(fields) == 1 else fields.browse())

    @api.onchange(*PICKERS)
    def _onchange_pickers(self):
        """Let the sentence say what is picked before it is saved."""
        for picker, name in PICKERS.items():
            self[name] = self[picker].sudo().name
