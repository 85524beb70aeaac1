from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.query import Query

from .errors import NotMeasurable
from .evaluation import Evaluation
from .filters import conjuncts, value_column, values_of
from .measure_condition import used_fields
from .query import counted_model


class Coverage:
    """Which candidate records of a span count for some metrics, and which do not.

    What a candidate is, and in which case it is left out: see ``coverage``. The order
    of the reasons is: no company, another one, another currency, archived, then the
    measure's own conditions in their order, then the missing date, then the missing
    value.
    """

    def __init__(self, metrics, span, viewer):
        self.records = metrics
        self.env = metrics.env
        self.span = span
        self.viewer = viewer
        self.metrics = metrics._metric_specs()

    # -- counting ----------------------------------------------------------

    def entries(self):
        """Return {metric id: entry}, see ``coverage``."""
        return {id_: self._entry(metric) for id_, metric in self.metrics.items()}

    def _entry(self, metric):
        entry = {"numerator": None, "denominator": None, "note": metric.problem}
        try:
            self.viewer.check_rights(metric, lists=True)
            self.viewer.check_condition(metric, self.span)
            for name, measure in metric.operands.items():
                entry[name] = self._covered(metric, measure)
        except NotMeasurable as reason:
            entry["note"] = reason.args[0]
        main = entry["denominator"] or entry["numerator"] or {}
        return {
            **entry,
            "population": main.get("population", 0),
            "counted": main.get("counted", 0),
            "left_out": main.get("left_out", []),
        }

    def _covered(self, metric, measure):
        """Count candidates per reason in one query."""
        reasons = self._reasons(metric, measure)
        model = counted_model(self.env, measure.model, metric.company_id, metric.tz)
        query = Query(model.env, model._table, model._table_sql)
        columns = []
        for _label, domain in reasons.values():
            sql = domain.optimize_full(model)._to_sql(model, model._table, query)
            columns.append(SQL("COUNT(*) FILTER (WHERE %s)", sql))
        model.env.flush_all()
        (row,) = model.env.execute_query(query.select(*columns))
        counts = dict(zip(reasons, row, strict=True))
        return {
            "measure": measure.name,
            "population": sum(row),
            "counted": counts["counted"],
            "left_out": [
                {"reason": reason, "label": reasons[reason][0], "count": count}
                for reason, count in counts.items()
                if count and reason != "counted"
            ],
        }

    def _reasons(self, metric, measure, missing=None):
        """Return {reason: (label, Domain)}: disjoint, "counted" last.

        :param missing: Domain of the records without a value, if that is known
        """
        company = self.env["res.company"].browse(metric.company_id)
        dated = measure.date_domain(self.span.start, self.span.end, metric.tz)
        steps = [
            (
                "no_company",
                self.env._("No company"),
                ~measure.no_company_domain(self.env),
            ),
            ("company", self.env._("Other company"), measure.company_domain(company)),
            (
                "currency",
                self.env._("Other currency"),
                measure.currency_domain(company),
            ),
            ("archived", self.env._("Archived"), measure.active_domain()),
        ]
        for number, part in enumerate(conjuncts(measure.whole_domain), start=1):
            steps.append((*self._condition_reason(measure, part, number), part))
        reasons, passed = {}, Domain.TRUE
        for reason, label, domain in steps:
            if domain.is_true():
                continue
            # negation with care for NULL: "not matching" includes empty values
            reasons[reason] = (label, dated & passed & ~domain)
            passed &= domain
        undated = passed & Domain(measure.date, "=", False)
        if measure.ended:
            reasons["no_end"] = (self._no_end(), undated & measure.ended)
            undated &= ~measure.ended
        reasons["no_date"] = (self.env._("No date"), undated)
        if measure.aggregation in ("sum", "average"):
            field = self.env[measure.model]._fields[measure.field]
            label = self.env._("No value in “%s”", field._description_string(self.env))
            missing = _without_value(field) if missing is None else missing
            reasons["no_value"] = (label, passed & dated & missing)
            dated &= ~missing
        reasons["counted"] = (self.env._("Counted"), passed & dated)
        return reasons

    def _no_end(self):
        return self.env._("Ended without a date")

    def _condition_reason(self, measure, part, number):
        """Return (reason, label) of the records that miss a part of the condition."""
        if part == measure.end_known:
            return "no_end", self._no_end()
        if part == measure.members:
            return "no_team", self.env._("Salesperson in no team")
        conditions = list(part.iter_conditions())
        only = conditions[0] if len(conditions) == 1 else None
        if only and only.field_expr == measure.user and not any(values_of(only)):
            return "no_salesperson", self.env._("No salesperson")
        if only and only.field_expr == "type":
            return "other_type", self.env._("Other type")
        record = self.env["crm.metric.measure"].sudo().browse(measure.id)
        words = record._condition_words(self.env[measure.model], part)
        return f"condition_{number}", self.env._("Not: %s", words)

    # -- drill-down --------------------------------------------------------

    def drill_down(self, operand, breakdown, group, reason):
        """Return the action that opens the records of a reason, of one metric."""
        (metric,) = self.metrics.values()
        # the length of the list would reveal a figure that the reader may not see
        self.viewer.check_rights(metric, breakdown, lists=True)
        self.viewer.check_condition(metric, self.span)
        if metric.problem:
            raise NotMeasurable(metric.problem)
        if operand not in tuple(metric.operands):
            raise self._counts_nothing(self.records.display_name)
        measure = metric.operands[operand]
        if breakdown:
            self._check_group(metric, breakdown, group)
        model = self.env[measure.model].with_context(active_test=False)
        counted = counted_model(self.env, measure.model, metric.company_id, metric.tz)
        reasons = self._reasons(metric, measure)
        if "no_value" in reasons:
            # a list's domain cannot distinguish an empty number from 0, so it lists ids
            ids = counted.search(reasons["no_value"][1]).ids
            reasons = self._reasons(metric, measure, Domain("id", "in", ids))
        if reason not in tuple(reasons):
            raise self._counts_nothing(reason)
        domain = reasons[reason][1]
        if breakdown:
            domain &= Domain(measure.group_field(breakdown), "=", group)
        if measure.members or not all(
            each.has_access("read")
            and each._has_field_access(each._fields[name], "read")
            for each, name in self._named(model, domain)
        ):
            # a list may not filter by a field that the reader may not read, and cannot
            # by SQL
            domain = Domain("id", "in", counted.search(domain).ids)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "%(metric)s: %(visible)s of %(total)s visible to you",
                metric=self.records.display_name,
                visible=model.search_count(domain),
                total=counted.search_count(domain),
            ),
            "res_model": measure.model,
            "views": [[False, "list"], [False, "form"]],
            "domain": list(domain),
            "context": {"active_test": False, "create": False},
        }

    def _named(self, model, domain):
        return [(self.env[each], name) for each, name in used_fields(model, domain)]

    def _check_group(self, metric, breakdown, group):
        self.viewer.check_breakdown(metric, breakdown)
        evaluation = Evaluation(self.records, self.span, breakdown, self.viewer)
        keys = evaluation.keys(metric)
        field = self.env[keys["numerator"].model]._fields[keys["numerator"].group]
        # a Domain reads True as "has any value"
        types = (int,) if field.type == "many2one" else (str, int, bool)
        if group is not None and type(group) not in types:
            raise self._counts_nothing(group)
        if self.viewer.may_suppress(metric, breakdown):
            groups = evaluation.groups(metric)
            self.viewer.check_group(metric, breakdown, group, keys, self.span, groups)

    def _counts_nothing(self, what):
        return UserError(self.env._("“%s” counts no records.", what))


def _without_value(field):
    """Return the Domain of NULL, which conditions on most numbers take for 0."""
    if field.falsy_value is None:
        return Domain(field.name, "=", False)
    return Domain.custom(
        to_sql=lambda model, alias, query: SQL(
            "%s IS NULL", value_column(model, alias, field.name, query)
        )
    )
