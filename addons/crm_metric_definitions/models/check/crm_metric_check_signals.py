from collections import defaultdict

from odoo import SUPERUSER_ID, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...lib.signals import Signals

SIGNALS = ("missing", "late", "late_stage", "default")
#: kinds of fields in which a kept default value says something
DEFAULT_TYPES = ("char", "selection", "integer", "float", "monetary")
NOT_ENTERED = {"active", "type", "company_id", "id"}


class CrmMetricCheck(models.Model):
    """Signals in the data that people produced: one query per source.

    * missing: without the date, the value or the person that the measure needs;
    * late: entered more than ``late_days`` after the day it is dated; a figure from
      outside: after the end of its period;
    * late stage: created in the second half of the pipeline's stages;
    * imported: nobody can say of these when, and in which stage, they were first
      entered, so they are neither late nor in time;
    * default: a value that was filled in by default and never changed.

    The person is the one in the measure's salesperson field, or else the creator of the
    record. A signal that cannot be seen in a source is unknown there, not zero.
    """

    _inherit = "crm.metric.check"

    def _signals(self):
        """Return the Signals of the metric's records in the period."""
        self.ensure_one()
        signals = Signals()
        if self.sudo().metric_id.kind == "manual":
            self._manual_signals(signals)
            return signals
        sources = defaultdict(list)
        for measure in self._measures():
            spec = measure._spec()
            sources[spec.model, spec.date, spec.until, spec.user].append(spec)
        for specs in sources.values():
            self._source_signals(specs, signals)
            self._source_producers(specs, signals)
        signals.producers |= signals.recent
        return signals

    def _long_span(self):
        """Return the span in which to look for producers: the last year, too.

        On a single old day, one person may have been the only one by chance.
        """
        today = self.sudo().metric_id._today()
        start = min(self.date_from, fields.Date.subtract(today, years=1))
        return start, max(self.date_to, fields.Date.add(today, days=1))

    def _entered(self, specs, start, end):
        """Return the records of a source in a span, and who is behind each.

        :param specs: MeasureSpecs that count records of one source by one date
        :return: (model, Query, name → SQL of a column, person and creator in SQL)
        """
        spec = specs[0]
        model = self._counted_model(spec.model)
        logged = model._auto and model._log_access
        inside = spec.date_domain(start, end, self.sudo().metric_id.tz)
        if logged:
            undated = Domain(spec.date, "=", False)
            inside |= undated & self._created_domain(start, end)
        domain = Domain.OR(each.whole_domain & each.active_domain() for each in specs)
        domain &= inside & spec.company_domain(self.company_id)
        model.env["base"].flush_model()
        query = model._search(domain)

        def column(name):
            return model._field_to_sql(model._table, name, query)

        creator = column("create_uid") if logged else SQL("NULL::int")
        person = creator
        if spec.user:
            person = SQL("COALESCE(%s, %s)", column(spec.user), creator)
        return model, query, column, person, creator

    def _source_producers(self, specs, signals):
        _model, query, _column, *people = self._entered(specs, *self._long_span())
        query.groupby = SQL("1, 2")
        for pair in self.env.execute_query(query.select(*people)):
            signals.producers |= {*pair} - {None, SUPERUSER_ID}

    def _source_signals(self, specs, signals):
        entered = self._entered(specs, self.date_from, self.date_to)
        model, query, column, person, creator = entered
        logged = model._auto and model._log_access
        signals.anonymous |= not logged and not specs[0].user
        tests = self._signal_tests(model, specs, column, logged)
        columns = [person, creator, SQL("COUNT(*)")]
        for seen, hit in tests.values():
            columns.append(SQL("COUNT(*) FILTER (WHERE %s)", seen))
            columns.append(SQL("COUNT(*) FILTER (WHERE %s AND %s)", seen, hit))
        query.groupby = SQL("1, 2")
        for user, creator_id, records, *numbers in self.env.execute_query(
            query.select(*columns)
        ):
            signals.add(user, "records", records, records)
            signals.recent |= {user, creator_id} - {None, SUPERUSER_ID}
            for name, total, hits in zip(
                tests, numbers[::2], numbers[1::2], strict=True
            ):
                if total:
                    signals.add(user, name, hits, total)

    def _signal_tests(self, model, specs, column, logged):
        """Return {signal: (SQL: the record can show it, SQL: it shows it)}."""
        needed = {specs[0].date, specs[0].user, *(spec.field for spec in specs)}
        empty = [SQL("%s IS NULL", column(name)) for name in needed if name]
        tests = {"missing": (SQL("TRUE"), SQL("(%s)", SQL(" OR ").join(empty)))}
        imported = self._imported(model, column)
        if logged:
            tests["imported"] = (SQL("TRUE"), imported)
        if logged and specs[0].date != "create_date":
            date = column(specs[0].date)
            grace = SQL("%s::interval", f"{self.late_days + 1} days")
            tests["late"] = (
                SQL("%s IS NOT NULL AND NOT %s", date, imported),
                SQL("%s > %s + %s", column("create_date"), date, grace),
            )
        if model._name == "crm.lead":
            stages = self.env["crm.stage"].sudo().search([], order="sequence, id").ids
            late_stages = tuple(stages[(len(stages) + 1) // 2 :])
            if late_stages:
                tests["late_stage"] = (
                    SQL("%s IS NOT NULL AND NOT %s", column("stage_id"), imported),
                    SQL("%s IN %s", self._first_stage(column), late_stages),
                )
        kept = self._kept_defaults(model, specs, column)
        if kept:
            tests["default"] = (SQL("TRUE"), SQL("(%s)", SQL(" OR ").join(kept)))
        return tests

    def _imported(self, model, column):
        """Return SQL: the record was imported, or has an id of another system."""
        known = SQL(
            """EXISTS (SELECT FROM ir_model_data AS given
                WHERE given.model = %s AND given.res_id = %s
                  AND given.module <> '__export__' AND given.module NOT IN
                      (SELECT name FROM ir_module_module))""",
            model._name,
            column("id"),
        )
        if "is_imported" in model._fields:
            return SQL("(%s IS TRUE OR %s)", column("is_imported"), known)
        return known

    def _first_stage(self, column):
        """Return SQL for the stage in which a lead was created."""
        return SQL(
            """COALESCE((
                SELECT moved.old_value_integer
                  FROM mail_message message
                  JOIN mail_tracking_value moved
                    ON moved.mail_message_id = message.id
                 WHERE message.model = 'crm.lead' AND message.res_id = %s
                   AND moved.field_id = %s
                 ORDER BY moved.id LIMIT 1), %s)""",
            column("id"),
            self.env["ir.model.fields"]._get("crm.lead", "stage_id").id,
            column("stage_id"),
        )

    def _kept_defaults(self, model, specs, column):
        entered = {spec.field for spec in specs}
        for spec in specs:
            conditions = spec.domain.iter_conditions()
            entered |= spec.breakdowns | {each.field_expr for each in conditions}
        names = sorted(
            name
            for name in entered - NOT_ENTERED
            if name in model._fields
            and model._fields[name].type in DEFAULT_TYPES
            and model._fields[name].store
        )
        defaults = model.default_get(names)
        kept = []
        for name in names:
            is_number = model._fields[name].type in ("float", "monetary", "integer")
            if defaults.get(name) or is_number:
                kept.append(SQL("%s = %s", column(name), defaults.get(name) or 0))
        return kept

    def _manual_signals(self, signals):
        """Entered figures: who entered them, and which were entered late."""
        start, end = self._long_span()
        domain = Domain("metric_id", "=", self.metric_id.id)
        domain &= Domain("company_id", "=", self.company_id.id)
        domain &= Domain("period_start", ">=", start)
        domain &= Domain("period_end", "<=", end)
        periods = set()
        figures = self.env["crm.metric.manual.value"].sudo()
        for row in figures.search(domain, order="id"):
            person, period = row.user_id.id, (row.period_start, row.period_end)
            signals.producers.add(person)
            if self.date_from <= row.period_start and row.period_end <= self.date_to:
                signals.add(person, "records", 1, 1)
                signals.recent.add(person)
                # further figures of a period are corrections, not late entries
                if period not in periods:
                    due = fields.Date.add(row.period_end, days=self.late_days)
                    signals.add(person, "late", row.create_date.date() > due, 1)
                periods.add(period)
