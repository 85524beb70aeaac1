from dataclasses import dataclass
from datetime import date, timedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.query import Query

from ..lib.periods import Period, utc_midnight


@dataclass(frozen=True)
class Axis:
    """What measures must share to be answered by one query."""

    model: str
    timing: str
    date: str
    until: str | None
    company_id: int
    tz: str
    week_start: int
    group: str | None


class CrmMetricEngine(models.AbstractModel):
    """Counts records per period and group: one grouped query per :class:`Axis`.

    Everything is computed with one identity (superuser, the metric's company and
    time zone, archived records visible), so that two viewers never see two
    numbers. Who may see what is decided before and after, never in here.
    """

    _name = "crm.metric.engine"
    _description = "Metric Engine"

    def _counts(self, axis, specs, periods, granularity):
        """Count all measures of one axis.

        :param specs: list of measure specs (see ``crm.metric.measure._spec``)
        :param periods: tuple of Period, in order
        :return: one dict per spec,
            ``{(period key, group id or None): (total, records)}``; total is a float
            (for an average the sum of values, records then counts those values)
        """
        model = self._clean(axis)
        query = Query(model.env, model._table, model._table_sql)
        conditions = [self._condition(model, query, spec) for spec in specs]
        start, end = periods[0].start, periods[-1].end
        where = self._window(model, axis, specs[0], start, end)
        where &= Domain.OR([self._filter(spec) for spec in specs])
        where = where.optimize_full(model)
        if where.is_false():
            return [{} for _spec in specs]
        query.add_where(where._to_sql(model, model._table, query))
        build = self._level if axis.timing == "level" else self._event
        sql = build(model, query, axis, specs, conditions, periods, granularity)
        model.env.flush_all()
        rows = model.env.execute_query(sql)
        return self._cells(axis, specs, periods, rows)

    # -- one query ---------------------------------------------------------

    def _event(self, model, query, axis, specs, conditions, periods, granularity):
        moment = self._local(model, query, axis.date, axis.tz)
        bucket = self._bucket(moment, granularity, axis.week_start, periods)
        columns = []
        for spec, condition in zip(specs, conditions, strict=True):
            columns += self._aggregates(model, query, spec, condition, SQL("1"))
        group = self._group(model, query, axis)
        return query_sql(query, [bucket, group, *columns])

    def _level(self, model, query, axis, specs, conditions, periods, granularity):
        # a record enters at its first date and leaves at its second one; the
        # running sum over the periods is taken afterwards, so one scan is enough
        first = SQL("%s::date", periods[0].key)
        steps = [
            SQL(
                "(GREATEST(%s, %s), 1)",
                self._bucket(
                    self._local(model, query, axis.date, axis.tz),
                    granularity,
                    axis.week_start,
                    periods,
                ),
                first,
            )
        ]
        if axis.until:
            column = self._column(model, query, axis.until)
            steps.append(
                SQL(
                    "(CASE WHEN %s < %s THEN GREATEST(%s, %s) END, -1)",
                    column,
                    self._bound(model, axis.until, periods[-1].end, axis.tz),
                    self._bucket(
                        self._local(model, query, axis.until, axis.tz),
                        granularity,
                        axis.week_start,
                        periods,
                    ),
                    first,
                )
            )
        query.add_join(
            "JOIN",
            "step",
            SQL("LATERAL (VALUES %s)", SQL(", ").join(steps)),
            SQL("TRUE"),
        )
        columns = []
        for spec, condition in zip(specs, conditions, strict=True):
            columns += self._aggregates(
                model, query, spec, condition, SQL("step.column2")
            )
        query.add_where(SQL("step.column1 IS NOT NULL"))
        return query_sql(
            query, [SQL("step.column1"), self._group(model, query, axis), *columns]
        )

    def _aggregates(self, model, query, spec, condition, sign):
        """Return [total, records] of one measure as SQL."""
        how = spec["aggregation"]
        plain = sign.code == "1"
        if how == "count":
            records = (
                SQL("COUNT(*) FILTER (WHERE %s)", condition)
                if plain
                else SQL("SUM(%s) FILTER (WHERE %s)", sign, condition)
            )
            return [records, SQL("NULL")]
        column = self._column(model, query, spec["field"])
        if how == "count_distinct":
            return [
                SQL("COUNT(DISTINCT %s) FILTER (WHERE %s)", column, condition),
                SQL("COUNT(*) FILTER (WHERE %s)", condition),
            ]
        value = column if plain else SQL("%s * %s", sign, column)
        counted = condition
        if how == "average":
            counted = SQL("%s AND %s IS NOT NULL", condition, column)
        records = (
            SQL("COUNT(*) FILTER (WHERE %s)", counted)
            if plain
            else SQL("SUM(%s) FILTER (WHERE %s)", sign, counted)
        )
        return [SQL("SUM(%s) FILTER (WHERE %s)", value, condition), records]

    def _cells(self, axis, specs, periods, rows):
        cells = [{} for _spec in specs]
        for key, group, *numbers in rows:
            for place, cell in enumerate(cells):
                total, records = numbers[2 * place : 2 * place + 2]
                if records is None:
                    records = total
                if records:
                    cell[key, group] = (float(total or 0.0), int(records))
        if axis.timing == "level":
            cells = [_running(cell, periods) for cell in cells]
        return cells

    # -- pieces of SQL and of domains --------------------------------------

    def _clean(self, axis):
        env = self.env(
            su=True,
            context={
                "active_test": False,
                "tz": axis.tz,
                "allowed_company_ids": [axis.company_id],
            },
        )
        return env[axis.model]

    def _filter(self, spec):
        return spec["domain"] & self._active_domain(spec)

    def _condition(self, model, query, spec):
        domain = self._filter(spec).optimize_full(model)
        return domain._to_sql(model, model._table, query)

    def _window(self, model, axis, spec, start, end):
        company = model.env["res.company"].browse(axis.company_id)
        return self._company_domain(spec, company) & self._date_domain(
            spec, start, end, axis.tz, counting=True
        )

    def _active_domain(self, spec):
        model = self.env[spec["model"]]
        if spec["include_archived"] or not model._active_name:
            return Domain.TRUE
        return Domain(model._active_name, "=", True)

    def _company_domain(self, spec, company):
        """Records of the company, and those that belong to no company."""
        field = self.env[spec["model"]]._fields.get("company_id")
        if field is None or not field.store:
            return Domain.TRUE
        return Domain("company_id", "in", [company.id, False])

    def _date_domain(self, spec, start, end, tz, counting=False):
        """Return the Domain of the dates of ``[start, end)``.

        :param counting: for a state: all that began before the end, since the
            running sum needs those that ended as well
        """
        model = self.env[spec["model"]]
        low = self._moment(model, spec["date"], start, tz)
        high = self._moment(model, spec["date"], end, tz)
        if spec["timing"] == "event":
            return Domain(spec["date"], ">=", low) & Domain(spec["date"], "<", high)
        domain = Domain(spec["date"], "<", high)
        if spec["until"] and not counting:
            high = self._moment(model, spec["until"], end, tz)
            domain &= Domain(spec["until"], "=", False) | Domain(
                spec["until"], ">=", high
            )
        return domain

    def _moment(self, model, name, day, tz):
        if model._fields[name].type == "date":
            return day
        return utc_midnight(day, tz)

    def _bound(self, model, name, day, tz):
        kind = "date" if model._fields[name].type == "date" else "timestamp"
        return SQL(f"%s::{kind}", self._moment(model, name, day, tz))

    def _column(self, model, query, name):
        return model._field_to_sql(model._table, name, query)

    def _group(self, model, query, axis):
        if not axis.group:
            return SQL("NULL::int")
        return self._column(model, query, axis.group)

    def _local(self, model, query, name, tz):
        column = self._column(model, query, name)
        if model._fields[name].type == "date":
            return column
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)", column, tz)

    def _bucket(self, moment, granularity, week_start, periods):
        if granularity == "total":
            return SQL("%s::date", periods[0].key)
        if granularity == "day":
            return SQL("%s::date", moment)
        if granularity == "week" and week_start != 1:
            shift = SQL("%s::interval", f"{week_start - 1} days")
            return SQL("(date_trunc('week', %s - %s) + %s)::date", moment, shift, shift)
        return SQL("date_trunc(%s, %s)::date", granularity, moment)

    def _has_earlier(self, axis, spec, day):
        """Tell whether the source holds any record dated before ``day``."""
        model = self._clean(axis)
        before = Domain(
            spec["date"], "<", self._moment(model, spec["date"], day, axis.tz)
        )
        return bool(model._search(before, limit=1, order="id").get_result_ids())

    # -- people ------------------------------------------------------------

    def _person_days(self, company, periods, today):
        """Count the days of membership of salespeople in the company's teams.

        :return: {(period key, kind, id): days}; kind is ``None`` (people counted
            once whatever their teams), ``"user"`` or ``"team"``
        """
        days = {}
        Membership = self.env["crm.salesperson.period"].sudo()
        rows = Membership.search_fetch(
            [("company_id", "in", [company.id, False])],
            ["user_id", "team_id", "date_from", "date_to"],
        )
        spans = {}
        for row in rows:
            user, team = row.user_id.id, row.team_id.id
            if user:
                span = (row.date_from or date.min, row.date_to or date.max)
                spans.setdefault((user, team), []).append(span)
        by_user = {}
        for (user, _team), found in spans.items():
            by_user.setdefault(user, []).extend(found)
        for period in periods:
            whole = Period(
                period.key, period.start, min(period.end, today + timedelta(days=1))
            )
            for user, found in by_user.items():
                count = _days_within(found, whole)
                if count:
                    days[period.key, "user", user] = count
                    days[period.key, None, None] = (
                        days.get((period.key, None, None), 0) + count
                    )
            for (_user, team), found in spans.items():
                count = _days_within(found, whole)
                if count:
                    place = (period.key, "team", team)
                    days[place] = days.get(place, 0) + count
        return days


def query_sql(query, columns):
    """Return ``SELECT columns … GROUP BY 1, 2``."""
    query.groupby = SQL("1, 2")
    return query.select(*columns)


def _running(cell, periods):
    """Turn entries and exits into the state at the end of each period."""
    state, totals = {}, {}
    groups = {group for _key, group in cell}
    for period in periods:
        for group in groups:
            total, records = cell.get((period.key, group), (0.0, 0))
            before = totals.get(group, (0.0, 0))
            totals[group] = (before[0] + total, before[1] + records)
            if totals[group][1]:
                state[period.key, group] = totals[group]
    return state


def _days_within(spans, period):
    """Count the days of a period covered by at least one of the spans."""
    if period.end <= period.start:
        return 0
    total, reached = 0, period.start
    for start, end in sorted(spans):
        start, end = max(start, reached), min(end, period.end)
        if end > start:
            total += (end - start).days
            reached = end
    return total
