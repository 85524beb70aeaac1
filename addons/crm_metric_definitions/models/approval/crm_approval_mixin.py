from markupsafe import Markup

from odoo import api, fields, models

from ... import arguments
from ...lib import fingerprint
from .content_words import ContentWords
from .crm_wording_mixin import WORDED

DECISIONS = ("approve", "reject")


class CrmApprovalMixin(models.AbstractModel):
    """An approval that is bound to content: asked for and decided by different people.

    Approved means: the newest decision is an approval *and* the fingerprint of
    what was approved equals today's. So a change of substance voids the approval
    by itself, undoing the change restores it, and a typo in a title does nothing.
    There is no field to set: the state is computed from append-only rows.
    """

    _name = "crm.approval.mixin"
    _inherit = ["crm.wording.mixin", "crm.comparable.mixin", "crm.authorship.mixin"]
    _description = "Approval Bound to Content"

    _approval_group = "crm_metric_definitions.group_metric_approver"

    approval_ids = fields.One2many(
        "crm.approval",
        "res_id",
        string="Approval history",
        domain=lambda self: [("res_model", "=", self._name)],
        readonly=True,
        copy=False,
    )
    approval_state = fields.Selection(
        "_approval_states",
        string="Approval",
        compute="_compute_approval",
        search="_search_approval_state",
    )
    is_approved = fields.Boolean(
        string="Approved", compute="_compute_approval", search="_search_is_approved"
    )
    approval_id = fields.Many2one(
        "crm.approval", string="Valid approval", compute="_compute_approval"
    )
    last_approval_id = fields.Many2one(
        "crm.approval", string="Last approval", compute="_compute_approval"
    )
    content_fingerprint = fields.Char(
        string="Fingerprint of the content",
        compute="_compute_content_fingerprint",
        help="Of all that is approved, as it is now. Who decides gives it back, so that"
        " nothing is approved that nobody has seen.",
    )

    def _approval_states(self):
        """Return the states; a list would be translated in this addon's models only."""
        labels = {
            "draft": self.env._("Draft"),
            "requested": self.env._("Approval requested"),
            "approved": self.env._("Approved"),
            "rejected": self.env._("Rejected"),
            "lapsed": self.env._("Lapsed"),
        }
        return list(labels.items())

    # -- what a model says about itself ------------------------------------

    def _approval_problems(self):
        """Return sentences (list of str) that say why it cannot be approved."""
        self.ensure_one()
        return []

    def _approval_names(self):
        """Return {"kind.key": name} of what the content names by a key."""
        return {}

    # -- state -------------------------------------------------------------

    @api.depends(lambda self: self._approval_depends())
    def _compute_approval(self):
        Approval = self.env["crm.approval"]
        real = self.browse(self._origin.ids)
        status = real._approval_status(real._approval_contents())
        for record in self:
            state, approval = status.get(record._origin.id, ("draft", Approval))
            record.approval_state = state
            record.is_approved = state == "approved"
            record.approval_id = approval if state == "approved" else False
            record.last_approval_id = approval

    @api.depends(lambda self: self._approval_depends())
    def _compute_content_fingerprint(self):
        contents = self.browse(self._origin.ids)._approval_contents()
        for record in self:
            content = contents.get(record._origin.id)
            record.content_fingerprint = content and fingerprint.fingerprint(content)

    def _approval_status(self, contents):
        """Return {record id: (approval state, last approval)}.

        :param contents: what ``_approval_contents`` returned
        """
        states = self._approval_states_and_rows(contents)
        return {id_: (state, row) for id_, (state, row, _bound) in states.items()}

    def _approval_states_and_rows(self, contents):
        """Return {record id: (approval state, last approval, row that binds it)}.

        What an approval binds is said by itself, or by the row that has carried it over
        to a later content version.
        """
        nothing = self.env["crm.approval"]
        decided, approvals, requested, carried = self._approval_newest_each(
            DECISIONS, ["approve"], ["request"], ["carry"]
        )
        bound = {
            id_: max(approval, carried.get(id_, nothing), key=lambda row: row.id or 0)
            for id_, approval in approvals.items()
        }
        same = dict(self._approval_same(bound.items(), contents))
        status = {}
        for id_ in contents:
            decision, approval = decided.get(id_, nothing), approvals.get(id_, nothing)
            if decision and decision == approval and id_ in same:
                state = "approved"
            elif requested.get(id_, nothing).id > (decision.id or 0):
                state = "requested"
            elif decision and decision.event == "reject":
                state = "rejected"
            else:
                state = "lapsed" if approval else "draft"
            row = bound.get(id_, nothing)
            status[id_] = state, approval.sudo(False), row
        return status

    def _approval_fingerprints(self):
        """Return {id: fingerprint that names today's substance}.

        It is the fingerprint of the approval, or else of the newest row, that was
        written for this substance: a language added since then is no change. Where
        evidence of an earlier approval holds for this one, it is that approval's.
        """
        contents = self._approval_contents()
        newest = self._approval_newest()
        rows = {}
        for id_, found in self._approval_states_and_rows(contents).items():
            state, _approval, bound = found
            rows[id_] = bound if state == "approved" else newest.get(id_)
        same = dict(self._approval_same(rows.items(), contents))
        return {
            id_: same[id_]._lineage()[0]
            if id_ in same
            else fingerprint.fingerprint(content)
            for id_, content in contents.items()
        }

    def _approval_depends(self):
        return ("approval_ids",)

    def _search_is_approved(self, operator, value):
        if operator != "in":
            return NotImplemented
        states = [("approved",), ("draft", "requested", "rejected", "lapsed")]
        accepted = [state for flag in value for state in states[0 if flag else 1]]
        return self._search_approval_state("in", accepted)

    def _search_approval_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        records = self.sudo().with_context(active_test=False).search([])
        return [("id", "in", records.filtered(lambda r: r.approval_state in value).ids)]

    def _approval_changed(self):
        """Invalidate the computed state, and what was computed from it."""
        self.invalidate_recordset(["approval_ids"])
        self.modified(["approval_ids"])

    def _approval_append(self, event, contents, comment=None, **vals):
        if event in WORDED:
            vals["wording"] = self._approval_wordings(
                {id_: contents[id_] for id_ in self.ids}
            )
        return super()._approval_append(event, contents, comment, **vals)

    # -- differences in words ----------------------------------------------

    def approval_diff(self):
        """Return what differs between the last approved content and today's.

        :return: list of {"path", "label", "old", "new"}; empty without an approval
        """
        keys = ("path", "label", "old", "new")
        arguments.one(self)
        return [{key: row[key] for key in keys} for row in self._approval_changes()]

    def _approval_changes(self):
        """Return the rows of ``approval_diff`` with what each value is in words."""
        self.ensure_one()
        self.check_access("read")
        states = self._approval_states_and_rows(self._approval_contents())
        return self._approval_changes_since(states[self.id][2])

    def _approval_changes_since(self, row):
        """Return what is not as the content of a row says, as ``ContentWords.changes``.

        :param row: a ``crm.approval``, or none
        """
        if not row.content:
            return []
        current = self._approval_contents(row.content_version)[self.id]
        return self._approval_words().changes(
            row.content, fingerprint.restricted(current, row.content)
        )

    def _approval_words(self):
        return ContentWords(self, self._approval_names(), self._approval_company())

    def _approval_content_html(self):
        """Return all that is approved as a table: what each value is in words."""
        self.ensure_one()
        self.check_access("read")
        content = self._approval_contents()[self.id]
        rows = Markup().join(
            Markup("<tr><th>%s</th><td>%s</td></tr>") % (row["label"], row["new_text"])
            for row in self._approval_words().changes({}, content)
        )
        return Markup('<table class="table table-sm"><tbody>%s</tbody></table>') % rows

    def _approval_changes_html(self):
        """Return what has changed since the last approval as a list, or nothing."""
        rows = Markup().join(
            Markup("<li><b>%s</b>: %s%s</li>")
            % (
                change["label"],
                change["old_text"] and Markup("<s>%s</s> → ") % change["old_text"],
                change["new_text"],
            )
            for change in self._approval_changes()
        )
        return rows and Markup("<ul>%s</ul>") % rows
