from dataclasses import dataclass
from decimal import Decimal

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

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
        :return: one dict per spec, ``{period key: {group id or None: (total,
            records)}}`` of what was found; total is a float (for an average the sum
            of values, records then counts those values) or None where none of the
            records has a value; None instead of the list: more than limit
        """
        model = self._clean(axis)
        sql, places = self._query(model, axis, specs, periods)
        if sql is None:
            return [{} for _spec in specs]
        model.env.flush_all()
        if limit and axis.group:
            sql = SQL("%s LIMIT %s", sql, limit + 1)
        rows = model.env.execute_query(sql)
        if limit and len(rows) > limit:
            return None
        cells = _cells(rows, places, periods)
        if axis.timing == "level":
            cells = [_running(cell, periods) for cell in cells]
        return cells

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

    def _has_earlier(self, axis, spec, day):
        """Tell whether the source holds any record dated before ``day``."""
        model = self._clean(axis)
        before = Domain(
            spec["date"], "<", self._moment(model, spec["date"], day, axis.tz)
        )
        return bool(model._search(before, limit=1, order="id").get_result_ids())


def _cells(rows, places, periods):
    """Sort rows of (place of the period, group, numbers…) by measure.

    :param places: for each measure where its total, its records and, of a sum of
        states, the number of its values are among the numbers
    """
    keys = [period.key for period in periods]
    cells = []
    for total, records, *values in places:
        cell = {}
        for row in rows:
            count, added = row[records + 2], row[total + 2]
            entered = [row[place + 2] or 0 for place in values]
            # of a state as many may leave as enter, and the total changes all the same
            if count or added or any(entered):
                found = cell.setdefault(keys[row[0] - 1], {})
                # a sum of nothing but NULL is NULL: unknown, which is not 0
                known = None if added is None else float(added)
                found[row[1]] = (known, count, *entered)
        cells.append(cell)
    return cells


def _running(cell, periods):
    """Turn entries and exits into the state at the end of each period.

    Added up in decimals, so that cents come out as if each state were counted anew.
    """
    state, totals = {}, {}
    for period in periods:
        for group, (total, records, *values) in cell.get(period.key, {}).items():
            before = totals.get(group, (0, 0, 0))
            values = values[0] if values else int(total is not None)
            total = total or 0.0
            total = int(total) if total.is_integer() else Decimal(repr(total))
            step = (total, records, values)
            totals[group] = tuple(map(sum, zip(before, step, strict=True)))
        present = {
            group: (float(total) if values else None, records)
            for group, (total, records, values) in totals.items()
            if records
        }
        if present:
            state[period.key] = present
    return state
