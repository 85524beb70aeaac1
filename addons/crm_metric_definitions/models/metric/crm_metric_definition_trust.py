from odoo import api, fields, models, tools
from odoo.exceptions import MissingError
from odoo.tools import SQL

from ...engine.metric_spec import MetricSpec
from ...lib import fingerprint
from ...lib.periods import today_in


class CrmMetricDefinition(models.Model):
    """*Known*: approved, and found to be consistently applied."""

    _inherit = "crm.metric.definition"

    check_ids = fields.One2many(
        "crm.metric.check", "metric_id", string="Consistency checks"
    )
    known_state = fields.Selection(
        [
            ("not_approved", "Not approved"),
            ("not_checked", "Not checked"),
            ("inconsistent", "Inconsistently applied"),
            ("expired", "Check expired"),
            ("known", "Known"),
        ],
        string="Trust",
        compute="_compute_known",
        search="_search_known_state",
    )
    is_known = fields.Boolean(
        string="Known",
        compute="_compute_known",
        search="_search_is_known",
        help="The procedure is approved and a valid check found it applied"
        " consistently. Only then is its figure official.",
    )
    known_hint = fields.Char(string="What to do next", compute="_compute_known")
    approval_changes = fields.Html(
        string="Changed since the last approval", compute="_compute_approval_changes"
    )

    @api.depends(
        "approval_state",
        "company_id",
        "check_ids.state",
        "check_ids.result",
        "check_ids.valid_until",
    )
    @api.depends_context("company", "lang")
    def _compute_known(self):
        states = self._known_states()
        hints = {
            "not_approved": self.env._(
                "Write down the procedure and have another person approve it."
            ),
            "not_checked": self.env._(
                "Check whether everyone applies the procedure in the same way."
            ),
            "inconsistent": self.env._(
                "Make the procedure clearer, train people, and check again."
            ),
            "expired": self.env._("The last check is too old: repeat it."),
        }
        for metric in self:
            state = states.get(metric._origin.id, "not_approved")
            metric.known_state = state
            metric.is_known = state == "known"
            metric.known_hint = hints.get(state)

    def _known_states(self):
        """Return {metric id: known_state}."""
        metrics = self.browse(self._origin.ids)
        contents = metrics._approval_contents()
        statuses = metrics._approval_status(contents)
        decided = metrics._decided_checks(contents)
        states = {}
        for id_, (approval_state, _approval) in statuses.items():
            check = decided.get(id_)
            if approval_state != "approved":
                states[id_] = "not_approved"
            elif not check:
                states[id_] = "not_checked"
            elif check.result == "inconsistent":
                states[id_] = "inconsistent"
            elif check.valid_until < check.metric_id._today():
                states[id_] = "expired"
            else:
                states[id_] = "known"
        return states

    @api.depends("approval_state")
    @api.depends_context("lang")
    def _compute_approval_changes(self):
        for metric in self:
            saved = metric._origin
            metric.approval_changes = saved._approval_changes_html() if saved else False

    def _search_is_known(self, operator, value):
        if operator != "in":
            return NotImplemented
        states = dict(self._fields["known_state"].selection)
        accepted = [state for state in states if (state == "known") in value]
        return self._search_known_state("in", accepted)

    def _search_known_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        metrics = self.sudo().with_context(active_test=False).search([])
        return [("id", "in", metrics.filtered(lambda m: m.known_state in value).ids)]

    def _decided_checks(self, contents):
        """Return {metric id: newest check that counts for today's substance}.

        A check counts in its company, for the substance that it was opened with (a
        language added later changes nothing), and only if it has a verdict:
        too little evidence does not overturn an earlier result.

        :param contents: what ``_approval_contents`` returned
        """
        metrics = self.sudo()
        companies = metrics.company_id | self.env.company
        # few per metric and year: one query for all of them, the newest last
        checks = metrics.env["crm.metric.check"].search_fetch(
            [
                ("metric_id", "in", self.ids),
                ("company_id", "in", companies.ids),
                ("state", "=", "closed"),
                ("result", "in", ("consistent", "inconsistent")),
            ],
            ["metric_id", "company_id", "fingerprint", "result", "valid_until"],
            order="id",
        )
        return {
            check.metric_id.id: check
            for check in checks
            if check.company_id == check.metric_id._company()
            and fingerprint.is_of(check, contents[check.metric_id.id])
        }

    # -- what the engine computes with, cached until it changes ------------

    def _known_ids(self):
        """Return the ids of the metrics whose figures are official."""
        return {spec.id for spec in self._metric_specs().values() if spec.is_known}

    def _metric_specs(self):
        """Return {metric id: MetricSpec}.

        Approvals, checks and measures are read for every figure that anybody looks at
        and change a few times a month. So one query asks PostgreSQL for the versions of
        their rows; what follows from them is cached for exactly these versions.
        The cache is never cleared: every change makes new row versions, even one that
        is rolled back.

        :raises MissingError: if a metric has been deleted
        """
        rows = {id_: version for id_, *version in self._row_versions()}
        if len(rows) < len(self.ids):
            raise MissingError(self.env._("A metric does not exist any more."))
        # a check is valid until a day, and that day ends where the metric is measured
        versions = tuple(
            (id_, version, today_in(tz))
            for id_, (version, tz) in ((id_, rows[id_]) for id_ in self.ids)
        )
        return self._specs_of_versions(versions, self.env.company.id, self.env.lang)

    # pylint: disable=unused-argument
    @tools.ormcache("versions", "company_id", "lang")
    def _specs_of_versions(self, versions, company_id, lang):
        metrics = self.browse([id_ for id_, _version, _today in versions])
        # prefetch all measures in one query
        measures = metrics.sudo().numerator_id | metrics.sudo().denominator_id
        measures.mapped("model")
        measures.mapped("breakdown_field_ids.name")
        states = metrics._known_states()
        return {
            metric.id: MetricSpec.of(metric, is_known=states[metric.id] == "known")
            for metric in metrics
        }

    def _row_versions(self):
        """Return [(metric id, versions of all rows that its spec comes from, zone), …].

        ``xmin`` and ``ctid`` tell the versions of a row apart, whoever changed it by
        whatever means. What other addons may add to the substance of a metric shows in
        its newest approval row: each change of substance is noted there.
        """
        if not self.ids:
            return []
        sql = SQL(
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
                      FROM crm_metric_check WHERE metric_id = metric.id)),
                   metric.tz
              FROM crm_metric_definition AS metric
             WHERE metric.id IN %s
            """,
            self._name,
            tuple(self.ids),
        )
        self.env.flush_all()
        return self.env.execute_query(sql)
