from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import cached_property

from odoo.exceptions import UserError

from ..lib.measure_counts import MeasureCounts
from ..lib.periods import pieces, today_in, units
from ..lib.points import MAX_POINTS, NOT_MEASURABLE, Formula, Series, make_point
from .errors import NotMeasurable, TooManyPoints
from .metric_spec import measure_problem
from .person_days import person_days
from .query import QueryKey, first_day, run_query


class Evaluation:
    """One call of ``evaluate``: figures of some metrics over one span of days.

    1. Each metric says what it needs counted: a :class:`QueryKey` for each operand
       (numerator, denominator), or why it has no figure.
    2. One query per key counts the measures of all metrics of the call.
    3. Of these counts, each metric makes its points.

    A metric without a figure raises ``NotMeasurable``; only :meth:`_points_of` catches
    it, so the other metrics of the call keep their figures.

    Everything is computed with one identity, see ``query.counted_model``. Only the
    ``viewer`` decides what the reader may see.
    """

    def __init__(self, metrics, span, breakdown, viewer):
        """:param metrics: recordset of crm.metric.definition, which may be read"""
        self.env = metrics.env
        self.span = span
        self.breakdown = breakdown
        self.viewer = viewer
        self.metrics = metrics._metric_specs()
        self._keys = {}  # by metric id
        self._answers = {}  # by QueryKey
        self._first_days = {}  # by QueryKey
        self._person_days = {}  # by company, periods and day
        self._names = {}  # {(model, field): {group: name}}
        if len(span.periods(1)) > MAX_POINTS:
            raise UserError(self.env._("Too many periods: choose longer ones."))

    def points(self):
        """Return {metric id: [point, …]}.

        :raises AccessError: for a breakdown by person without the right to see it
        """
        for metric in self.metrics.values():
            self.viewer.check_breakdown(metric, self.breakdown)
        return {id_: self._points_of(metric) for id_, metric in self.metrics.items()}

    def _points_of(self, metric):
        try:
            self.viewer.check_rights(metric, self.breakdown)
            if metric.kind == "manual":
                return self._entered_points(metric)
            return self._counted_points(metric)
        except NotMeasurable as reason:
            return [
                self._point(metric, period, NOT_MEASURABLE, note=reason.args[0])
                for period in self.periods(metric)
            ]

    def _point(self, metric, period, *figure, **more):
        running = period.end > today_in(metric.tz)
        return make_point(
            period.iso, *figure, official=metric.is_known, running=running, **more
        )

    def periods(self, metric):
        return self.span.periods(metric.week_start)

    # -- 1. what has to be counted -----------------------------------------

    def keys(self, metric):
        """Return {operand name: QueryKey}, or raise NotMeasurable."""
        if metric.id in self._keys:
            return self._keys[metric.id]
        if metric.problem:
            raise NotMeasurable(metric.problem)
        if self.breakdown == "user" and metric.mixes_people:
            raise NotMeasurable(self._different_people(metric))
        self.viewer.check_condition(metric, self.span)
        self._keys[metric.id] = {
            name: QueryKey(
                model=measure.model,
                timing=measure.timing,
                date=measure.date,
                until=measure.until,
                company_id=metric.company_id,
                tz=metric.tz,
                week_start=metric.week_start,
                group=self._group_field(measure),
                paths=measure.source.company,
            )
            for name, measure in metric.operands.items()
        }
        return self._keys[metric.id]

    def _group_field(self, measure):
        if not self.breakdown:
            return None
        field = measure.group_field(self.breakdown)
        if not field:
            problem = self.env._(
                "it cannot be broken down by “%s”.", str(self.breakdown)[:100]
            )
            raise NotMeasurable(measure_problem(self.env, measure.name, problem))
        return field

    @cached_property
    def _needed(self):
        """{QueryKey: ({measure key: MeasureSpec}, periods)} of all metrics."""
        needed = {}
        for metric in self.metrics.values():
            # `_points_of` reports the reason when it makes this metric's points
            with suppress(NotMeasurable):
                for name, key in self.keys(metric).items():
                    measure = metric.operands[name]
                    periods = self.periods(metric)
                    measures, _periods = needed.setdefault(key, ({}, periods))
                    measures[measure.key] = measure
        return needed

    # -- 2. counting -------------------------------------------------------

    def _counts(self, metric, keys):
        """Return {operand name: MeasureCounts}."""
        counts = {}
        for name, key in keys.items():
            answer = self._answer(key)
            if answer.is_cut:
                raise self._too_many(metric, f"> {MAX_POINTS}", key.group)
            counts[name] = answer.counts[metric.operands[name].key]
        return counts

    def _answer(self, key):
        if key not in self._answers:
            measures, periods = self._needed[key]
            self._answers[key] = run_query(self.env, key, measures, periods, MAX_POINTS)
        return self._answers[key]

    def _too_many(self, metric, count, breakdown):
        return TooManyPoints(
            self.env._(
                "“%(metric)s” by “%(breakdown)s” would give %(count)s points:"
                " choose longer periods or a shorter span.",
                metric=metric.name,
                breakdown=breakdown,
                count=count,
            )
        )

    # -- 3. points ---------------------------------------------------------

    def _counted_points(self, metric):
        keys = self.keys(metric)
        counts = self._counts(metric, keys)
        periods, labels, suppressed = self.periods(metric), {None: None}, {}
        if self.breakdown:
            groups = self.groups(metric)
            suppressed = self.viewer.suppressed(
                metric, self.breakdown, keys, periods, groups
            )
            labels = self._labels(keys["numerator"], groups.union(*suppressed.values()))
        if len(periods) * len(labels) > MAX_POINTS:
            count = len(periods) * len(labels)
            raise self._too_many(metric, count, self.breakdown)
        averages = {
            f"{name}_average": measure.aggregation == "average"
            for name, measure in metric.operands.items()
        }
        series = Series(
            formula=Formula(metric.kind == "ratio", **averages),
            numerator=counts["numerator"],
            denominator=counts.get("denominator", MeasureCounts()),
            labels=labels,
            first=self._first_day(metric, keys, counts),
            today=today_in(metric.tz),
            official=metric.is_known,
            units=self._units(metric),
            suppressed=suppressed,
            suppressed_note=self.viewer.suppressed_note(),
            period_note=self._membership_note if metric.per_salesperson else None,
            no_value_note=lambda name: self._no_value_note(metric.operands[name]),
        )
        return series.points(periods)

    def groups(self, metric):
        """Return the groups that have a figure, or raise NotMeasurable."""
        counts = self._counts(metric, self.keys(metric))
        groups = frozenset().union(*(each.groups for each in counts.values()))
        if not metric.per_salesperson:
            return groups
        members = self._days(metric)
        return groups.union(
            id_ for _key, kind, id_ in members if kind == self.breakdown
        )

    def _first_day(self, metric, keys, counts):
        """Return the first day of the source's records, or an earlier day.

        Before it the figure is unknown, not zero. The day depends neither on the
        measure nor on the span. For a ratio of two sources, the numerator's source
        decides.
        """
        start = self.periods(metric)[0]
        days = []
        for name, measure in metric.operands.items():
            if measure.model != metric.operands["numerator"].model:
                continue
            if counts[name].first() == start.key:
                return start.start  # the first period has records: skip the query
            key = replace(keys[name], group=None)
            if key not in self._first_days:
                self._first_days[key] = first_day(self.env, key, measure)
            days.append(self._first_days[key])
        return min(days)

    def _units(self, metric):
        """Return a function (period, group) → person-weeks, …, or None: no divisor.

        Of a period that is running, the days until today count.
        """
        tomorrow = today_in(metric.tz) + timedelta(days=1)
        per = metric.normalise_per
        if not metric.per_salesperson:
            if per == "none":
                return None
            return lambda period, _group: units(
                period.start, min(period.end, tomorrow), per
            )
        days = self._days(metric)
        kind = self.breakdown if self.breakdown in ("user", "team") else None

        def person_units(period, group):
            member = kind, group if kind else None
            return sum(
                (
                    days.get((piece.key, *member), 0) / of_unit
                    for piece, of_unit in pieces(
                        period.start, min(period.end, tomorrow), per
                    )
                ),
                0.0,
            )

        return person_units

    def _days(self, metric):
        """Return the days of membership, read once for all metrics of the call."""
        today, per = today_in(metric.tz), metric.normalise_per
        parts = tuple(
            piece
            for period in self.periods(metric)
            for piece, _days in pieces(
                period.start, min(period.end, today + timedelta(days=1)), per
            )
        )
        key = metric.company_id, parts, today
        if key not in self._person_days:
            self._person_days[key] = person_days(self.env, *key)
        return self._person_days[key]

    def _entered_points(self, metric):
        """Return for each period the newest figure entered for exactly these days."""
        if self.breakdown:
            raise NotMeasurable(self.env._("entered figures have no breakdown."))
        rows = self.env["crm.metric.manual.value"].sudo()
        rows = rows.search(
            [
                ("metric_id", "=", metric.id),
                ("company_id", "=", metric.company_id),
                ("period_start", ">=", self.span.start),
                ("period_end", "<=", self.span.end),
            ],
            order="id",
        )
        newest = {(row.period_start, row.period_end): row for row in rows}
        points = []
        for period in self.periods(metric):
            point = self._point(metric, period)
            row = newest.get((period.start, period.end))
            if row:
                point |= {"numerator": row.value, "value": row.value, "status": "ok"}
                point["population"] = 1
                point["note"] = self.env._(
                    "Source: %(origin)s, as of %(date)s.",
                    origin=row.source,
                    date=row.date,
                )
            points.append(point)
        return points

    # -- words -------------------------------------------------------------

    def _labels(self, key, groups):
        """Return {group: label}, ordered by label, "not assigned" last."""
        field = self.env[key.model]._fields[key.group]
        names = self._names.setdefault((key.model, key.group), {})
        # read the names for all metrics of the call in one query
        missing = (groups | self._answer(key).groups) - names.keys() - {None}
        if missing:
            names.update(self._read_names(field, missing))
        assigned = [group for group in groups if group is not None]
        assigned.sort(key=lambda group: (names[group].lower(), str(group)))
        labels = {group: names[group] for group in assigned}
        if None in groups:
            labels[None] = self.env._("Not assigned")
        return labels

    def _read_names(self, field, ids):
        names = {}
        if field.comodel_name:
            # read the names only, also of archived records
            lean = {"active_test": False, "prefetch_fields": False}
            model = self.env[field.comodel_name].sudo().with_context(**lean)
            name = [model._rec_name] if model._rec_name else []
            rows = model.search_fetch([("id", "in", list(ids))], name, order="id")
            shown = rows.with_env(self.env)._filtered_access("read")
            names = dict.fromkeys(rows.ids, self.env._("Not visible to you"))
            names |= {row.id: row.display_name for row in rows & shown.sudo()}
        elif field.type == "selection":
            names = dict(field._description_selection(self.env))
        return {id_: str(names.get(id_, id_)) for id_ in ids}

    def _different_people(self, metric):
        above, below = metric.operands.values()
        return self.env._(
            "It has no parts by person: “%(above)s” belong to “%(one)s”, “%(below)s” to"
            " “%(other)s”, who are different people.",
            above=above.name,
            one=above.person_label(self.env),
            below=below.name,
            other=below.person_label(self.env),
        )

    def _no_value_note(self, measure):
        field = self.env[measure.model]._fields[measure.field]
        return self.env._(
            "None of the records that “%(measure)s” finds has a value in “%(field)s”.",
            measure=measure.name,
            field=field._description_string(self.env),
        )

    def _membership_note(self, period):
        params = self.env["ir.config_parameter"].sudo()
        since = params.get_param("crm_metric_definitions.membership_recorded_from")
        if since and period.start.isoformat() < since:
            return self.env._(
                "Team membership has been recorded since %s; before, everybody counts"
                " from the first record or from a day that somebody has stated.",
                since,
            )
        return None
