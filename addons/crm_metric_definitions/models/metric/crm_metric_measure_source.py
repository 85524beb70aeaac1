import logging

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...engine.errors import MeasureError
from ...engine.source_spec import SourceSpec

_logger = logging.getLogger(__name__)

#: {list of fields that a picker offers: which names of the source it holds}
OFFERED = {
    "offered_date_ids": lambda source: source.dates,
    "offered_value_ids": lambda source: source.values,
    "offered_breakdown_ids": lambda source: source.breakdowns,
    "offered_user_ids": lambda source: {source.user},
    "offered_team_ids": lambda source: {source.team},
}


class CrmMetricMeasure(models.Model):
    """What a measure takes from its source."""

    _inherit = "crm.metric.measure"

    @api.depends("source_id")
    @api.depends_context("uid")
    def _compute_offered(self):
        """Offer what the source lists and the acting user may read."""
        ModelField = self.env["ir.model.fields"].sudo()
        for measure in self:
            source = measure.source_id.sudo()
            spec, model = SourceSpec.of(source), self.env.get(source.model)
            ids = {}
            if model is not None and model.has_access("read"):
                ids = ModelField._get_ids(spec.model)
            for name, offered in OFFERED.items():
                measure[name] = [
                    ids[field]
                    for field in sorted(filter(None, offered(spec)))
                    if field in ids
                    and model._has_field_access(model._fields[field], "read")
                ]
            measure.offered_conditions = spec.conditions_by_model(model) if ids else {}

    def _source_meaning(self):
        """Return what the measure uses of its source, besides the types of its fields:
        plain data that is approved with it. Sentences of the source are wording."""
        self.ensure_one()
        try:
            measure = self._spec()
        except MeasureError:
            return {}
        names = measure.breakdowns | {name for _model, name in measure.used}
        return {
            "company": list(measure.source.company),
            "readers": measure.source.group_id,
            "people": sorted(measure.source.people & names),
        }

    @api.model
    def _adopt_sources(self):
        """Give old measures the first source of their records that covers them.

        By SQL: what they count stays the same, so nobody becomes an author. A measure
        that no source covers is left without one: it cannot be computed.
        """
        measures = self.with_context(active_test=False).search(
            [("source_id", "=", False)]
        )
        sources = self.env["crm.metric.source"].search([], order="id")
        for measure in measures:
            for source in sources.filtered(lambda s, m=measure: s.model == m.model):
                measure._set_source(source.id)
                try:
                    measure._spec()
                    break
                except MeasureError as error:
                    measure._set_source(None)
                    reason = error.args[0]
                    _logger.info("Measure %s: %s", measure.display_name, reason)
            else:
                _logger.info("Measure %s: no source", measure.display_name)

    def _set_source(self, source_id):
        self.env.execute_query(
            SQL(
                "UPDATE crm_metric_measure SET source_id = %s WHERE id = %s"
                " RETURNING id",
                source_id,
                self.id,
            )
        )
        self.invalidate_recordset(["source_id"])

    def _take_source(self, vals):
        """Replace a model by its one source, and note the model of a source."""
        model = vals.pop("model", None)
        if model_id := vals.pop("model_id", None):
            model = self.env["ir.model"].sudo().browse(model_id).model
        source = self.env["crm.metric.source"].sudo()
        if vals.get("source_id"):
            source = source.browse(vals["source_id"])
        elif model and (set(self.mapped("source_id.model")) != {model}):
            source = source.search([("model", "=", model)])
            if len(source) != 1:
                records = self.env["ir.model"].sudo()._get(model).name or model
                raise ValidationError(
                    self.env._(
                        "“%s” can be counted only by a source: choose one, or have one"
                        " added by who may change the settings.",
                        records,
                    )
                )
        if source:
            vals.update(source_id=source.id, model=source.model)
