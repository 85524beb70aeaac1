from odoo import SUPERUSER_ID, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, plaintext2html

from ...lib import fingerprint
from .content_words import ContentWords
from .crm_approval_mixin import DECISIONS

ACTIVITY = "crm_metric_definitions.mail_activity_type_approval"


class CrmApprovalMixin(models.AbstractModel):
    """How an approval is asked for and decided, by two different people."""

    _inherit = "crm.approval.mixin"

    def action_request_approval(self, comment=None, approver_id=None):
        """Ask for a decision on today's content. Raises UserError with what is missing.

        Nothing is sent before this: saving a draft notifies no one.

        :param approver_id: id of the user who gets one activity; None = nobody
        """
        self.check_access("write")
        self._approval_check_texts(comment)
        approver = self.env["res.users"]
        if approver_id:
            known = isinstance(approver_id, int) and not isinstance(approver_id, bool)
            approver = approver.browse(approver_id if known else 0).exists()
            if not approver:
                raise UserError(
                    self.env._("“%s” is not a user who decides.", approver_id)
                )
        for record in self:
            if record.is_approved:
                raise UserError(
                    self.env._("“%s” is approved already.", record.display_name)
                )
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
        self._approval_check_texts(comment)
        for record in self:
            record._approval_check_decider()
            record._approval_raise_problems()
        return self._approval_decide("approve", comment)

    def action_reject(self, comment=None):
        """Reject the requested content; the comment says why."""
        self._approval_check_texts(comment)
        if not (comment or "").strip():
            raise UserError(self.env._("Say in a comment why it is rejected."))
        for record in self:
            record._approval_check_decider()
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
        approved = self.sudo().last_approval_id.content
        if not approved:
            return []
        words = ContentWords(self, self._approval_names(), self._approval_company())
        current = self._approval_contents()[self.id]
        return words.changes(approved, fingerprint.restricted(current, approved))

    def _approval_changes_html(self):
        """Return what has changed since the last approval as a list, or nothing."""
        return ContentWords.as_list(self._approval_changes())

    def _approval_decide(self, event, comment):
        # Two deciders at once: the second waits here, is told by PostgreSQL that the
        # row is newer, and begins again; then it sees the first one's decision.
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET write_date = write_date WHERE id IN %s",
                SQL.identifier(self._table),
                tuple(self.ids) or (0,),
            ),
            log_exceptions=False,
        )
        self._approval_changed()
        contents = self._approval_contents()
        asked = self._approval_newest(["request"])
        decided = self._approval_newest(DECISIONS)
        for record in self:
            request = asked.get(record.id)
            last = decided.get(record.id)
            if not request or (last and last.id > request.id):
                raise UserError(
                    self.env._(
                        "Nobody has asked for a decision on “%s”.", record.display_name
                    )
                )
            if not fingerprint.is_of(request, contents[record.id]):
                raise UserError(
                    self.env._(
                        "“%s” was changed after the approval was requested:"
                        " it has to be requested again.",
                        record.display_name,
                    )
                )
        self._approval_append(event, contents, comment)
        self._approval_changed()
        if "activity_ids" in self._fields:
            self.sudo().activity_unlink([ACTIVITY])
        return True

    def _approval_check_texts(self, comment):
        if comment and not isinstance(comment, str):
            raise UserError(self.env._("A comment is a text."))

    def _approval_check_decider(self):
        """Four eyes. ``sudo`` changes nothing here: the acting user counts."""
        self.ensure_one()
        user = self.env.user
        if user.id == SUPERUSER_ID or not user.has_group(self._approval_group):
            group = self.env.ref(self._approval_group).sudo()
            raise AccessError(
                self.env._(
                    "Deciding on “%(record)s” takes the group “%(group)s”.",
                    record=self.display_name,
                    group=group.name,
                )
            )
        self.check_access("read")
        rows = self.env["crm.approval"].sudo()
        domain = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        last = rows.search([*domain, ("event", "=", "approve")], limit=1)
        since = rows.search(
            [
                *domain,
                ("id", ">", last.id or 0),
                ("event", "in", ("change", "request")),
                ("user_id", "=", user.id),
            ],
            limit=1,
        )
        if since:
            raise UserError(
                self.env._(
                    "You have written or requested “%s” yourself:"
                    " another person has to decide.",
                    self.display_name,
                )
            )

    def _approval_raise_problems(self):
        problems = self._approval_problems()
        if problems:
            raise UserError(
                self.env._(
                    "“%(record)s” cannot be approved yet:\n%(problems)s",
                    record=self.display_name,
                    problems="\n".join(f"- {problem}" for problem in problems),
                )
            )
