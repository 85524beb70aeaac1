from odoo import api, fields, models


class CrmMetricDefinition(models.Model):
    _inherit = "crm.metric.definition"

    sentence = fields.Text(
        string="In one sentence",
        compute="_compute_sentence",
        help="Built from the computation itself, never typed.",
    )

    @api.depends(
        "kind",
        "numerator_id.sentence",
        "denominator_id.sentence",
        "normalise_per",
        "per_salesperson",
        "tz",
        "week_start",
    )
    @api.depends_context("lang", "company")
    def _compute_sentence(self):
        for metric in self:
            metric.sentence = metric._sentence()

    def _sentence(self):
        if self.kind == "manual":
            return self.env._(
                "Figures are entered by hand with their source and date; Odoo computes"
                " nothing."
            )
        if not self.numerator_id or (self.kind == "ratio" and not self.denominator_id):
            return self.env._("Not complete: it does not say what is counted.")
        sentences = [self.numerator_id.sentence]
        if self.kind == "ratio":
            divided = self.env._("Divided by: %s", self.denominator_id.sentence)
            sentences.append(divided)
        sentences += self._divisor_sentences()
        weekdays = dict(self._fields["week_start"]._description_selection(self.env))
        sentences.append(
            self.env._(
                "Days begin at midnight in the time zone %(tz)s, weeks on %(day)s.",
                tz=self.tz,
                day=weekdays.get(self.week_start),
            )
        )
        return "\n".join(sentences)

    def _divisor_sentences(self):
        sentences = []
        if self.per_salesperson:
            sentences.append(
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
            sentences.append(units[self.normalise_per])
        return sentences
