from odoo import api, fields, models

from ...engine.errors import MeasureError


class CrmMetricDefinition(models.Model):
    _inherit = "crm.metric.definition"

    sentence = fields.Text(
        string="In one sentence",
        compute="_compute_sentence",
        help="Built from the computation itself, never typed.",
    )

    @api.depends(
        "kind",
        "numerator_id",
        "denominator_id",
        "normalise_per",
        "per_salesperson",
        "tz",
        "week_start",
        "numerator_id.domain",
        "numerator_id.include_archived",
        "numerator_id.aggregation",
        "numerator_id.field_name",
        "numerator_id.date_field_name",
        "numerator_id.date_to_field_name",
        "numerator_id.timing",
        "denominator_id.domain",
        "denominator_id.include_archived",
        "denominator_id.aggregation",
        "denominator_id.field_name",
        "denominator_id.date_field_name",
        "denominator_id.date_to_field_name",
        "denominator_id.timing",
    )
    @api.depends_context("lang", "company")
    def _compute_sentence(self):
        for metric in self:
            try:
                metric.sentence = metric._sentence()
            except MeasureError as error:
                metric.sentence = self.env._(
                    "Cannot be computed: %s", error.args[0] if error.args else ""
                )

    def _sentence(self):
        if self.kind == "manual":
            return self.env._(
                "Figures are entered by hand with their source and date; Odoo computes"
                " nothing."
            )
        if not self.numerator_id or (self.kind == "ratio" and not self.denominator_id):
            return self.env._("Not complete: it does not say what is counted.")
        parts = [self.numerator_id._sentence()]
        if self.kind == "ratio":
            parts.append(self.env._("Divided by: %s", self.denominator_id._sentence()))
        parts += self._divisor_sentences()
        weekdays = dict(self._fields["week_start"]._description_selection(self.env))
        parts.append(
            self.env._(
                "Days begin at midnight in the time zone %(tz)s, weeks on %(day)s.",
                tz=self.tz,
                day=weekdays.get(self.week_start),
            )
        )
        return "\n".join(parts)

    def _divisor_sentences(self):
        found = []
        if self.per_salesperson:
            found.append(
                self.env._(
                    "Per salesperson: divided by the members of the sales teams, day by"
                    " day; members without any record count too."
                )
            )
        units = {
            "week": self.env._("Per week: divided by the weeks elapsed in the period."),
            "month": self.env._(
                "Per month: divided by the months elapsed in the period."
            ),
            "year": self.env._("Per year: divided by the years elapsed in the period."),
        }
        if self.normalise_per in units:
            found.append(units[self.normalise_per])
        return found
