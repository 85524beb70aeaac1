from odoo import SUPERUSER_ID, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, plaintext2html

from ...lib import fingerprint as prints
from .acting import unknown_author
from .crm_approval_mixin import DECISIONS
from .seen import seen
from .touch import touch

ACTIVITY = "crm_metric_definitions.mail_activity_type_approval"


class CrmApprovalMixin(models.AbstractModel):
    """A decision is requested, and made by another person on what he has seen."""

    _inherit = "crm.approval.mixin"

    # -- the request -------------------------------------------------------

    def action_request_approval(self, comment=None, approver_id=None):
        """Ask for a decision on today's content. Raises UserError with what is missing.

        Nothing is sent before this: saving a draft notifies no one.

        :param approver_id: id of the user who gets an activity; None: each who may
            decide gets one
        """
        self.check_access("write")
        self._approval_check_comment(comment)
        approver = self._approval_approver(approver_id)
        for record in self:
            if record.is_approved:
                name = record.display_name
                raise UserError(self.env._("“%s” is approved already.", name))
            record._approval_raise_problems()
        asked = self._approval_asked(approver)
        self._approval_append("request", self._approval_contents(), comment)
        self._approval_changed()
        self._approval_ask(asked, comment, quiet=not approver)
        return True

    def _approval_approver(self, approver_id):
        ids = [approver_id] if type(approver_id) is int else []
        approver = self.env["res.users"].browse(ids).exists()
        if approver_id and not approver:
            raise UserError(self.env._("“%s” is not a user who decides.", approver_id))
        return approver

    def _approval_asked(self, approver):
        """Return {record id: users who are asked}; raise if the named one may not."""
        asked = self._approval_deciders()
        if not approver:
            return asked
        for record in self:
            if approver not in asked[record.id]:
                raise UserError(
                    self.env._(
                        "“%(user)s” cannot decide on “%(record)s”: name somebody of the"
                        " group “%(group)s” who has neither written nor requested it.",
                        user=approver.sudo().name,
                        record=record.display_name,
                        group=self.env.ref(self._approval_group).sudo().name,
                    )
                )
        return dict.fromkeys(asked, approver)

    def _approval_deciders(self):
        """Return {record id: users who may decide if the acting user requests it}."""
        group = self.env.ref(self._approval_group).sudo()
        users = group.all_user_ids.filtered("active") - self.env.user
        users = users.filtered(lambda user: user.id != SUPERUSER_ID)
        objections = self._approval_objections(users)
        deciders = {}
        for record in self.sudo():
            company = record._approval_company()
            deciders[record.id] = users.filtered(
                lambda user, record=record, company=company: (
                    (record.id, user.id) not in objections
                    and (not company or company in user.company_ids)
                )
            ).sudo(False)
        return deciders

    def _approval_ask(self, asked, comment, quiet):
        """Give each user one activity on each record that he is asked about.

        :param quiet: send no mail
        """
        if "activity_ids" not in self._fields:
            return
        self.sudo().activity_unlink([ACTIVITY])
        note = comment and plaintext2html(comment)
        records = self.with_context(mail_activity_quick_update=quiet)
        users = self.env["res.users"].union(*asked.values())
        for user in users:
            records.filtered(lambda r, u=user: u in asked[r.id]).activity_schedule(
                ACTIVITY, note=note, user_id=user.id
            )

    # -- the decision ------------------------------------------------------

    def action_approve(self, comment=None, fingerprint=None, comparable=None):
        """Approve the requested content as another person than its authors.

        :param fingerprint: the ``content_fingerprint`` of what was seen; for several
            records {id: content_fingerprint}
        :param comparable: why the evidence of the approval before (check, frozen
            baselines) holds for this content, too; None: it does not
        """
        return self._approval_decide("approve", comment, fingerprint, comparable)

    def action_reject(self, comment=None, fingerprint=None):
        """Reject the requested content; the comment says why.

        :param fingerprint: as for ``action_approve``
        """
        return self._approval_decide("reject", comment, fingerprint)

    def _approval_decide(self, event, comment, fingerprint, comparable=None):
        self._approval_check_comment(comment)
        if event == "reject" and not (comment or "").strip():
            raise UserError(self.env._("Say in a comment why it is rejected."))
        for record in self:
            record._approval_check_decider()
        given = seen(self, fingerprint)
        # who changes the content or decides at the same moment waits, and sees this
        touch(self.env, self._table, "write_date", SQL("id = ANY(%s)", self.ids))
        self._approval_changed()
        contents = self._approval_contents()
        shown = self._approval_shown(contents, given)
        self._approval_check_requested(contents)
        if event == "approve":
            for record in self:
                record._approval_raise_problems()
        declared = self._approval_declared(shown, comparable)
        self._approval_append(event, shown, comment, **declared)
        self._approval_changed()
        if "activity_ids" in self._fields:
            self.sudo().activity_unlink([ACTIVITY])
        return True

    def _approval_shown(self, contents, given):
        """Return {record id: content that was seen}; raise if it is not today's.

        A language added since is no change, as for an approval; but nobody has seen it,
        so it is left out of what is decided.

        :param given: {record id: fingerprint of what was seen}
        """
        today = {id_: prints.fingerprint(content) for id_, content in contents.items()}
        others = {id_: mark for id_, mark in given.items() if mark != today[id_]}
        if not others:
            return contents
        rows = (
            self.env["crm.approval"]
            .sudo()
            .search_fetch(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", list(others)),
                    ("content_version", "=", self._approval_version),
                ],
                ["res_id", "event", "fingerprint"],
                order="id desc",
            )
        )
        languages = {}
        for record in self.browse(others):
            own = rows.filtered(lambda row, of=record: row.res_id == of.id)
            row = own.filtered(lambda row, of=record: row.fingerprint == others[of.id])
            content = contents[record.id]
            if not prints.is_of(row[:1], content):
                record._approval_raise_changed(row, own)
            languages[record.id] = prints.restricted(content, row[0].content)
        return {**contents, **languages}

    def _approval_raise_changed(self, row, rows):
        """Say what has changed since somebody has opened the record.

        :param row: the rows that were written for what he has seen, the newest first;
            a change keeps no texts, and where nothing was written before it is
            compared with what was requested or decided on last
        :param rows: all rows of the record
        """
        full = [r for r in (*row, *rows) if r.event not in ("change", "carry")]
        changes = next(filter(None, map(self._approval_changes_since, full[:5])), [])
        lines = [
            f"- {c['label']}: {c['old_text']} → {c['new_text']}"
            if c["old_text"]
            else f"- {c['label']}: {c['new_text']}"
            for c in changes
        ]
        raise UserError(
            self.env._(
                "“%(record)s” was changed since you opened it. Open it again and decide"
                " on what you see.\n%(changes)s",
                record=self.display_name,
                changes="\n".join(lines),
            ).strip()
        )

    def _approval_check_requested(self, contents):
        """Raise unless there is a request without decision, for today's content."""
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

    def _approval_check_comment(self, comment):
        if comment and not isinstance(comment, str):
            raise UserError(self.env._("A comment is a text."))

    # -- who may decide ----------------------------------------------------

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
        if unknown_author(self.env)[0]:
            raise AccessError(
                self.env._(
                    "“%s” is decided by a person who is logged in, not in somebody's"
                    " name.",
                    self.display_name,
                )
            )
        objection = self._approval_objections(user).get((self.id, user.id))
        if objection:
            raise UserError(objection)

    def _approval_objections(self, users):
        """Return {(record id, user id): sentence} of the users who may not decide.

        They have written or requested what was not approved yet. Where the author is
        not known it may have been any administrator.
        """
        rows = self.env["crm.approval"]._of(self)
        undecided = {}
        for row in rows:
            undecided.setdefault(row.res_id, []).append(row.id)
            if row.event == "approve":
                undecided[row.res_id] = []
        objections = {}
        for record in self:
            own = rows.browse(undecided.get(record.id))
            for user in own._barred(users):
                if user in own._writers():
                    sentence = self.env._(
                        "You have written or requested “%s” yourself:"
                        " another person has to decide.",
                        record.display_name,
                    )
                else:
                    sentence = self.env._(
                        "Nobody knows who has changed “%s”, and an administrator can"
                        " cause that: somebody who is none has to decide.",
                        record.display_name,
                    )
                objections[record.id, user.id] = sentence
        return objections

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
