from datetime import date, datetime

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine.counting import Axis
from ...engine.errors import MeasureError
from ...engine.privacy.conditions import PEOPLE
from ...lib.periods import GRANULARITIES, periods

#: more points than this for one metric are no figure any more but an export
MAX_POINTS = 100_000
#: what a figure needs of its metric itself
NEEDED = (
    *("name", "kind", "company_id", "numerator_id", "denominator_id"),
    *("tz", "week_start", "normalise_per", "per_salesperson"),
)


class CrmMetricDefinition(models.Model):
    _inherit = "crm.metric.definition"

    @api.readonly
    def evaluate(self, date_from, date_to, granularity="month", breakdown=None):
        """Compute the figures of the metrics for every period of a span of days.

        :param date_from: first day, a date or an ISO string
        :param date_to: first day that no longer belongs to the span
        :param granularity: day, week, month, quarter, year or total
        :param breakdown: None, ``"user"``, ``"team"`` or another allowed field
        :return: {metric id: [point, …]}; a point is a dict with ``period_start``,
            ``period_end`` (excluded), ``breakdown`` (id or None), ``label``,
            ``numerator``, ``denominator``, ``value`` (None = unknown; percentages
            as fractions), ``population`` (number of records), ``status`` (ok,
            no_data, zero_denominator, not_measurable), ``official`` and ``note``
            (one sentence where something has to be said, else None). Drafts are
            computed as well, for their own form: to show or store nothing that is not
            ``official`` is up to who calls
        :raises UserError: for dates or a granularity that make no sense
        :raises AccessError: for a breakdown by person without the right to see it
        """
        self.fetch(NEEDED)
        self.check_access("read")
        self.mapped("kind")  # of a deleted metric: says so
        start, end = self._span(date_from, date_to, granularity)
        facts = self._facts()
        span = (start, end, granularity, breakdown)
        plans = {metric.id: metric._plan(*span, facts[metric.id]) for metric in self}
        for plan in plans.values():
            self._check_people(plan, breakdown)
        counts = self._counted(plans)
        result = {}
        for metric in self:
            plan = plans[metric.id]
            plan["official"] = facts[metric.id]["known"]
            points = []
            if metric.kind == "manual" and not plan["problem"]:
                points = metric._manual_points(plan)
            elif not plan["problem"]:
                points = metric._points(plan, counts, breakdown)
            if plan["problem"]:
                points = metric._unmeasurable(plan)
            result[metric.id] = points
        return result

    # -- what has to be counted --------------------------------------------

    def _span(self, date_from, date_to, granularity):
        if granularity not in GRANULARITIES:
            raise UserError(
                self.env._(
                    "“%(given)s” is no granularity: use one of %(known)s.",
                    given=granularity,
                    known=", ".join(GRANULARITIES),
                )
            )
        try:
            start, end = (
                value.date()
                if isinstance(value, datetime)
                else fields.Date.to_date(value)
                for value in (date_from, date_to)
            )
        except (ValueError, TypeError):
            start = end = None
        if not start or not end or start >= end:
            raise UserError(
                self.env._(
                    "A figure needs a first day and a later last day, not"
                    " “%(start)s” and “%(end)s”.",
                    start=date_from,
                    end=date_to,
                )
            )
        if start < date(1900, 1, 1) or end > date(2200, 1, 1):
            raise UserError(
                self.env._("Figures are computed for days between 1900 and 2200.")
            )
        return start, end

    def _plan(self, start, end, granularity, breakdown, facts=None):
        """Say what this metric needs, or what is in its way.

        :param facts: this metric's of ``_facts``; None: read now
        """
        self.ensure_one()
        metric = self.sudo()
        facts = facts or self._computation()
        company = metric.company_id or self.env.company
        plan = {
            "company": company,
            "periods": periods(start, end, granularity, int(metric.week_start)),
            "today": fields.Datetime.context_timestamp(
                self.with_context(tz=metric.tz), fields.Datetime.now()
            ).date(),
            "problem": facts["problem"],
            "specs": facts["sides"],
            "axes": {},
        }
        if len(plan["periods"]) > MAX_POINTS:
            raise UserError(self.env._("Too many periods: choose longer ones."))
        if metric.kind == "manual" and breakdown:
            plan["problem"] = self.env._("entered figures have no breakdown.")
        for side, spec in plan["specs"].items():
            try:
                group = metric._group_field(spec, breakdown)
            except MeasureError as error:
                measure = metric._sides()[side]
                plan["problem"] = self._measure_problem(measure, error)
                break
            plan["axes"][side] = Axis(
                spec["model"],
                spec["timing"],
                spec["date"],
                spec["until"],
                company.id,
                metric.tz,
                int(metric.week_start),
                group,
            )
        return plan

    def _group_field(self, spec, breakdown):
        if not breakdown:
            return None
        if not isinstance(breakdown, str):
            field = None
        elif breakdown in ("user", "team"):
            field = spec[breakdown]
        else:
            field = breakdown if breakdown in spec["breakdowns"] else None
        if not field:
            raise MeasureError(
                self.env._("it cannot be broken down by “%s”.", breakdown)
            )
        return field

    def _check_people(self, plan, breakdown):
        """A breakdown by person takes the group for individual figures."""
        personal = breakdown == "user"
        for axis in plan["axes"].values():
            field = axis.group and self.env[axis.model]._fields[axis.group]
            personal = personal or bool(field) and field.comodel_name in PEOPLE
        if personal and not self._sees_people():
            raise AccessError(
                self.env._(
                    "Figures per person are shown only to the group “%s”.",
                    self._people_group().name,
                )
            )

    def _sees_people(self):
        return self.env.user.has_group(
            "crm_metric_definitions.group_individual_figures"
        )

    def _counted(self, plans):
        """Run one query per axis for all metrics.

        :return: {(axis, measure id): Counted}
        """
        wanted = {}
        cuts = {}
        for plan in plans.values():
            if plan["problem"]:
                continue
            for side, axis in plan["axes"].items():
                spec = plan["specs"][side]
                wanted.setdefault(axis, {})[spec["measure"]] = spec
                cuts[axis] = plan["periods"]
        result = {}
        engine = self.env["crm.metric.engine"]
        for axis, specs in wanted.items():
            found = engine._counts(axis, list(specs.values()), cuts[axis], MAX_POINTS)
            if found is None:
                self._refuse_axis(axis, plans)
                continue
            for measure_id, counted in zip(specs, found, strict=True):
                result[axis, measure_id] = counted
            if axis.group:
                groups = set().union(*(counted.groups for counted in found))
                field = self.env[axis.model]._fields[axis.group]
                names = result.setdefault(("labels", axis.model, axis.group), {})
                names.update(self._group_names(field, groups - names.keys() - {None}))
        return result

    def _refuse_axis(self, axis, plans):
        """Nobody reads that many parts: the metrics that ask for them say so."""
        for metric in self:
            plan = plans[metric.id]
            if not plan["problem"] and axis in plan["axes"].values():
                plan["problem"] = metric._too_many(f"> {MAX_POINTS}", axis.group)
