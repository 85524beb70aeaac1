from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.query import Query

from .errors import MeasureError


class CrmMetricDefinition(models.Model):
    _inherit = "crm.metric.definition"

    @api.readonly
    def coverage(self, date_from, date_to):
        """Say how many candidate records were left out of the figure, and why.

        Candidates are the records dated in ``[date_from, date_to)``, and those
        without a date that meet every other condition. Each one that is left out
        is counted under the first reason that applies.

        :return: {metric id: {"population", "counted", "left_out", "numerator",
            "denominator", "note"}}: ``left_out`` is a list of {"reason", "label",
            "count"}, and counted + all left out = population. The figures of the
            first level are those of the population (a ratio's denominator); both
            measures have the same keys under their own name, and ``measure``.
        """
        self.check_access("read")
        start, end = self._span(date_from, date_to, "total")
        result = {}
        for metric in self:
            entry = {"numerator": None, "denominator": None, "note": None}
            try:
                for side, measure in metric._sides().items():
                    entry[side] = metric._covered(measure, start, end)
            except MeasureError as error:
                entry["note"] = error.args[0]
            main = entry["denominator"] or entry["numerator"] or {}
            entry["population"] = main.get("population", 0)
            entry["counted"] = main.get("counted", 0)
            entry["left_out"] = main.get("left_out", [])
            result[metric.id] = entry
        return result

    def action_drill_down(
        self,
        date_from,
        date_to,
        side="numerator",
        breakdown=None,
        breakdown_id=None,
        reason=None,
    ):
        """Open the very records behind a figure, or those left out of it.

        The list obeys the viewer's own rights; its title says how many of them
        the viewer may see.

        :param side: "numerator" or "denominator"
        :param reason: a ``reason`` of :meth:`coverage`, or None for the counted ones
        """
        self.ensure_one()
        self.check_access("read")
        start, end = self._span(date_from, date_to, "total")
        measure = isinstance(side, str) and self._sides().get(side)
        if not measure:
            raise UserError(self.env._("“%s” counts no records.", self.display_name))
        spec = measure._spec()
        reasons = self._reasons(spec, start, end, for_list=True)
        reason = reason or "counted"
        if not isinstance(reason, str) or reason not in reasons:
            raise UserError(self.env._("“%s” counts no records.", reason))
        domain = reasons[reason][1]
        if breakdown:
            plan = self._plan(start, end, "total", breakdown)
            self._check_people(plan, breakdown)
            field = self.sudo()._group_field(spec, breakdown)
            self._check_part(spec, field, breakdown_id)
            domain &= Domain(field, "=", breakdown_id)
        model = self.env[spec["model"]].with_context(active_test=False)
        if not model.has_access("read"):
            raise AccessError(
                self.env._(
                    "These are records of “%s”, which you may not read.",
                    model._description,
                )
            )
        if breakdown and not model._has_field_access(model._fields[field], "read"):
            # a list cannot ask for what the viewer may not read
            domain = Domain("id", "in", model.sudo().search(domain).ids)
        total = model.sudo().search_count(domain)
        visible = model.search_count(domain)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "%(metric)s: %(visible)s of %(total)s visible to you",
                metric=self.display_name,
                visible=visible,
                total=total,
            ),
            "res_model": spec["model"],
            "views": [[False, "list"], [False, "form"]],
            "domain": list(domain),
            "context": {"active_test": False, "create": False},
        }

    def _check_part(self, spec, field, breakdown_id):
        """A part of a breakdown is named by the id or value that its points have."""
        fits = isinstance(breakdown_id, str | int | None)
        if self.env[spec["model"]]._fields[field].type == "many2one":
            # True would be "any of them"
            fits = breakdown_id is None or type(breakdown_id) is int
        if not fits:
            raise UserError(self.env._("“%s” counts no records.", breakdown_id))

    def _covered(self, measure, start, end):
        """Count candidates per reason in one query."""
        spec = measure._spec()
        reasons = self._reasons(spec, start, end)
        company = self.sudo().company_id or self.env.company
        env = self.env(
            su=True,
            context={
                "active_test": False,
                "tz": self.sudo().tz,
                "allowed_company_ids": [company.id],
            },
        )
        model = env[spec["model"]]
        query = Query(env, model._table, model._table_sql)
        columns = []
        for _label, domain in reasons.values():
            sql = domain.optimize_full(model)._to_sql(model, model._table, query)
            columns.append(SQL("COUNT(*) FILTER (WHERE %s)", sql))
        env.flush_all()
        counts = env.execute_query(query.select(*columns))[0]
        found = dict(zip(reasons, counts, strict=True))
        return {
            "measure": measure.name,
            "population": sum(found.values()),
            "counted": found["counted"],
            "left_out": [
                {"reason": key, "label": reasons[key][0], "count": count}
                for key, count in found.items()
                if count and key != "counted"
            ],
        }

    def _reasons(self, spec, start, end, for_list=False):
        """Return {reason: (label, Domain)}: disjoint, "counted" last.

        The order is: another company or currency, archived, then the measure's own
        conditions in their order, then the missing date, then what is to be added up is
        missing.

        :param for_list: the Domains are to be sent to a list
        """
        engine = self.env["crm.metric.engine"]
        metric = self.sudo()
        company = metric.company_id or self.env.company
        dated = engine._date_domain(spec, start, end, metric.tz)
        steps = [
            (
                "company",
                self.env._("Other company"),
                engine._company_domain(spec, company),
            )
        ]
        own_currency = engine._currency_domain(spec, company)
        steps.append(("currency", self.env._("Other currency"), own_currency))
        steps.append(("archived", self.env._("Archived"), engine._active_domain(spec)))
        for place, part in enumerate(_conjuncts(spec["domain"]), start=1):
            steps.append(self._step(spec, part, place))
        reasons, passed = {}, Domain.TRUE
        for key, label, domain in steps:
            if domain.is_true():
                continue
            # negation with care for NULL: "not matching" includes empty values
            reasons[key] = (label, dated & passed & ~domain)
            passed &= domain
        undated = Domain(spec["date"], "=", False)
        reasons["no_date"] = (self.env._("No date"), passed & undated)
        if spec["aggregation"] in ("sum", "average"):
            field = self.env[spec["model"]]._fields[spec["field"]]
            label = self.env._("No value in “%s”", field._description_string(self.env))
            missing = self._without_value(spec, passed & dated, for_list)
            reasons["no_value"] = (label, passed & dated & missing)
            dated &= ~missing
        reasons["counted"] = (self.env._("Counted"), passed & dated)
        return reasons

    def _without_value(self, spec, domain, for_list):
        """Return the Domain of the records whose field is NULL.

        A Domain knows no difference between NULL and 0 in most numbers; SQL does, but
        cannot be sent to a list: that gets the ids.
        """
        model = self.env[spec["model"]].sudo().with_context(active_test=False)
        if model._fields[spec["field"]].falsy_value is None:
            return Domain(spec["field"], "=", False)
        missing = Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s IS NULL", model._field_to_sql(alias, spec["field"], query)
            )
        )
        if for_list:
            found = model._search(domain & missing).get_result_ids()
            return Domain("id", "in", list(found))
        return missing

    def _step(self, spec, part, place):
        conditions = list(part.iter_conditions())
        model = self.env[spec["model"]]
        only = conditions[0] if len(conditions) == 1 else None
        if only and only.field_expr == spec["user"] and not any(_values(only.value)):
            return "no_salesperson", self.env._("No salesperson"), part
        if only and only.field_expr == "type":
            return "other_type", self.env._("Other type"), part
        measure = self.env["crm.metric.measure"].sudo().browse(spec["measure"])
        words = measure._condition_words(model, part)
        return f"condition_{place}", self.env._("Not: %s", words), part


def _values(value):
    return list(value) if hasattr(value, "__iter__") else [value]


def _conjuncts(domain):
    if domain.is_true():
        return []
    if getattr(domain, "OPERATOR", None) == "&":
        return [part for child in domain.children for part in _conjuncts(child)]
    return [domain]
