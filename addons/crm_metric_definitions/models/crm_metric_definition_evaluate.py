from datetime import date, datetime

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..lib.periods import GRANULARITIES, UNIT_DAYS, periods
from .crm_metric_engine import Axis
from .measure_error import MeasureError

#: more points than this for one metric are no figure any more but an export
MAX_POINTS = 100_000
PEOPLE = ("res.users", "hr.employee")


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
            (one sentence where something has to be said, else None)
        :raises UserError: for dates or a granularity that make no sense
        :raises AccessError: for a breakdown by person without the right to see it
        """
        self.check_access("read")
        start, end = self._span(date_from, date_to, granularity)
        plans = {m.id: m._plan(start, end, granularity, breakdown) for m in self}
        for plan in plans.values():
            self._check_people(plan, breakdown)
        counts = self._counted(plans, granularity)
        known = self._known_ids()
        result = {}
        for metric in self:
            plan = plans[metric.id]
            if plan["problem"]:
                points = metric._unmeasurable(plan)
            elif metric.kind == "manual":
                points = metric._manual_points(plan)
            else:
                points = metric._points(plan, counts, breakdown)
            for point in points:
                point["official"] = metric.id in known
            result[metric.id] = points
        return result

    def _known_ids(self):
        """Return the ids of the metrics whose figures are official."""
        return set(self.filtered("is_approved").ids)

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

    def _plan(self, start, end, granularity, breakdown):
        """Say what this metric needs, or what is in its way."""
        self.ensure_one()
        metric = self.sudo()
        company = metric.company_id or self.env.company
        plan = {
            "company": company,
            "periods": periods(start, end, granularity, int(metric.week_start)),
            "today": fields.Datetime.context_timestamp(
                self.with_context(tz=metric.tz), fields.Datetime.now()
            ).date(),
            "problem": None,
            "specs": {},
            "axes": {},
        }
        if len(plan["periods"]) > MAX_POINTS:
            raise UserError(self.env._("Too many periods: choose longer ones."))
        if metric.kind == "manual":
            if breakdown:
                plan["problem"] = self.env._("entered figures have no breakdown.")
            return plan
        sides = {"numerator": metric.numerator_id}
        if metric.kind == "ratio":
            sides["denominator"] = metric.denominator_id
        for side, measure in sides.items():
            try:
                spec = measure._spec()
                group = metric._group_field(spec, breakdown)
            except MeasureError as error:
                plan["problem"] = self.env._(
                    "Measure “%(name)s”: %(problem)s",
                    name=measure.name,
                    problem=error.args[0],
                )
                break
            plan["specs"][side] = spec
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
        if breakdown in ("user", "team"):
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
                    self.env.ref("crm_metric_definitions.group_individual_figures")
                    .sudo()
                    .name,
                )
            )

    def _sees_people(self):
        return self.env.user.has_group(
            "crm_metric_definitions.group_individual_figures"
        )

    def _counted(self, plans, granularity):
        """Run one query per axis for all metrics.

        :return: {(axis, measure id): cells}
        """
        wanted = {}
        cuts = {}
        for plan in plans.values():
            if plan["problem"]:
                continue
            for side, axis in plan["axes"].items():
                spec = plan["specs"][side]
                wanted.setdefault(axis, {})[spec["measure"].id] = spec
                cuts[axis] = plan["periods"]
        result = {}
        engine = self.env["crm.metric.engine"]
        for axis, specs in wanted.items():
            cells = engine._counts(axis, list(specs.values()), cuts[axis], granularity)
            for measure_id, cell in zip(specs, cells, strict=True):
                result[axis, measure_id] = cell
            if axis.group:
                found = {group for cell in cells for _key, group in cell} - {None}
                field = self.env[axis.model]._fields[axis.group]
                names = result.setdefault(("labels", axis.model, axis.group), {})
                names.update(self._group_names(field, found - names.keys()))
        return result

    # -- points ------------------------------------------------------------

    def _points(self, plan, counts, breakdown):
        self.ensure_one()
        today = plan["today"]
        cells = {
            side: counts[axis, plan["specs"][side]["measure"].id]
            for side, axis in plan["axes"].items()
        }
        metric = self.sudo()
        days = {}
        if metric.per_salesperson:
            asked = ("days", plan["company"], plan["periods"], today)
            if asked not in counts:
                engine = self.env["crm.metric.engine"]
                counts[asked] = engine._person_days(*asked[1:])
            days = counts[asked]
        if breakdown:
            groups = {group for cell in cells.values() for _key, group in cell}
            groups |= {id_ for _key, kind, id_ in days if kind == breakdown}
            labels = self._group_labels(plan, groups, counts)
        else:
            labels = {None: None}
        if len(plan["periods"]) * len(labels) > MAX_POINTS:
            raise UserError(
                self.env._(
                    "“%(metric)s” by “%(breakdown)s” would give %(count)s points:"
                    " choose longer periods or a shorter span.",
                    metric=metric.name,
                    breakdown=breakdown,
                    count=len(plan["periods"]) * len(labels),
                )
            )
        hidden = self._teams_of_one(breakdown, plan)
        first = self._first_known(plan, cells, counts)
        split = breakdown if breakdown in ("user", "team") else None
        points = []
        for period in plan["periods"]:
            unknown = period.start < first or period.start > today
            for group, label in labels.items():
                point = self._empty_point(period, group, label)
                points.append(point)
                if group in hidden:
                    point["status"] = "not_measurable"
                    point["note"] = self.env._("Not shown: a team of one person.")
                    continue
                place = (period.key, split, group if split else None)
                self._fill(point, period, cells, days.get(place, 0), today, unknown)
                if metric.per_salesperson:
                    point["note"] = self._membership_note(period)
        return points

    def _empty_point(self, period, group=None, label=None):
        return {
            "period_start": period.start.isoformat(),
            "period_end": period.end.isoformat(),
            "breakdown": group,
            "label": label,
            "numerator": None,
            "denominator": None,
            "value": None,
            "population": 0,
            "status": "no_data",
            "official": False,
            "note": None,
        }

    def _fill(self, point, period, cells, person_days, today, unknown):
        """Set numerator, denominator, value and status of one point."""
        metric = self.sudo()
        place = (period.key, point["breakdown"])
        found = {side: cell.get(place) for side, cell in cells.items()}
        side = "denominator" if metric.kind == "ratio" else "numerator"
        point["population"] = found[side][1] if found[side] else 0
        if unknown:
            return
        numerator = _value(found["numerator"], metric.numerator_id.aggregation)
        denominator = self._units(period, person_days, today)
        if metric.kind == "ratio":
            below = _value(found["denominator"], metric.denominator_id.aggregation)
            if below is None or not point["population"]:
                return
            denominator = below * (1.0 if denominator is None else denominator)
        if numerator is None:
            return
        point["numerator"], point["denominator"] = numerator, denominator
        if denominator is None:
            point["value"], point["status"] = numerator, "ok"
        elif denominator:
            point["value"], point["status"] = numerator / denominator, "ok"
        else:
            point["status"] = "zero_denominator"

    def _units(self, period, person_days, today):
        """Return how many weeks (person-weeks, …) the elapsed period holds."""
        metric = self.sudo()
        last = min(period.end, today + _DAY)
        days = max((last - period.start).days, 0)
        if metric.per_salesperson:
            unit = UNIT_DAYS.get(metric.normalise_per) or days
            return person_days / unit if unit else 0.0
        if metric.normalise_per != "none":
            return days / UNIT_DAYS[metric.normalise_per]
        return None

    def _first_known(self, plan, cells, counts):
        """Return the first day about which the source says anything.

        Before its first record a source knows nothing, which is not zero.
        """
        cuts = plan["periods"]
        keys = [key for cell in cells.values() for key, _group in cell]
        first = next((p for p in cuts if keys and p.key >= min(keys)), None)
        if first is cuts[0]:
            return cuts[0].start
        axis, spec = plan["axes"]["numerator"], plan["specs"]["numerator"]
        asked = ("earlier", axis, cuts[0].start)
        if asked not in counts:
            engine = self.env["crm.metric.engine"]
            counts[asked] = engine._has_earlier(axis, spec, cuts[0].start)
        if counts[asked]:
            return cuts[0].start
        return first.start if first else date.max

    def _group_labels(self, plan, groups, counts):
        """Return {id: label}, ordered by label, "not assigned" last."""
        axis = plan["axes"]["numerator"]
        field = self.env[axis.model]._fields[axis.group]
        names = counts.setdefault(("labels", axis.model, axis.group), {})
        missing = groups - names.keys() - {None}
        if missing:
            names.update(self._group_names(field, missing))
        known = [group for group in groups if group is not None]
        known.sort(key=lambda group: (names[group].lower(), str(group)))
        labels = {group: names[group] for group in known}
        if None in groups:
            labels[None] = self.env._("Not assigned")
        return labels

    def _group_names(self, field, ids):
        if field.comodel_name:
            records = self.env[field.comodel_name].sudo().browse(ids).exists()
            found = {record.id: record.display_name for record in records}
        elif field.type == "selection":
            found = dict(field._description_selection(self.env))
        else:
            found = {}
        return {id_: str(found.get(id_, id_)) for id_ in ids}

    def _teams_of_one(self, breakdown, plan):
        """Return the teams whose figure would be one person's figure."""
        if breakdown != "team" or self._sees_people():
            return set()
        rows = self.env.execute_query(
            SQL(
                """SELECT team_id FROM crm_salesperson_period
                   WHERE team_id IS NOT NULL
                   GROUP BY team_id HAVING COUNT(DISTINCT user_id) <= 1"""
            )
        )
        return {team for (team,) in rows}

    def _membership_note(self, period):
        since = (
            self.env["ir.config_parameter"]
            .sudo()
            .get_param("crm_metric_definitions.membership_recorded_from")
        )
        if since and period.start.isoformat() < since:
            return self.env._(
                "Team membership is recorded since %s; before, today's is assumed.",
                since,
            )
        return None

    def _unmeasurable(self, plan):
        points = [self._empty_point(period) for period in plan["periods"]]
        for point in points:
            point["status"] = "not_measurable"
            point["note"] = plan["problem"]
        return points

    def _broken_reason(self):
        """Return one sentence why the metric cannot be computed, or None."""
        self.ensure_one()
        day = fields.Date.today()
        return self._plan(day.replace(day=1), day.replace(day=2), "total", None)[
            "problem"
        ]

    def _manual_points(self, plan):
        """Take the newest figure entered for exactly each period."""
        rows = (
            self.env["crm.metric.manual.value"]
            .sudo()
            .search(
                [
                    ("metric_id", "=", self.id),
                    ("company_id", "=", plan["company"].id),
                    ("period_start", ">=", plan["periods"][0].start),
                    ("period_end", "<=", plan["periods"][-1].end),
                ],
                order="id",
            )
        )
        newest = {(row.period_start, row.period_end): row for row in rows}
        points = []
        for period in plan["periods"]:
            point = self._empty_point(period)
            row = newest.get((period.start, period.end))
            if row:
                point.update(
                    value=row.value, numerator=row.value, population=1, status="ok"
                )
                point["note"] = self.env._(
                    "Source: %(origin)s, as of %(date)s.",
                    origin=row.source,
                    date=row.date,
                )
            points.append(point)
        return points


def _value(cell, aggregation):
    """Return a measure's value: nothing counted is 0, an average of nothing None."""
    if aggregation == "average":
        return cell[0] / cell[1] if cell else None
    return cell[0] if cell else 0.0


_DAY = date(2000, 1, 2) - date(2000, 1, 1)
