from dataclasses import dataclass
from datetime import date, datetime, timezone
from zoneinfo import ZoneInfo

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.query import Query

from ..lib.counted import Counted, by_period, running
from ..lib.periods import utc_midnight


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

    This file says which records are meant; ``crm_metric_engine_query.py`` counts.
    """

    _name = "crm.metric.engine"
    _description = "Metric Engine"

    def _counts(self, axis, specs, periods, limit=None):
        """Count all measures of one axis.

        :param specs: list of measure specs (see ``crm.metric.measure._spec``)
        :param periods: tuple of Period, in order
        :param limit: greatest number of (period, group) that anybody wants to read
        :return: one Counted per spec, or None: more than limit
        """
        model = self._clean(axis)
        sql, places = self._query(model, axis, specs, periods)
        if sql is None:
            return [Counted() for _spec in specs]
        model.env.flush_all()
        if limit and axis.group:
            sql = SQL("%s LIMIT %s", sql, limit + 1)
        rows = model.env.execute_query(sql)
        if limit and len(rows) > limit:
            return None
        keys = [period.key for period in periods]
        found = by_period(rows, keys)
        counted = [Counted(found, *place) for place in places]
        if axis.timing == "level":
            counted = [running(steps, keys) for steps in counted]
        return counted

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

    # -- which records -----------------------------------------------------

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

    def _currency_domain(self, spec, company):
        """Amounts in the company's currency: others cannot be added to them."""
        if not spec["currency"]:
            return Domain.TRUE
        return Domain(spec["currency"], "=", company.currency_id.id)

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

    def _first_day(self, axis, spec):
        """Return the day of the first record of the company's source, whatever counts.

        ``date.max`` where it has none.
        """
        model = self._clean(axis)
        company = model.env["res.company"].browse(axis.company_id)
        query = Query(model.env, model._table, model._table_sql)
        dated = Domain(axis.date, "!=", False) & self._company_domain(spec, company)
        query.add_where(dated.optimize_full(model)._to_sql(model, model._table, query))
        model.env.flush_all()
        column = model._field_to_sql(model._table, axis.date, query)
        first = model.env.execute_query(query.select(SQL("MIN(%s)", column)))[0][0]
        if not isinstance(first, datetime):
            return first or date.max
        return first.replace(tzinfo=timezone.utc).astimezone(ZoneInfo(axis.tz)).date()
