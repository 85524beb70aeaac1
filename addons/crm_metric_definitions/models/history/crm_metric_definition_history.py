from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.errors import MeasureError
from ...engine.privacy.conditions import PEOPLE
from ...lib.periods import floor
from ..approval.crm_approval_mixin import DECISIONS
from .crm_metric_value import FIGURES

HISTORY_MONTHS = 36


class CrmMetricDefinition(models.Model):
    """What is recorded of a metric, and how to read it."""

    _inherit = "crm.metric.definition"

    value_ids = fields.One2many("crm.metric.value", "metric_id")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        """What was measured or decided stays readable."""
        decided = self._approval_newest(DECISIONS)
        for metric in self.sudo():
            if metric.id in decided or metric.value_ids or metric.manual_value_ids:
                raise UserError(
                    self.env._(
                        "“%s” has recorded figures or decisions: archive it.",
                        metric.name,
                    )
                )

    @api.readonly
    def history(self, date_from, date_to, granularity="month", breakdown=None):
        """Return recorded figures of closed periods, in the shape of ``evaluate``.

        Rows of the valid approval only, and only those the viewer may see; one query
        whatever the number of metrics, periods and opportunities.
        """
        self.check_access("read")
        start, end = self._span(date_from, date_to, granularity)
        if breakdown and not isinstance(breakdown, str):
            raise UserError(
                self.env._("Nothing is recorded by “%s”.", str(breakdown)[:100])
            )
        known = self.browse(self._known_ids())
        rows = self.env["crm.metric.value"].search_fetch(
            [
                ("metric_id", "in", known.ids),
                ("approval_id", "in", known.sudo().approval_id.ids),
                ("company_id", "in", (known.company_id | self.env.company).ids),
                ("granularity", "=", granularity),
                ("breakdown", "=", breakdown or ""),
                ("period_start", ">=", start),
                ("period_end", "<=", end),
            ],
            [
                *("metric_id", "company_id", "period_start", "period_end", "label"),
                *("breakdown_id", "population", "status", *FIGURES),
            ],
            order="period_start, label, id",
        )
        result = {metric.id: [] for metric in self}
        for row in rows:
            owner = row.metric_id.company_id or self.env.company
            if row.company_id != owner:
                continue
            result[row.metric_id.id].append(
                {
                    "period_start": row.period_start.isoformat(),
                    "period_end": row.period_end.isoformat(),
                    "breakdown": _group(row.breakdown_id),
                    "label": row.label or None,
                    "population": row.population,
                    "status": row.status,
                    "official": True,
                    "note": None,
                    **{name: row[name] for name in FIGURES},
                }
            )
        return result

    # -- what is to be recorded --------------------------------------------

    def _history_units(self):
        """Return [(company, metric, granularity, breakdown)] in a stable order."""
        units = []
        metrics = self.env["crm.metric.definition"].sudo().search([], order="id")
        for company in self.env["res.company"].sudo().search([], order="id"):
            own = metrics.with_company(company).filtered(
                lambda m, company=company: (
                    m.company_id in (company, company.browse()) and m.is_known
                )
            )
            for metric in own:
                for granularity in dict.fromkeys(("month", metric.frequency)):
                    for breakdown in metric._breakdowns():
                        units.append((company, metric, granularity, breakdown))
        return units

    def _breakdowns(self):
        """Return None and the breakdowns that all of the metric's measures allow."""
        self.ensure_one()
        names = [None]
        measures = self.numerator_id | self.denominator_id
        try:
            specs = [measure._spec() for measure in measures]
        except MeasureError:
            return names
        for name in ("user", "team"):
            if specs and all(spec[name] for spec in specs):
                names.append(name)
        if specs:
            names += sorted(set.intersection(*(spec["breakdowns"] for spec in specs)))
        return names

    def _history_window(self, granularity):
        """Return the first day of history and the end of the last closed period."""
        today = fields.Datetime.context_timestamp(
            self.with_context(tz=self.tz), fields.Datetime.now()
        ).date()
        months = int(
            self.env["ir.config_parameter"]
            .sudo()
            .get_param("crm_metric_definitions.history_months", HISTORY_MONTHS)
        )
        week_start = int(self.week_start)
        end = floor(today, granularity, week_start)
        start = floor(end - relativedelta(months=months), granularity, week_start)
        return start, end

    def _is_by_person(self, breakdown):
        if breakdown in (None, "team"):
            return False
        if breakdown == "user":
            return True
        model = self.env[self.sudo().numerator_id.model]
        return model._fields[breakdown].comodel_name in PEOPLE

    def _has_units(self):
        return self.per_salesperson or self.normalise_per != "none"

    def _mixed_units(self):
        """A ratio that is also taken per week or person cannot be added up."""
        return self.kind == "ratio" and self._has_units()

    def _adds_up(self, timings):
        measures = self.numerator_id | self.denominator_id
        return bool(measures) and all(
            measure.aggregation in ("count", "sum") and measure.timing in timings
            for measure in measures
        )


def _group(stored):
    if stored in ("", "none"):
        return None
    return int(stored) if stored.isdigit() else stored
