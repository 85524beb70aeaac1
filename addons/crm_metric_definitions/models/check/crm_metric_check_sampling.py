from odoo import models
from odoo.fields import Domain

from ...engine.query import counted_model
from ...lib.periods import local_day, utc_midnight
from ...lib.sampling import draw_strata, shuffled

#: only the newest records can get into a sample: so many of each kind
POOL = 20_000
FACT_TYPES = (
    *("char", "selection", "boolean", "integer", "float", "monetary"),
    *("date", "datetime", "many2one"),
)


class CrmMetricCheck(models.Model):
    """Drawing the sample: real records, half of them counted, half not counted."""

    _inherit = "crm.metric.check"

    def _measures(self):
        metric = self.sudo().metric_id
        return metric.numerator_id | metric.denominator_id

    def _counted_model(self, model_name):
        """Return a model with the identity that figures are computed with."""
        tz = self.sudo().metric_id.tz
        return counted_model(self.env, model_name, self.company_id.id, tz)

    def _sample_vals(self):
        """Return the vals of the sample; reproducible from the stored seed."""
        self.ensure_one()
        measures = self._measures()
        vals_list = []
        for number, measure in enumerate(measures):
            share, rest = divmod(self.sample_size, len(measures))
            counted, left_out = self._sample_pools(measure)
            drawn = draw_strata(counted, left_out, share + (number < rest), self.seed)
            for ids, computed in ((drawn.counted, True), (drawn.left_out, False)):
                vals_list += self._sample_rows(measure, ids, computed)
        order = shuffled(range(len(vals_list)), self.seed)
        for sequence, index in enumerate(order):
            vals_list[index]["sequence"] = sequence
        return vals_list

    def _sample_pools(self, measure):
        """Return (counted ids, ids not counted) of a measure in the period.

        Records that are not counted come from those dated or created in the period; if
        they are too few, also from one period length before and after.
        """
        model = self._counted_model(measure.model)
        metric, company = self.sudo().metric_id, self.company_id
        spec = measure._spec()
        counted = model._search(
            spec.counted_domain(self.date_from, self.date_to, company, metric.tz),
            limit=POOL,
            order="id desc",
        ).get_result_ids()
        near = spec.date_domain(self.date_from, self.date_to, metric.tz)
        if model._auto and model._log_access:
            near |= self._created_domain(self.date_from, self.date_to)
        length = self.date_to - self.date_from
        around = spec.date_domain(
            self.date_from - length, self.date_to + length, metric.tz
        )
        left_out = set()
        for candidates in (near, around):
            domain = candidates & spec.company_domain(company)
            query = model._search(domain, limit=POOL, order="id desc")
            left_out |= set(query.get_result_ids()) - set(counted)
            if len(left_out) >= self.sample_size:
                break
        return counted, left_out

    def _created_domain(self, start, end):
        tz = self.sudo().metric_id.tz
        start, end = (utc_midnight(day, tz) for day in (start, end))
        return Domain("create_date", ">=", start) & Domain("create_date", "<", end)

    def _sample_rows(self, measure, ids, computed):
        model = self._counted_model(measure.model)
        spec, tz = measure._spec(), self.sudo().metric_id.tz
        conditions = spec.domain.iter_conditions()
        names = [spec.date, spec.until, spec.field, spec.user]
        names += [condition.field_expr.split(".")[0] for condition in conditions]
        names = [
            name
            for name in dict.fromkeys(names)
            if name and name != "id" and model._fields[name].type in FACT_TYPES
        ]
        records = model.browse(ids)
        records.fetch(names)
        return [
            {
                "check_id": self.id,
                "measure_id": measure.id,
                "res_model": measure.model,
                "res_id": record.id,
                "name": record.display_name or str(record.id),
                "facts": {name: _as_data(record, name) for name in names},
                "computed": computed,
                "computed_date": local_day(record[spec.date], tz),
            }
            for record in records
        ]


def _as_data(record, name):
    """Return a field's value as plain data; a many2one as its name."""
    field, value = record._fields[name], record[name]
    if field.type == "many2one":
        value = value.display_name
    elif field.type in ("date", "datetime"):
        value = field.to_string(value)
    return None if value is False and field.type != "boolean" else value
