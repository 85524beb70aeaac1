from dataclasses import dataclass, replace

from odoo import models, tools
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.query import Query

from .filters import aggregates, condition_sql, conditions

#: an answer found for few periods must hold for many
MANY_PERIODS = 12


@dataclass(frozen=True)
class Question:
    """What one query has to answer."""

    model: models.BaseModel
    axis: object
    specs: list
    periods: tuple
    where: Domain  # what all measures share
    filters: list  # what each wants besides

    def bare(self):
        """The same span in many periods, counting nothing but records."""
        span = replace(self.periods[0], end=self.periods[-1].end)
        return replace(
            self,
            specs=[{"aggregation": "count"}],
            filters=[Domain.TRUE],
            periods=(span,) * MANY_PERIODS,
        )


class CrmMetricEngine(models.AbstractModel):
    """How records are counted: the SQL of all measures of an axis.

    The first and last moment of every period are computed in Python and compared
    with the stored date, so no row's time zone, week or month is computed in SQL and
    any calendar is exact. What all measures have in common becomes the WHERE clause,
    the rest a FILTER of each aggregate.

    Two ways to write the same question: *sliced* reads each period as a range of the
    date's index and needs neither sorting nor a place for each row; *sorted into
    periods* reads the span once and finds the period of each row by binary search.
    PostgreSQL's own estimate of the reading decides between them.
    """

    _inherit = "crm.metric.engine"

    def _query(self, model, axis, specs, periods):
        """Return the SQL of all measures of an axis, and where to find each.

        :return: (SQL of rows [place of the period from 1, group, numbers…],
            [[place of the total, place of the records] in a row, …]),
            or (None, []) if no record can match
        """
        company = model.env["res.company"].browse(axis.company_id)
        texts = tuple((spec["text"], spec["include_archived"]) for spec in specs)
        where, filters = self._conditions(axis.model, texts, specs)
        where = (where & self._company_domain(specs[0], company)).optimize(model)
        if where.is_false():
            return None, []
        filters = [
            found & self._currency_domain(spec, company)
            for found, spec in zip(filters, specs, strict=True)
        ]
        question = Question(model, axis, specs, periods, where, filters)
        if axis.timing == "level":
            return self._states(question)
        if len(periods) == 1:
            return self._single(question)
        source = (axis.model, axis.date, axis.group, texts)
        if self._is_cheaper(source, self._sliced, self._sorted, question.bare()):
            return self._sliced(question)
        return self._sorted(question)

    # pylint: disable=unused-argument
    @tools.ormcache("model_name", "texts")
    def _conditions(self, model_name, texts, specs):
        """Return what measures want, sorted out once for all figures."""
        wanted = [spec["domain"] & self._active_domain(spec) for spec in specs]
        return conditions(self.env[model_name], wanted)

    # pylint: disable=unused-argument
    @tools.ormcache("source")
    def _is_cheaper(self, source, sliced, in_one, question):
        """Tell whether PostgreSQL expects reading slices to be cheaper.

        Asked once per source and condition and remembered until the registry is
        loaded anew: a source that has grown a lot since is then computed in the other
        way, which is slower but no different.
        """
        costs = []
        for build in (sliced, in_one):
            plan = SQL("EXPLAIN (FORMAT JSON) %s", build(question)[0])
            found = question.model.env.execute_query(plan)[0][0]
            costs.append(found[0]["Plan"]["Total Cost"])
        return costs[0] < costs[1]

    # -- events ------------------------------------------------------------

    def _single(self, question):
        query = self._base(question, question.where & self._span(question))
        return self._grouped(question, query, SQL("1"))

    def _sorted(self, question):
        query = self._base(question, question.where & self._span(question))
        place = self._place(question, query, question.axis.date)
        return self._grouped(
            question, query, self._join_periods(question, query, place)
        )

    def _sliced(self, question):
        axis = question.axis
        query = self._base(question, question.where)
        column = self._column(question, query, axis.date)
        query.add_where(SQL("%s >= period.low AND %s < period.high", column, column))
        columns, places = aggregates(question, query)
        group = self._group(question, query)
        if axis.group:
            query.groupby = group
        sql = SQL(
            "SELECT period.place, counted.* FROM unnest(%s, %s) WITH ORDINALITY"
            " AS period (low, high, place) CROSS JOIN LATERAL (%s) AS counted",
            self._bounds(question, axis.date, [p.start for p in question.periods]),
            self._bounds(question, axis.date, [p.end for p in question.periods]),
            query.select(group, *columns),
        )
        return sql, places

    # -- states ------------------------------------------------------------

    def _states(self, question):
        """A record enters at its first date and leaves at its second one; the
        running sum over the periods is taken afterwards, so one scan is enough.
        One that ends before it begins leaves where it enters: it never counts."""
        axis, periods = question.axis, question.periods
        begun = Domain(axis.date, "<", self._end(question, axis.date))
        query = self._base(question, question.where & begun)
        if not axis.until and len(periods) == 1:
            return self._grouped(question, query, SQL("1"))
        place = SQL("GREATEST(%s, 1)", self._place(question, query, axis.date))
        sign = None
        if axis.until:
            until = self._column(question, query, axis.until)
            end = self._end(question, axis.until)
            left = self._place(question, query, axis.until)
            steps = SQL(
                "LATERAL (VALUES (%s, 1), (CASE WHEN %s < %s THEN %s END, -1))",
                *(place, until, end, SQL("GREATEST(%s, %s)", left, place)),
            )
            query.add_join("JOIN", "step", steps, SQL("TRUE"))
            place = SQL.identifier("step", "column1")
            sign = SQL.identifier("step", "column2")
        place = self._join_periods(question, query, place)
        return self._grouped(question, query, place, sign)

    # -- pieces ------------------------------------------------------------

    def _base(self, question, domain):
        model = question.model
        query = Query(model.env, model._table, model._table_sql)
        query.add_where(condition_sql(model, query, domain))
        return query

    def _grouped(self, question, query, place, sign=None):
        columns, places = aggregates(question, query, sign)
        group = self._group(question, query)
        query.groupby = SQL("1, 2")
        return query.select(place, group, *columns), places

    def _column(self, question, query, name):
        model = question.model
        return model._field_to_sql(model._table, name, query)

    def _group(self, question, query):
        if not question.axis.group:
            return SQL("NULL::int")
        return self._column(question, query, question.axis.group)

    def _span(self, question):
        name = question.axis.date
        start = self._moment(
            question.model, name, question.periods[0].start, question.axis.tz
        )
        return Domain(name, ">=", start) & Domain(name, "<", self._end(question, name))

    def _end(self, question, name):
        last = question.periods[-1]
        return self._moment(question.model, name, last.end, question.axis.tz)

    def _bounds(self, question, name, days):
        """Return the SQL of an array of the moments at which days begin."""
        kind = "date" if question.model._fields[name].type == "date" else "timestamp"
        tz = question.axis.tz
        moments = [self._moment(question.model, name, day, tz) for day in days]
        return SQL("%s::%s[]", moments, SQL(kind))

    def _place(self, question, query, name):
        """Return the SQL of the place of a date's period, 0 before the first."""
        starts = self._bounds(question, name, [p.start for p in question.periods])
        column = self._column(question, query, name)
        return SQL("width_bucket(%s, %s)", column, starts)

    def _join_periods(self, question, query, place):
        """Join the periods by their place, and return it as the joined column:
        PostgreSQL then knows how many groups there are, and does not sort."""
        joined = SQL.identifier("period", "ordinality")
        keys = [period.key for period in question.periods]
        table = SQL("unnest(%s::date[]) WITH ORDINALITY", keys)
        query.add_join("JOIN", "period", table, SQL("%s = %s", joined, place))
        return joined
