from odoo import api, fields, models, release
from odoo.tools import SQL

from ...lib import fingerprint
from .crm_append_only_mixin import append

DECISIONS = ("approve", "reject")


class CrmApprovalMixin(models.AbstractModel):
    """An approval that is bound to content and cannot outlive it.

    Approved means: the newest decision is an approval *and* the fingerprint of
    what was approved equals today's. So a change of substance voids the approval
    by itself, undoing the change restores it, and a typo in a title does nothing.
    There is no field to set: the state is computed from append-only rows.
    """

    _name = "crm.approval.mixin"
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

    def _approval_parts(self):
        """Return the table of the substance: a tuple of ``Part``."""
        raise NotImplementedError

    def _approval_problems(self):
        """Return sentences (list of str) that say why it cannot be approved."""
        self.ensure_one()
        return []

    def _approval_names(self):
        """Return {"kind.key": name} of what the content names by a key."""
        return {}

    def _approval_newest(self, events):
        """Return {record id: newest row among ``events``}."""
        return self._approval_newest_each(events)[0]

    def _approval_newest_each(self, *groups):
        """Return {record id: newest row} for each group of events: one query."""
        Approval = self.env["crm.approval"].sudo()
        events = tuple({event for events in groups for event in events})
        if not self.ids:
            return [{} for _events in groups]
        Approval.flush_model(["res_model", "res_id", "event"])
        newest = SQL(
            """(SELECT MAX(id) FROM crm_approval
                WHERE res_model = %s AND res_id IN %s AND event IN %s
                GROUP BY res_id, event)""",
            self._name,
            tuple(self.ids),
            events,
        )
        rows = Approval.search_fetch(
            [("id", "in", newest)], ["res_id", "event", "fingerprint"], order="id"
        )
        return [
            {row.res_id: row for row in rows if row.event in events}
            for events in groups
        ]

    def _approval_track(self):
        """Name the acting user as one who changed the substance, if it changed.

        The newest row of a record always holds its newest known fingerprint, so
        no comparison with the state before the change is needed.
        """
        if not self:
            return
        self._approval_changed()
        contents = self._approval_contents()
        newest = self._approval_newest(["change", "request", *DECISIONS])
        changed = self.browse(
            [
                id_
                for id_, content in contents.items()
                if id_ not in newest
                or newest[id_].fingerprint != fingerprint.fingerprint(content)
            ]
        )
        changed._approval_append("change", contents)

    def _approval_append(self, event, contents, comment=None):
        return append(
            self.env["crm.approval"],
            [
                {
                    "res_model": self._name,
                    "res_id": record.id,
                    "event": event,
                    "user_id": self.env.uid,
                    "comment": comment,
                    # a change names its author; what was decided is kept whole
                    "content": contents[record.id] if event != "change" else None,
                    "fingerprint": fingerprint.fingerprint(contents[record.id]),
                    "odoo_version": release.version,
                    "company_id": record._approval_company().id,
                }
                for record in self.sudo()
            ],
        )

    def _approval_company(self):
        return self.company_id if "company_id" in self._fields else self.env.company

    # -- state -------------------------------------------------------------

    @api.depends(lambda self: self._approval_depends())
    def _compute_approval(self):
        Approval = self.env["crm.approval"]
        real = self.browse(self._origin.ids)
        standing = real._approval_standing(real._approval_contents())
        for record in self:
            state, approval = standing.get(record._origin.id, ("draft", Approval))
            record.approval_state = state
            record.is_approved = state == "approved"
            record.approval_id = approval if state == "approved" else False
            record.last_approval_id = approval

    def _approval_standing(self, contents):
        """Return {record id: (approval state, last approval)}.

        :param contents: what ``_approval_contents`` returned
        """
        nothing = self.env["crm.approval"]
        decided, approvals, asked = self._approval_newest_each(
            DECISIONS, ["approve"], ["request"]
        )
        standing = {}
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
            standing[id_] = state, approval.sudo(False)
        return standing

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

    # -- doors through which substance changes -----------------------------

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._approval_track()
        return records

    def copy(self, default=None):
        """A copy has the authors of its source: nobody approves his own by copying."""
        copies = super().copy(default)
        contents = copies._approval_contents()
        for source, copied in zip(self, copies, strict=True):
            for author in self.env["crm.approval"]._authors(source) - self.env.user:
                copied.with_user(author)._approval_append("change", contents)
        copies._approval_changed()
        return copies

    def write(self, vals):
        result = super().write(vals)
        self._approval_track()
        return result

    def _update_field_translations(self, field_name, translations, *args, **kwargs):
        result = super()._update_field_translations(
            field_name, translations, *args, **kwargs
        )
        self._approval_track()
        return result

    def _approval_changed(self):
        """Forget the computed state, and what was computed from it."""
        self.invalidate_recordset(["approval_ids"])
        self.modified(["approval_ids"])
