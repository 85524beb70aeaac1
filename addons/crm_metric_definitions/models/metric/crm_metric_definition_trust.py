from odoo import api, fields, models

from ...lib import fingerprint


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
        hints = self._known_hints()
        for metric in self:
            state = states.get(metric._origin.id, "not_approved")
            metric.known_state = state
            metric.is_known = state == "known"
            metric.known_hint = hints[state]

    def _known_states(self):
        """Return {metric id: known_state}."""
        metrics = self.browse(self._origin.ids)
        contents = metrics._approval_contents()
        standing = metrics._approval_standing(contents)
        decided = metrics._decided_checks(contents)
        today = fields.Date.today()
        states = {}
        for id_, (approval_state, _approval) in standing.items():
            check = decided.get(id_)
            if approval_state != "approved":
                states[id_] = "not_approved"
            elif not check:
                states[id_] = "not_checked"
            elif check.result == "inconsistent":
                states[id_] = "inconsistent"
            elif check.valid_until < today:
                states[id_] = "expired"
            else:
                states[id_] = "known"
        return states

    def _known_hints(self):
        return {
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
            "known": False,
        }

    def _search_is_known(self, operator, value):
        if operator != "in":
            return NotImplemented
        states = {"known"} if True in value else set()
        if False in value:
            states |= {"not_approved", "not_checked", "inconsistent", "expired"}
        return self._search_known_state("in", states)

    def _search_known_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        metrics = self.sudo().with_context(active_test=False).search([])
        return [("id", "in", metrics.filtered(lambda m: m.known_state in value).ids)]

    def _decided_checks(self, contents):
        """Return {metric id: newest check that counts for today's substance}.

        A check counts in its company, for the substance that it was opened with (a
        language added later changes nothing), and only if it found something out:
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
            if check.company_id == (check.metric_id.company_id or self.env.company)
            and fingerprint.is_of(check, contents[check.metric_id.id])
        }

    def action_start_check(self):
        """Open a new consistency check of this metric."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New consistency check"),
            "res_model": "crm.metric.check",
            "views": [(False, "form")],
            "context": {
                "default_metric_id": self.id,
                "default_company_id": (self.company_id or self.env.company).id,
            },
        }

    def action_open_checks(self):
        """Show the consistency checks of this metric."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Consistency checks"),
            "res_model": "crm.metric.check",
            "views": [(False, "list"), (False, "form")],
            "domain": [("metric_id", "=", self.id)],
            "context": {"default_metric_id": self.id},
        }
