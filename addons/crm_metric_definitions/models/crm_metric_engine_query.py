from odoo import models, tools
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.query import Query


class CrmMetricEngine(models.AbstractModel):
    """How records are counted: the SQL of all measures of an axis.

    The first and last moment of every period are computed in Python and compared
    with the stored date, so no row's time zone, week or month is computed in SQL and
    any calendar is exact. What all measures have in common becomes the WHERE clause,
    the rest a FILTER of each aggregate.

    Two ways to write the same question: *sliced* reads each period as a range of the
    date's index and needs neither sorting nor a place for each row; *sorted into
    periods* reads the span once and finds the period of each row by binary search.
    PostgreSQL's own estimate decides between them.
    """

    _inherit = "crm.metric.engine"

    def _query(self, model, axis, specs, periods):
        """Return the SQL of rows (place of the period from 1, group, [total, records]
        of each spec), or None if no record can match."""
        where, filters = self._conditions(model, axis, specs)
        if where.is_false():
            return None
        inside = model, axis, specs, periods, where, filters
        if axis.timing == "level":
            return self._states(*inside)
        if len(periods) == 1:
            return self._single(*inside)
        is_sorted = self._sorted(*inside)
        is_sliced = self._sliced(*inside)
        asked = self._base(model, where).where_clause.code
        ways = is_sliced, is_sorted
        return ways[self._cheapest(f"{axis.model} {axis.date} {asked}", ways)]

    # -- conditions --------------------------------------------------------

    def _conditions(self, model, axis, specs):
        """Return what all measures share, and what each wants besides, as Domains."""
        wanted = []
        for spec in specs:
            domain = (spec["domain"] & self._active_domain(spec)).optimize(model)
            wanted.append(_conjuncts(domain))
        shared = [part for part in wanted[0] if all(part in one for one in wanted)]
        rests = [[part for part in one if part not in shared] for one in wanted]
        # whoever wants more than another adds nothing to "any of them"
        least = [one for one in rests if not any(_wants_less(o, one) for o in rests)]
        company = model.env["res.company"].browse(axis.company_id)
        filters = [Domain.AND(one).optimize_full(model) for one in rests]
        any_of_them = Domain.OR(map(Domain.AND, least)).optimize_full(model)
        where = Domain.AND(
            [self._company_domain(specs[0], company), *shared, any_of_them]
        ).optimize_full(model)
        return where, [Domain.TRUE if one == any_of_them else one for one in filters]

    def _sql(self, model, query, domain):
        domain = domain.optimize_full(model)
        flat = domain.map_conditions(lambda part: _as_ids(model, part))
        return flat._to_sql(model, model._table, query)

    def _base(self, model, where, *more):
        query = Query(model.env, model._table, model._table_sql)
        query.add_where(self._sql(model, query, where))
        for condition in more:
            query.add_where(condition)
        return query

    def _column(self, model, query, name):
        return model._field_to_sql(model._table, name, query)

    # -- events ------------------------------------------------------------

    def _single(self, model, axis, specs, periods, where, filters):
        within = self._within(model, axis, periods)
        query = self._base(model, where & within)
        return self._grouped(model, query, axis, specs, filters, SQL("1"))

    def _sorted(self, model, axis, specs, periods, where, filters):
        within = self._within(model, axis, periods)
        query = self._base(model, where & within)
        self._join_periods(
            query, axis, periods, self._place(model, query, axis.date, axis.tz, periods)
        )
        place = SQL.identifier("period", "ordinality")
        return self._grouped(model, query, axis, specs, filters, place)

    def _sliced(self, model, axis, specs, periods, where, filters):
        bounds = SQL(", ").join(
            SQL(
                "(%s, %s, %s)",
                place,
                self._bound(model, axis.date, period.start, axis.tz),
                self._bound(model, axis.date, period.end, axis.tz),
            )
            for place, period in enumerate(periods, start=1)
        )
        query = self._base(model, where)
        column = self._column(model, query, axis.date)
        query.add_where(SQL("%s >= period.low AND %s < period.high", column, column))
        columns = self._aggregates(model, query, specs, filters)
        if axis.group:
            group = self._column(model, query, axis.group)
            query.groupby = group
        else:
            group = SQL("NULL")
        return SQL(
            "SELECT period.place, counted.* FROM (VALUES %s)"
            " AS period (place, low, high) CROSS JOIN LATERAL (%s) AS counted",
            bounds,
            query.select(group, *columns),
        )

    @tools.ormcache("source")
    def _cheapest(self, source, ways):
        """Return the place of the way that PostgreSQL expects to be the cheapest.

        Asked once per source and condition and remembered until the registry is
        loaded anew: a source that has grown a lot since is then computed in the other
        way, which is slower but no different.
        """
        plans = [
            self.env.execute_query(SQL("EXPLAIN (FORMAT JSON) %s", sql))[0][0][0]
            for sql in ways
        ]
        costs = [plan["Plan"]["Total Cost"] for plan in plans]
        return costs.index(min(costs))

    # -- states ------------------------------------------------------------

    def _states(self, model, axis, specs, periods, where, filters):
        """A record enters at its first date and leaves at its second one; the
        running sum over the periods is taken afterwards, so one scan is enough."""
        before = self._date_domain(
            specs[0], periods[0].start, periods[-1].end, axis.tz, counting=True
        )
        query = self._base(model, where & before)
        place = self._place(model, query, axis.date, axis.tz, periods)
        sign = None
        if axis.until:
            left = self._place(model, query, axis.until, axis.tz, periods)
            step = SQL(
                "LATERAL (VALUES (%s, 1), (CASE WHEN %s < %s THEN %s END, -1))",
                place,
                self._column(model, query, axis.until),
                self._bound(model, axis.until, periods[-1].end, axis.tz),
                left,
            )
            query.add_join("JOIN", "step", step, SQL("TRUE"))
            place = SQL.identifier("step", "column1")
            sign = SQL.identifier("step", "column2")
        self._join_periods(query, axis, periods, SQL("GREATEST(%s, 1)", place), place)
        place = SQL.identifier("period", "ordinality")
        return self._grouped(model, query, axis, specs, filters, place, sign)

    # -- pieces ------------------------------------------------------------

    def _within(self, model, axis, periods):
        low = self._moment(model, axis.date, periods[0].start, axis.tz)
        high = self._moment(model, axis.date, periods[-1].end, axis.tz)
        return Domain(axis.date, ">=", low) & Domain(axis.date, "<", high)

    def _place(self, model, query, name, tz, periods):
        """Return the SQL of the place of a date's period, 0 before the first."""
        kind = SQL("date[]" if model._fields[name].type == "date" else "timestamp[]")
        starts = [self._moment(model, name, period.start, tz) for period in periods]
        column = self._column(model, query, name)
        return SQL("width_bucket(%s, %s::%s)", column, starts, kind)

    def _join_periods(self, query, axis, periods, place, known=None):
        """Join the periods by their place: PostgreSQL then knows how many groups
        there are, and neither sorts nor guesses."""
        condition = SQL("%s = %s", SQL.identifier("period", "ordinality"), place)
        if known is not None:
            condition = SQL("%s AND %s IS NOT NULL", condition, known)
        keys = SQL("unnest(%s::date[]) WITH ORDINALITY", [p.key for p in periods])
        query.add_join("JOIN", "period", keys, condition)

    def _bound(self, model, name, day, tz):
        kind = SQL("date" if model._fields[name].type == "date" else "timestamp")
        return SQL("%s::%s", self._moment(model, name, day, tz), kind)

    def _grouped(self, model, query, axis, specs, filters, place, sign=None):
        group = SQL("NULL::int")
        if axis.group:
            group = self._column(model, query, axis.group)
        columns = self._aggregates(model, query, specs, filters, sign)
        query.groupby = SQL("1, 2")
        return query.select(place, group, *columns)

    def _aggregates(self, model, query, specs, filters, sign=None):
        """Return [total, records] of each spec as SQL."""
        columns = []
        for spec, domain in zip(specs, filters, strict=True):
            condition = SQL()
            if not domain.is_true():
                condition = self._sql(model, query, domain)
            records = _count(condition, sign)
            how = spec["aggregation"]
            if how == "count":
                columns += [records, records]
                continue
            column = self._column(model, query, spec["field"])
            if how == "count_distinct":
                total = SQL("COUNT(DISTINCT %s)", column)
            else:
                value = SQL("%s * %s", sign, column) if sign else column
                total = SQL("SUM(%s)", value)
            if how == "average":
                given = SQL("%s IS NOT NULL", column)
                if condition:
                    given = SQL("%s AND %s", condition, given)
                records = _count(given, sign)
            columns += [SQL("%s%s", total, _filter(condition)), records]
        return columns


def _filter(condition):
    return SQL(" FILTER (WHERE %s)", condition) if condition else SQL()


def _count(condition, sign):
    how = SQL("SUM(%s)", sign) if sign else SQL("COUNT(*)")
    return SQL("%s%s", how, _filter(condition))


def _wants_less(one, other):
    return len(one) < len(other) and all(part in other for part in one)


def _conjuncts(domain):
    """Return the parts of which all must hold."""
    if domain.is_true():
        return []
    if getattr(domain, "OPERATOR", None) == "&":
        return list(domain.children)
    return [domain]


def _as_ids(model, condition):
    """Write "one of many related records …" as ``id IN (…)``.

    The ORM writes EXISTS for each record. The ids that meet the condition do not
    depend on the record: read once for all of them, that is twice as fast.
    """
    field = model._fields.get(condition.field_expr)
    if field is None or field.type not in ("one2many", "many2many") or not field.store:
        return condition
    if condition.operator not in ("any", "any!"):
        return condition
    comodel = model.env[field.comodel_name]
    found = field._get_query_for_condition_value(
        model, comodel, condition.operator, condition.value
    )
    if field.type == "many2many":
        ids = SQL(
            "SELECT %s FROM %s WHERE %s IN %s",
            SQL.identifier(field.column1),
            SQL.identifier(field.relation),
            SQL.identifier(field.column2),
            found.subselect(),
        )
    elif comodel._fields[field.inverse_name].store:
        ids = found.select(
            comodel._field_to_sql(found.table, field.inverse_name, found)
        )
    else:
        return condition
    return Domain.custom(
        to_sql=lambda model, alias, query: SQL(
            "%s IN (%s)", model._field_to_sql(alias, "id", query), ids
        )
    )
