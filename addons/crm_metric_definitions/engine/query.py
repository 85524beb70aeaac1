"""Counting records per period and group: one grouped query per :class:`QueryKey`.

The first and last moment of every period are computed in Python and compared with the
stored date, so no row's time zone, week or month is computed in SQL and any calendar is
exact. What all measures have in common becomes the WHERE clause, the rest a FILTER of
each aggregate.

Events are read in one of two ways. Where their date is indexed, each period is a range
of this index, which needs neither sorting nor a search for the period of a row. Where
it is not, the span is read once and the period of each row found by binary search
(``width_bucket``). ``docs/decisions/15-two-ways-to-read-periods.md`` has the numbers.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from odoo import models, tools
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.query import Query

from ..lib.measure_counts import MeasureCounts, by_period, running
from ..lib.periods import local_day
from .filters import aggregates, condition_sql, split_conditions


@dataclass(frozen=True)
class QueryKey:
    """What measures must share to be answered by one query."""

    model: str
    timing: str
    date: str
    until: str | None
    company_id: int
    tz: str
    week_start: int
    group: str | None
    paths: tuple = ()  # to the company of a record


def counted_model(env, model_name, company_id, tz):
    """Return a model with the one identity that all figures are computed with.

    Superuser, the metric's company and time zone, archived records visible: so two
    readers never see two numbers. What a reader may see is decided by ``Viewer``.
    """
    context = {"active_test": False, "tz": tz, "allowed_company_ids": [company_id]}
    return env(su=True, context=context)[model_name]


@dataclass(frozen=True)
class Answer:
    """What one query counted."""

    counts: dict[int, MeasureCounts]  # by key of the measure
    is_cut: bool = False  # there were more rows than the limit; ``counts`` is empty

    @cached_property
    def groups(self):
        return frozenset().union(*(counts.groups for counts in self.counts.values()))


def run_query(env, key, measures, periods, limit=None):
    """Count all measures of one key; beyond ``limit`` rows the answer is cut."""
    model = counted_model(env, key.model, key.company_id, key.tz)
    query = GroupedQuery(model, key, tuple(measures.values()), periods)
    if query.where.is_false():
        return Answer({id_: MeasureCounts() for id_ in measures})
    sql, indexes = query.sql()
    if limit and key.group:
        sql = SQL("%s LIMIT %s", sql, limit + 1)
    rows = _execute(model, sql)
    if limit and len(rows) > limit:
        return Answer({}, is_cut=True)
    keys = [period.key for period in periods]
    sorted_rows = by_period(rows, keys)
    counts = [MeasureCounts(sorted_rows, *columns) for columns in indexes]
    if key.timing == "level":
        counts = [running(steps, keys) for steps in counts]
    return Answer(dict(zip(measures, counts, strict=True)))


def first_day(env, key, measure):
    """Return the day of the source's first record, counted or not, or ``date.max``."""
    model, query = _source_query(env, key, measure, Domain(key.date, "!=", False))
    column = model._field_to_sql(model._table, key.date, query)
    first = _execute(model, query.select(SQL("MIN(%s)", column)))[0][0]
    return local_day(first or date.max, key.tz)


def present_groups(env, key, measure, table):
    """Return the ids of the rows of ``table`` that have any record in the source."""
    model, query = _source_query(env, key, measure, Domain.TRUE)
    column = model._field_to_sql(model._table, key.group, query)
    group = SQL.identifier(table, "id")
    query.add_where(SQL("%s = %s", column, group))
    exists = SQL("EXISTS (%s)", query.select(SQL("1")))
    sql = SQL("SELECT id FROM %s WHERE %s", SQL.identifier(table), exists)
    return {id_ for (id_,) in _execute(model, sql)}


def _source_query(env, key, measure, domain):
    """Return (model, Query) of the company's records, whether or not they count."""
    model = counted_model(env, key.model, key.company_id, key.tz)
    company = model.env["res.company"].browse(key.company_id)
    return model, records_query(model, measure.company_domain(company) & domain)


def records_query(model, domain):
    """Return the Query of a Domain, without any access rule."""
    query = Query(model.env, model._table, model._table_sql)
    query.add_where(condition_sql(model, query, domain))
    return query


def _execute(model, sql):
    model.env.flush_all()
    return model.env.execute_query(sql)


# ormcache takes the model from a parameter of the name "self"
@tools.ormcache("name")
def _is_indexed(self, name):
    """Tell whether a field is a key of an index of the model's table."""
    sql = SQL(
        """
        SELECT EXISTS (
            SELECT FROM pg_index JOIN pg_attribute ON attrelid = indrelid
             WHERE indrelid = to_regclass(%s) AND attname = %s
               AND attnum = ANY((indkey::int2[])[0 : indnkeyatts - 1]))
        """,
        self._table,
        name,
    )
    return self.env.execute_query(sql)[0][0]


# pylint: disable=unused-argument
@tools.ormcache("conditions")
def _cached_split(self, conditions, measures):
    """Split the conditions of measures; the result is cached."""
    domains = [measure.whole_domain & measure.active_domain() for measure in measures]
    return split_conditions(self, domains)


@dataclass(frozen=True)
class GroupedQuery:
    """The SQL of all measures of a key."""

    model: models.BaseModel
    key: QueryKey
    measures: tuple
    periods: tuple

    @cached_property
    def company(self):
        return self.model.env["res.company"].browse(self.key.company_id)

    @cached_property
    def split(self):
        conditions = tuple((each.condition, each.active) for each in self.measures)
        return _cached_split(self.model, conditions, self.measures)

    @cached_property
    def where(self):
        """What all measures share."""
        of_company = self.measures[0].company_domain(self.company)
        return (self.split[0] & of_company).optimize(self.model)

    @cached_property
    def filters(self):
        """What each measure adds."""
        return [
            domain & measure.currency_domain(self.company)
            for domain, measure in zip(self.split[1], self.measures, strict=True)
        ]

    def sql(self):
        """:return: (SQL of rows [number of the period from 1, group, numbers…],
        [[index of the total, index of the records] in a row, …])
        """
        if self.key.timing == "level":
            return self._states()
        return self._events()

    def _events(self):
        if len(self.periods) > 1 and _is_indexed(self.model, self.key.date):
            return self._sliced()
        date_field, first = self.key.date, self.periods[0]
        within = Domain(date_field, ">=", self._moment(date_field, first.start))
        within &= Domain(date_field, "<", self._end(date_field))
        query = records_query(self.model, self.where & within)
        if len(self.periods) == 1:
            return self._grouped(query, SQL("1"))
        number = self._period_number(query, date_field)
        return self._grouped(query, self._join_periods(query, number))

    def _sliced(self):
        name = self.key.date
        query = records_query(self.model, self.where)
        column = self._column(query, name)
        query.add_where(SQL("%s >= period.low AND %s < period.high", column, column))
        columns, indexes = self._aggregates(query)
        group = self._group(query)
        if self.key.group:
            query.groupby = group
        sql = SQL(
            "SELECT period.number, counted.* FROM unnest(%s, %s) WITH ORDINALITY"
            " AS period (low, high, number) CROSS JOIN LATERAL (%s) AS counted",
            self._moments(name, [period.start for period in self.periods]),
            self._moments(name, [period.end for period in self.periods]),
            query.select(group, *columns),
        )
        return sql, indexes

    def _states(self):
        """A record enters at its first date and leaves at its second one.

        The running sum over the periods is taken afterwards, so one scan is enough. A
        record that ends before it begins leaves where it enters: it never counts.
        """
        date_field, until = self.key.date, self.key.until
        begun = Domain(date_field, "<", self._end(date_field))
        query = records_query(self.model, self.where & begun)
        if not until and len(self.periods) == 1:
            return self._grouped(query, SQL("1"))
        number = SQL("GREATEST(%s, 1)", self._period_number(query, date_field))
        sign = None
        if until:
            left = SQL("GREATEST(%s, %s)", self._period_number(query, until), number)
            steps = SQL(
                "LATERAL (VALUES (%s, 1), (CASE WHEN %s < %s THEN %s END, -1))",
                *(number, self._column(query, until), self._end(until), left),
            )
            query.add_join("JOIN", "step", steps, SQL("TRUE"))
            number = SQL.identifier("step", "column1")
            sign = SQL.identifier("step", "column2")
        return self._grouped(query, self._join_periods(query, number), sign)

    def _grouped(self, query, number, sign=None):
        columns, indexes = self._aggregates(query, sign)
        query.groupby = SQL("1, 2")
        return query.select(number, self._group(query), *columns), indexes

    def _aggregates(self, query, sign=None):
        return aggregates(self.model, query, self.measures, self.filters, sign)

    def _group(self, query):
        if not self.key.group:
            return SQL("NULL::int")
        return self._column(query, self.key.group)

    def _column(self, query, name):
        return self.model._field_to_sql(self.model._table, name, query)

    def _moment(self, name, day):
        return self.measures[0].moment(name, day, self.key.tz)

    def _end(self, name):
        return self._moment(name, self.periods[-1].end)

    def _period_number(self, query, name):
        """Return the SQL of the number of a date's period, 0 before the first."""
        starts = self._moments(name, [period.start for period in self.periods])
        return SQL("width_bucket(%s, %s)", self._column(query, name), starts)

    def _moments(self, name, days):
        """Return the SQL of an array of the moments at which days begin."""
        kind = "date" if name in self.measures[0].date_only else "timestamp"
        moments = [self._moment(name, day) for day in days]
        return SQL("%s::%s[]", moments, SQL(kind))

    def _join_periods(self, query, number):
        """Join the periods by their number, and return it as the joined column:
        PostgreSQL then knows how many groups there are, and does not sort."""
        joined = SQL.identifier("period", "ordinality")
        keys = [period.key for period in self.periods]
        table = SQL("unnest(%s::date[]) WITH ORDINALITY", keys)
        query.add_join("JOIN", "period", table, SQL("%s = %s", joined, number))
        return joined
