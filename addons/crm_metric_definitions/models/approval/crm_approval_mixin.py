from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, plaintext2html

from ...lib import fingerprint
from .content_words import ContentWords

DECISIONS = ("approve", "reject")
ACTIVITY = "crm_metric_definitions.mail_activity_type_approval"


class CrmApprovalMixin(models.AbstractModel):
    """An approval that is bound to content: asked for and decided by different people.

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

    # -- request and decision ----------------------------------------------

    def action_request_approval(self, comment=None, approver_id=None):
        """Ask for a decision on today's content. Raises UserError with what is missing.

        Nothing is sent before this: saving a draft notifies no one.

        :param approver_id: id of the user who gets one activity; None = nobody
        """
        self.check_access("write")
        self._approval_check_comment(comment)
        ids = [approver_id] if type(approver_id) is int else []
        approver = self.env["res.users"].browse(ids).exists()
        if approver_id and not approver:
            raise UserError(self.env._("“%s” is not a user who decides.", approver_id))
        for record in self:
            if record.is_approved:
                name = record.display_name
                raise UserError(self.env._("“%s” is approved already.", name))
            record._approval_raise_problems()
        self._approval_append("request", self._approval_contents(), comment)
        self._approval_changed()
        if approver and "activity_ids" in self._fields:
            self.activity_unlink([ACTIVITY])
            note = comment and plaintext2html(comment)
            self.activity_schedule(ACTIVITY, note=note, user_id=approver.id)
        return True

    def action_approve(self, comment=None):
        """Approve the requested content as another person than its authors."""
        return self._approval_decide("approve", comment)

    def action_reject(self, comment=None):
        """Reject the requested content; the comment says why."""
        return self._approval_decide("reject", comment)

    def approval_diff(self):
        """Return what differs between the last approved content and today's.

        :return: list of {"path", "label", "old", "new"}; empty without an approval
        """
        keys = ("path", "label", "old", "new")
        return [{key: row[key] for key in keys} for row in self._approval_changes()]

    def _approval_changes(self):
        """Return the rows of ``approval_diff`` with what each value is in words."""
        self.ensure_one()
        self.check_access("read")
        contents = self._approval_contents()
        _state, _approval, row = self._approval_states_and_rows(contents)[self.id]
        approved = row.content
        if not approved:
            return []
        words = ContentWords(self, self._approval_names(), self._approval_company())
        current = contents[self.id]
        if row.content_version != self._approval_version:
            current = self._approval_contents(row.content_version)[self.id]
        return words.changes(approved, fingerprint.restricted(current, approved))

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

    def _approval_decide(self, event, comment):
        self._approval_check_comment(comment)
        if event == "reject" and not (comment or "").strip():
            raise UserError(self.env._("Say in a comment why it is rejected."))
        for record in self:
            record._approval_check_decider()
            if event == "approve":
                record._approval_raise_problems()
        # If two people decide at once, the second one sees the first one's decision.
        touch(self.env, self._table, "write_date", SQL("id = ANY(%s)", self.ids))
        self._approval_changed()
        contents = self._approval_contents()
        requested, decided = self._approval_newest_each(["request"], DECISIONS)
        same = dict(self._approval_same(requested.items(), contents))
        for record in self:
            request, last = requested.get(record.id), decided.get(record.id)
            name = record.display_name
            if not request or (last and last.id > request.id):
                raise UserError(
                    self.env._("Nobody has asked for a decision on “%s”.", name)
                )
            if record.id not in same:
                raise UserError(
                    self.env._(
                        "“%s” was changed after the approval was requested:"
                        " it has to be requested again.",
                        name,
                    )
                )
        self._approval_append(event, contents, comment)
        self._approval_changed()
        if "activity_ids" in self._fields:
            self.sudo().activity_unlink([ACTIVITY])
        return True

    def _approval_check_comment(self, comment):
        if comment and not isinstance(comment, str):
            raise UserError(self.env._("A comment is a text."))

    def _approval_check_decider(self):
        """Check that the acting user may decide and is not an author, also in sudo."""
        self.ensure_one()
        user = self.env.user
        if user.id == SUPERUSER_ID or not user.has_group(self._approval_group):
            raise AccessError(
                self.env._(
                    "You need the group “%(group)s” to decide on “%(record)s”.",
                    record=self.display_name,
                    group=self.env.ref(self._approval_group).sudo().name,
                )
            )
        self.check_access("read")
        Approval = self.env["crm.approval"].sudo()
        own = Domain("event", "in", ("change", "request"))
        own &= Domain("user_id", "=", user.id)
        domain = Domain("res_model", "=", self._name) & Domain("res_id", "=", self.id)
        domain &= own | Domain("event", "=", "approve")
        if Approval.search(domain, limit=1).event in ("change", "request"):
            raise UserError(
                self.env._(
                    "You have written or requested “%s” yourself:"
                    " another person has to decide.",
                    self.display_name,
                )
            )

    def _approval_raise_problems(self):
        problems = [f"- {problem}" for problem in self._approval_problems()]
        if problems:
            raise UserError(
                self.env._(
                    "“%(record)s” cannot be approved yet:\n%(problems)s",
                    record=self.display_name,
                    problems="\n".join(problems),
                )
            )


def touch(env, table, column, rows):
    """Keep other requests from writing these rows; ``rows`` is an SQL condition.

    If another request has written them since this one began, PostgreSQL fails this
    one, and Odoo repeats it.
    """
    env.flush_all()
    table, column = SQL.identifier(table), SQL.identifier(column)
    query = SQL("UPDATE %s SET %s = %s WHERE %s", table, column, column, rows)
    env.cr.execute(query, log_exceptions=False)
