from odoo import api, fields, models

from ...lib import fingerprint

DECISIONS = ("approve", "reject")


class CrmApprovalMixin(models.AbstractModel):
    """An approval that is bound to content and cannot outlive it.

    Approved means: the newest decision is an approval *and* the fingerprint of
    what was approved equals today's. So a change of substance voids the approval
    by itself, undoing the change restores it, and a typo in a title does nothing.
    There is no field to set: the state is computed from append-only rows.
    """

    _name = "crm.approval.mixin"
    _inherit = ["crm.authorship.mixin"]
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

    def _approval_states(self):
        """A method: Odoo translates the labels of a list only in our own models."""
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

    def _approval_status(self, contents):
        """Return {record id: (approval state, last approval)}.

        :param contents: what ``_approval_contents`` returned
        """
        nothing = self.env["crm.approval"]
        decided, approvals, asked = self._approval_newest_each(
            DECISIONS, ["approve"], ["request"]
        )
        status = {}
        for id_, content in contents.items():
            decision, approval = decided.get(id_, nothing), approvals.get(id_, nothing)
            if (
                decision
                and decision == approval
                and fingerprint.is_of(approval, content)
            ):
                state = "approved"
            elif asked.get(id_, nothing).id > (decision.id or 0):
                state = "requested"
            elif decision and decision.event == "reject":
                state = "rejected"
            else:
                state = "lapsed" if approval else "draft"
            status[id_] = state, approval.sudo(False)
        return status

    def _approval_fingerprints(self):
        """Return {id: fingerprint of today's substance}.

        It is the fingerprint of the approval, or else of the newest row, that was
        written for this substance: a language added since then is no change.
        """
        contents = self._approval_contents()
        newest = self._approval_newest()
        prints = {}
        for id_, (state, approval) in self._approval_status(contents).items():
            row = approval.sudo() if state == "approved" else newest.get(id_)
            unchanged = row and fingerprint.is_of(row, contents[id_])
            prints[id_] = (
                row.fingerprint if unchanged else fingerprint.fingerprint(contents[id_])
            )
        return prints

    def _approval_depends(self):
        return ("approval_ids",)

    def _search_is_approved(self, operator, value):
        if operator != "in":
            return NotImplemented
        states = [("approved",), ("draft", "requested", "rejected", "lapsed")]
        wanted = [state for flag in value for state in states[0 if flag else 1]]
        return self._search_approval_state("in", wanted)

    def _search_approval_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        records = self.sudo().with_context(active_test=False).search([])
        return [("id", "in", records.filtered(lambda r: r.approval_state in value).ids)]

    def _approval_changed(self):
        """Forget the computed state, and what was computed from it."""
        self.invalidate_recordset(["approval_ids"])
        self.modified(["approval_ids"])
