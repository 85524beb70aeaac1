from math import isclose

from odoo import api, fields, models
from odoo.tools import SQL

from ...fields import NullableFloat
from ..approval.crm_append_only_mixin import amend, remove

FIGURES = ("numerator", "denominator", "value")


class CrmMetricValue(models.Model):
    """The figure of a closed period, as it was first measured.

    One row per metric, approval, company, granularity, period and breakdown, written
    by the nightly job for metrics that are known. A figure that moves afterwards
    does not change its row: it becomes a restatement, and only a manager's decision
    puts it into the row.

    ``value`` is NULL where it is not known and is never added up. Views total
    ``figure``, the same number with a total of its own: a ratio from its numerator and
    denominator, and nothing where unlike figures would be mixed, or where some rows are
    hidden from readers who may not see single persons.
    """

    _name = "crm.metric.value"
    _inherit = ["crm.append.only.mixin"]
    _description = "Metric Figure"
    _order = "period_start desc, metric_id, breakdown, label, id"
    _rec_name = "metric_id"
    _amendable = frozenset(
        [*FIGURES, "status", "population", "counted_ids", "computed_on", "adds_groups"]
    )

    metric_id = fields.Many2one(
        "crm.metric.definition", required=True, ondelete="cascade", index=True
    )
    approval_id = fields.Many2one(
        "crm.approval",
        string="Measured under",
        required=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    granularity = fields.Selection(
        [
            ("day", "Day"),
            ("week", "Week"),
            ("month", "Month"),
            ("quarter", "Quarter"),
            ("year", "Year"),
        ],
        required=True,
    )
    period_start = fields.Date(required=True)
    period_end = fields.Date(string="Until (excluded)", required=True)
    breakdown = fields.Char(
        required=True,
        default="",
        help="user, team or the field by which the figure is broken down; empty for"
        " the total.",
    )
    breakdown_id = fields.Char(
        string="Part key",
        required=True,
        default="",
        help="The id or key within the breakdown.",
    )
    label = fields.Char(string="Of")
    user_id = fields.Many2one(
        "res.users", string="Salesperson", ondelete="set null", index="btree_not_null"
    )
    team_id = fields.Many2one(
        "crm.team", string="Sales team", ondelete="set null", index="btree_not_null"
    )
    personal = fields.Boolean(
        required=True,
        default=False,
        help="Shows one person's figure: only for the group “Individual figures”.",
    )
    numerator = NullableFloat(aggregator=None)
    denominator = NullableFloat(aggregator=None)
    value = NullableFloat(aggregator=None)
    figure = NullableFloat(
        related="value",
        string="Figure",
        aggregator="sum",
        help="The value; in totals computed anew from numerators and denominators, and"
        " empty where a total would make no sense.",
    )
    value_text = fields.Char(string="Shown as", compute="_compute_value_text")
    population = fields.Integer(string="Records", aggregator=None)
    status = fields.Selection(
        [
            ("ok", "Measured"),
            ("no_data", "No data"),
            ("zero_denominator", "Nothing to divide by"),
        ],
        required=True,
    )
    has_denominator = fields.Boolean()
    adds_periods = fields.Boolean(help="Periods may be added up.")
    adds_groups = fields.Boolean(help="Parts of a breakdown may be added up.")
    counted_ids = fields.Json(
        help="The records that were counted, where they are few enough to be kept.",
        groups="crm_metric_definitions.group_metric_manager",
    )
    computed_on = fields.Datetime(required=True, default=fields.Datetime.now)
    restatement_ids = fields.One2many("crm.metric.restatement", "value_id")
    is_current = fields.Boolean(
        string="Today's definition",
        compute="_compute_is_current",
        search="_search_is_current",
    )

    _one_per_period = models.UniqueIndex(
        "(metric_id, approval_id, company_id, granularity, period_start, breakdown,"
        " breakdown_id)",
        "This figure is already recorded.",
    )
    _read_idx = models.Index(
        "(metric_id, company_id, granularity, breakdown, period_start)"
    )

    @api.depends("metric_id", "period_start", "label")
    def _compute_display_name(self):
        for row in self:
            parts = [row.metric_id.display_name, str(row.period_start), row.label]
            row.display_name = ", ".join(part for part in parts if part)

    @api.depends("value", "metric_id")
    @api.depends_context("lang")
    def _compute_value_text(self):
        for row in self:
            row.value_text = row.metric_id.format_value(row.value)

    @api.depends("approval_id", "metric_id.approval_state")
    def _compute_is_current(self):
        for row in self:
            row.is_current = row.approval_id == row.metric_id.sudo().approval_id

    def _search_is_current(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        metrics = self.env["crm.metric.definition"].sudo()
        approved = metrics.with_context(active_test=False).search(
            [("is_approved", "=", True)]
        )
        return [("approval_id", "in", approved.approval_id.ids)]

    def _forget(self):
        """Delete rows of persons. What stays of their periods is no total any more."""
        names = ("metric_id", "approval_id", "company_id", "granularity")
        names = (*names, "period_start", "breakdown")
        same = SQL(", ").join(SQL.identifier("kept", name) for name in names)
        own = SQL(", ").join(SQL.identifier("forgotten", name) for name in names)
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT kept.id FROM crm_metric_value AS kept
                     JOIN crm_metric_value AS forgotten ON (%s) = (%s)
                    WHERE forgotten.id IN %s AND kept.id NOT IN %s
                      AND kept.adds_groups""",
                *(same, own, tuple(self.ids), tuple(self.ids)),
            )
        )
        amend(self.browse(id_ for (id_,) in rows), {"adds_groups": False})
        remove(self)

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec != "figure:sum":
            return super()._read_group_select(aggregate_spec, query)

        names = (
            *("metric_id", "approval_id", "company_id", "granularity", "breakdown"),
            *("breakdown_id", "period_start", "personal", "adds_periods"),
            *("adds_groups", "has_denominator", *FIGURES),
        )
        columns = {name: self._field_to_sql(self._table, name, query) for name in names}
        return SQL(
            """CASE
                WHEN COUNT(*) = 1 THEN MAX(%(value)s)
                WHEN COUNT(DISTINCT (%(metric_id)s, %(approval_id)s, %(company_id)s,
                                     %(granularity)s, %(breakdown)s)) = 1
                 AND (BOOL_AND(%(adds_periods)s)
                      OR COUNT(DISTINCT %(period_start)s) = 1)
                 AND (BOOL_AND(%(adds_groups)s)
                      OR COUNT(DISTINCT %(breakdown_id)s) = 1)
                 AND (BOOL_AND(%(personal)s) OR NOT EXISTS (
                    SELECT FROM crm_metric_value AS hidden
                     WHERE hidden.personal
                       AND hidden.metric_id = MIN(%(metric_id)s)
                       AND hidden.approval_id = MIN(%(approval_id)s)
                       AND hidden.company_id = MIN(%(company_id)s)
                       AND hidden.granularity = MIN(%(granularity)s)
                       AND hidden.breakdown = MIN(%(breakdown)s)))
                THEN CASE
                    WHEN BOOL_OR(%(has_denominator)s)
                    THEN SUM(%(numerator)s) FILTER (WHERE %(denominator)s IS NOT NULL)
                         / NULLIF(SUM(%(denominator)s), 0)
                    WHEN BOOL_AND(%(numerator)s IS NOT NULL)
                    THEN SUM(%(numerator)s)
                END
            END""",
            **columns,
        )

    def _read_group_postprocess_aggregate(self, aggregate_spec, raw_values):
        if aggregate_spec == "figure:sum":
            # unknown stays unknown: no 0 for a total that makes no sense
            return ((False if value is None else value) for value in raw_values)
        return super()._read_group_postprocess_aggregate(aggregate_spec, raw_values)


def moved(old, new):
    """Tell whether two figures differ by more than rounding."""
    for name in FIGURES:
        before, after = old[name], new[name]
        if before is None or after is None:
            if before is not after:
                return True
        elif not isclose(before, after, rel_tol=1e-9, abs_tol=1e-9):
            return True
    return False
