from odoo import fields, models, tools
from odoo.tools import SQL

from ...engine.errors import MeasureError


class CrmMetricDefinition(models.Model):
    """What a figure needs to know of its metric, remembered until it changes.

    Approvals, checks and measures are read for every figure that anybody looks at and
    change a few times a month. So one query asks PostgreSQL for their versions; what
    follows from them is remembered for exactly these versions. Nothing has to be
    forgotten: a change, also one not committed or rolled back, has other versions.
    """

    _inherit = "crm.metric.definition"

    def _facts(self):
        """Return what is known of the metrics, shared and never to be changed.

        :return: {metric id: {"known": whether its figures are official, "sides":
            {"numerator" or "denominator": spec of the measure}, "problem": one
            sentence why it cannot be computed, or None}}
        """
        asked = (self.env.company.id, self.env.lang, fields.Date.today())
        return self._facts_of_versions(tuple(self._versions()), *asked)

    def _known_ids(self):
        """Return the ids of the metrics whose figures are official."""
        return {id_ for id_, facts in self._facts().items() if facts["known"]}

    # pylint: disable=unused-argument
    @tools.ormcache("versions", "company_id", "lang", "today")
    def _facts_of_versions(self, versions, company_id, lang, today):
        metrics = self.browse([id_ for id_, _version in versions])
        # numerators and denominators are read at once
        measures = metrics.sudo().numerator_id | metrics.sudo().denominator_id
        measures.mapped("model")
        measures.mapped("breakdown_field_ids.name")
        states = metrics._known_states()
        return {
            metric.id: {**metric._computation(), "known": states[metric.id] == "known"}
            for metric in metrics
        }

    def _versions(self):
        """Return [(metric id, versions of all rows that its facts come from), …].

        ``xmin`` and ``ctid`` tell the versions of a row apart, whoever changed it by
        whatever means. What other addons may add to the substance of a metric shows in
        its newest approval row: each change of substance is noted there.
        """
        self.env.flush_all()
        if not self.ids:
            return []
        return self.env.execute_query(
            SQL(
                """
                SELECT metric.id, concat_ws(' ', metric.xmin, metric.ctid,
                       (SELECT string_agg(concat_ws(' ', xmin, ctid), ',' ORDER BY id)
                          FROM crm_metric_measure
                         WHERE id IN (numerator_id, denominator_id)),
                       (SELECT string_agg(concat_ws(' ', xmin, ctid), ',' ORDER BY ctid)
                          FROM crm_metric_measure_ir_model_fields_rel
                         WHERE crm_metric_measure_id IN (numerator_id, denominator_id)),
                       (SELECT max(id) FROM crm_approval
                         WHERE res_model = %s AND res_id = metric.id),
                       (SELECT string_agg(concat_ws(' ', xmin, ctid), ',' ORDER BY id)
                          FROM crm_metric_check WHERE metric_id = metric.id))
                  FROM crm_metric_definition AS metric
                 WHERE metric.id IN %s ORDER BY metric.id
                """,
                self._name,
                tuple(self.ids),
            )
        )

    def _computation(self):
        """Return the specs of the measures and what is in the way of computing."""
        self.ensure_one()
        sides = {}
        for side, measure in self._sides().items():
            try:
                sides[side] = measure._spec()
            except MeasureError as error:
                problem = self._measure_problem(measure, error)
                return {"sides": sides, "problem": problem}
        return {"sides": sides, "problem": None}

    def _sides(self):
        """Return {"numerator" or "denominator": measure}."""
        metric = self.sudo()
        sides = {}
        if metric.kind != "manual" and metric.numerator_id:
            sides["numerator"] = metric.numerator_id
        if metric.kind == "ratio" and metric.denominator_id:
            sides["denominator"] = metric.denominator_id
        return sides

    def _measure_problem(self, measure, error):
        return self.env._(
            "Measure “%(name)s”: %(problem)s",
            name=measure.sudo().name,
            problem=error.args[0],
        )
