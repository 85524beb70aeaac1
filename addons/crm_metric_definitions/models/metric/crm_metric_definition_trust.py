from dataclasses import replace

from odoo import api, fields, models, tools
from odoo.exceptions import MissingError
from odoo.tools import SQL

from ...engine.metric_spec import MetricSpec, operands_of
from ...lib.periods import today_in


class CrmMetricDefinition(models.Model):
    """*Known*: approved, and found to be consistently applied."""

    _inherit = "crm.metric.definition"

    check_ids = fields.One2many(
        "crm.metric.check", "metric_id", string="Consistency checks"
    )
    known_state = fields.Selection(
        [
            ("not_computable", "Not computable"),
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
            "not_computable": self.env._(
                "It cannot be computed any more: see what is missing, mend it, and have"
                " it approved again."
            ),
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
        return metrics._known_states_of(metrics._measures()._meanings())

    def _known_states_of(self, meanings):
        """Return {metric id: known_state}.

        :param meanings: Meanings of all measures
        """
        metrics = self
        problems = {m.id: operands_of(m, meanings)[1] for m in metrics}
        contents = metrics._approval_contents()
        statuses = metrics._approval_states_and_rows(contents)
        decided = metrics._decided_checks(contents, statuses)
        states = {}
        for id_, (approval_state, _approval, _row) in statuses.items():
            check = decided.get(id_)
            if problems[id_]:
                states[id_] = "not_computable"
            elif approval_state != "approved":
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

    def _decided_checks(self, contents, statuses=None):
        """Return {metric id: newest check that counts for today's substance}.

        A check counts in its company, for the substance that it was opened with (a
        language added later changes nothing), and only if it has a verdict:
        too little evidence does not overturn an earlier result.

        :param contents: what ``_approval_contents`` returned
        :param statuses: what ``_approval_states_and_rows`` returned
        """
        statuses = statuses or self._approval_states_and_rows(contents)
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
        checks = checks.filtered(lambda c: c.company_id == c.metric_id._company())
        names = {
            id_: row._lineage() if state == "approved" else []
            for id_, (state, _approval, row) in statuses.items()
        }
        named = checks.filtered(lambda c: c.fingerprint in names[c.metric_id.id])
        others = [(check.metric_id.id, check) for check in checks - named]
        same = {check.id for _id, check in self._approval_same(others, contents)}
        return {
            check.metric_id.id: check
            for check in checks
            if check in named or check.id in same
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
        versions = tuple((id_, rows[id_][0]) for id_ in self.ids)
        watched = self._watched_of_versions(versions)
        if watched is None:
            return self._specs()
        vocabulary = self._vocabulary_versions(watched)
        # a check is valid until a day, and that day ends where the metric is measured
        days = tuple(today_in(rows[id_][1]) for id_ in self.ids)
        return self._specs_of_versions(
            versions, vocabulary, self.env.company.id, self.env.lang, days
        )

    # pylint: disable=unused-argument
    @tools.ormcache("versions", "vocabulary", "company_id", "lang", "days")
    def _specs_of_versions(self, versions, vocabulary, company_id, lang, days):
        return self.browse([id_ for id_, _version in versions])._specs()

    def _specs(self):
        # prefetch all measures in one query
        measures = self._measures()
        measures.mapped("model")
        measures.mapped("breakdown_field_ids.name")
        measures.mapped("source_id.model")
        self.sudo().mapped("check_ids.responsible_id")
        meanings = measures._meanings()
        states = self._known_states_of(meanings)
        return {
            metric.id: replace(
                MetricSpec.of(metric, meanings), is_known=states[metric.id] == "known"
            )
            for metric in self
        }

    @tools.ormcache("versions")
    def _watched_of_versions(self, versions):
        """Return which other rows say what the metrics mean, see ``Meanings.watched``.

        :return: sorted tuple of (table, tuple of ids or () for all), or None
        """
        metrics = self.browse([id_ for id_, _version in versions])
        watched = metrics._measures()._meanings().watched()
        if watched is None:
            return None
        watched.add(("res_company", ()))
        return tuple(sorted(watched))

    def _vocabulary_versions(self, watched):
        """Return the versions of the rows that say what the metrics mean."""
        versions = SQL(", ").join(
            SQL(
                """(SELECT md5(string_agg(concat_ws(' ', xmin, ctid), ','
                                          ORDER BY ctid))
                      FROM %s WHERE %s)""",
                SQL.identifier(table),
                SQL("id IN %s", ids) if ids else SQL("TRUE"),
            )
            for table, ids in watched
        )
        return self.env.execute_query(SQL("SELECT %s", versions))[0]

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
                   (SELECT string_agg(concat_ws(' ', source.xmin, source.ctid), ','
                                      ORDER BY measure.id)
                      FROM crm_metric_measure AS measure
                      JOIN crm_metric_source AS source
                        ON source.id = measure.source_id
                     WHERE measure.id IN (numerator_id, denominator_id)),
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
