from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_metric_definitions.public import (
    SYSTEM,
    NullableFloat,
    amounts,
    say,
    statement,
    write_system,
)

from ...lib.verdict import CONTRADICTS, FITS, UNKNOWN, verdict

VERDICTS = [
    (FITS, "Fits"),
    (CONTRADICTS, "Contradicts"),
    (UNKNOWN, "Nobody can say yet"),
]
MEASURED = ("measured_value", "measured_start", "measured_end", "approval_id")


class CrmGoalPositionValue(models.Model):
    """What was measured, beside what people said; one never overwrites the other.

    The verdict holds only while the metric is known by the definition that it was
    measured by.
    """

    _inherit = "crm.goal.position.value"

    measured_value = NullableFloat(
        string="Measured figure", digits=(16, 6), aggregator=None, **SYSTEM
    )
    measured_start = fields.Date(string="Measured from", **SYSTEM)
    measured_end = fields.Date(string="First day after the measured period", **SYSTEM)
    approval_id = fields.Many2one(
        "crm.approval",
        string="Measured under",
        help="Approval of the measurement procedure at that time.",
        **SYSTEM,
    )
    measured_display = fields.Char(
        string="Measured", compute="_compute_measured_display"
    )
    measured_period = fields.Char(compute="_compute_measured_display")
    verdict = fields.Selection(
        VERDICTS,
        string="Said and measured",
        compute="_compute_verdict",
        help="Whether what people said fits what was measured.",
    )
    verdict_hint = fields.Char(string="Why nobody can say", compute="_compute_verdict")
    text = fields.Char(string="Said and measured, in words", compute="_compute_text")

    @api.depends(*MEASURED[:3], "metric_id")
    @api.depends_context("lang")
    def _compute_measured_display(self):
        for value in self:
            known = bool(value.metric_id) and value.measured_value is not None
            value.measured_display = known and value._format(value.measured_value)
            value.measured_period = known and value.metric_id._period_text(
                value.measured_start, value.measured_end
            )

    def _format(self, figure):
        return self.metric_id.with_company(self.company_id).format_value(figure)

    @api.depends(
        *MEASURED,
        *("comparator", "figure", "decimals", "unit", "source"),
        *("metric_id.known_state", "period_start", "period_end"),
    )
    @api.depends_context("lang")
    def _compute_verdict(self):
        for value in self:
            hint = value._open_because()
            value.verdict_hint = hint or False
            if hint:
                value.verdict = UNKNOWN
                continue
            stated, said = value._statement(), value._said_amount()
            unit = 10.0**-stated.decimals
            if value.metric_id.value_format == "percent":
                unit /= 100
            value.verdict = verdict(
                stated.comparator, said.value, value.measured_value, unit
            )

    def _open_because(self):
        """Say why nobody can say yet whether both fit; None where it can be said."""
        metric, env = self.metric_id.with_company(self.company_id), self.env
        if not metric:
            return env._("No metric counts it.")
        if self.comparator == statement.UNKNOWN or self.source == "live":
            return env._("Nobody has said a figure.")
        if self.measured_value is None:
            return metric.known_hint or env._("It was not measured yet.")
        if not metric.is_known:
            return metric.known_hint or env._("The metric is not known.")
        today = metric.sudo().approval_id.fingerprint
        if self.sudo().approval_id.fingerprint != today:
            return env._("It was measured by another definition: measure it again.")
        said = (self.period_start, self.period_end)
        if any(said) and said != (self.measured_start, self.measured_end):
            return env._("What was said is of another period: measure it again.")
        if not self._said_amount():
            return env._("What was said is in another unit than what was measured.")
        return None

    def _said_amount(self):
        try:
            expected = self.metric_id.with_company(self.company_id)._expected()
            return amounts.amount(self._statement(), expected, loose=True)
        except statement.NotRead:
            return None

    @api.depends("display", "measured_display", "verdict")
    @api.depends_context("lang")
    def _compute_text(self):
        """Say both for screens and reports that have one line for them."""
        label = self._fields["verdict"].convert_to_export
        for value in self:
            said, measured = value.display or "", value.measured_display
            if not measured:
                value.text = said
            elif not said or value.comparator == statement.UNKNOWN:
                value.text = self.env._("measured %s", measured)
            else:
                value.text = self.env._(
                    "%(said)s – measured %(measured)s: %(verdict)s",
                    said=said,
                    measured=measured,
                    verdict=label(value.verdict, value),
                )

    # -- measuring ---------------------------------------------------------

    def action_take_live(self):
        """Measure: take the official figure of the metric, beside what was said.

        It is that of the period that was spoken of, else of the last twelve closed
        months.
        """
        for value in self:
            value.check_access("write")
            metric = value.metric_id.with_company(value.company_id)
            if not metric:
                raise UserError(self.env._("Choose a metric first: “%s”.", value.label))
            if not metric.is_known:
                raise value._no_figure(metric, metric.known_hint)
            if value.period_start and value.period_end:
                span = value.period_start, value.period_end
                points = metric.evaluate(*span, "total")[metric.id]
                point = next(iter(points), {})
            else:
                point = metric._live_points().get(metric.id) or {}
            if not point.get("official") or point.get("value") is None:
                raise value._no_figure(metric, point.get("note"))
            write_system(
                value,
                {
                    "measured_value": point["value"],
                    "measured_start": point["period_start"],
                    "measured_end": point["period_end"],
                    "approval_id": metric.approval_id.id,
                },
            )
        return True

    def _no_figure(self, metric, hint):
        return UserError(
            self.env._(
                "“%(metric)s” has no official figure for this period: %(hint)s",
                metric=metric.name,
                hint=hint or self.env._("nothing was counted."),
            )
        )

    def _forget_measured(self):
        """Another metric has not been measured yet."""
        measured = self.filtered(lambda value: value.measured_value is not None)
        if measured:
            write_system(measured, dict.fromkeys(MEASURED, False))

    # -- as content of the map ---------------------------------------------

    def _measured_content(self):
        if self.measured_value is None:
            return []
        start, end = str(self.measured_start or ""), str(self.measured_end or "")
        return [self.measured_value, start, end, self.metric_id.code]

    @api.model
    def _measured_words(self, entry):
        """Say [figure, first day, first day after the period, code of the metric]."""
        if not entry.value:
            return ""
        figure, start, end, code = entry.value
        metric = entry.words.metrics.get(code)
        words = metric.format_value(figure) if metric else say.digits(self.env, figure)
        last = end and fields.Date.subtract(fields.Date.to_date(end), days=1)
        return f"{words} ({say.day(self.env, start)} – {say.day(self.env, last)})"
