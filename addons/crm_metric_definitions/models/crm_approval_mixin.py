from odoo import SUPERUSER_ID, api, fields, models, release
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..lib import diff, fingerprint
from .crm_append_only_mixin import append

DECISIONS = ("approve", "reject")
TEXT = "__text__"


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
        [
            ("draft", "Draft"),
            ("requested", "Approval requested"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("lapsed", "Lapsed"),
        ],
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

    # -- what a model says about itself ------------------------------------

    def _approval_content(self):
        """Return the substance of one record as a dict of plain data."""
        raise NotImplementedError

    def _approval_problems(self):
        """Return sentences (list of str) that say why it cannot be approved."""
        self.ensure_one()
        return []

    def _approval_labels(self):
        """Return {path joined by dots: label} for the keys of the content."""
        return {}

    def _approval_text(self, field_name):
        """Stand for a translatable text; all of them are read in one query later."""
        self.ensure_one()
        return {TEXT: [self._name, self.id, field_name]}

    # -- fingerprints ------------------------------------------------------

    def _approval_contents(self):
        """Return {id: content} with every text as {language: text}."""
        # neither language nor company nor active_test of the viewer may matter
        clean = self.with_env(self.env(su=True, context={"active_test": False}))
        raw = {record.id: record._approval_content() for record in clean}
        wanted = {}
        for content in raw.values():
            _collect_texts(content, wanted)
        stored = {}
        for (model, field_name), ids in wanted.items():
            stored[model, field_name] = self._approval_stored_texts(
                model, field_name, ids
            )
        return {id_: _fill_texts(content, stored) for id_, content in raw.items()}

    def _approval_stored_texts(self, model_name, field_name, ids):
        model = self.env[model_name]
        model.flush_model([field_name])
        field = model._fields[field_name]
        rows = self.env.execute_query(
            SQL(
                "SELECT id, %s FROM %s WHERE id IN %s",
                SQL.identifier(field_name),
                SQL.identifier(model._table),
                tuple(ids),
            )
        )
        if not field.translate:
            return {id_: {"en_US": text} if text else {} for id_, text in rows}
        return {id_: texts or {} for id_, texts in rows}

    def _approval_fingerprints(self):
        """Return {id: fingerprint of today's substance}."""
        contents = self._approval_contents()
        return {id_: fingerprint.fingerprint(c) for id_, c in contents.items()}

    def _approval_newest(self, events):
        """Return {record id: newest row among ``events``}: one query."""
        Approval = self.env["crm.approval"].sudo()
        groups = Approval._read_group(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("event", "in", events),
            ],
            ["res_id"],
            ["id:max"],
        )
        rows = Approval.browse([newest for _res_id, newest in groups])
        return {row.res_id: row for row in rows}

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
                    "content": contents[record.id],
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
        contents = real._approval_contents() if real else {}
        decided = real._approval_newest(DECISIONS) if real else {}
        approvals = real._approval_newest(["approve"]) if real else {}
        requests = real._approval_newest(["request"]) if real else {}
        for record in self:
            id_ = record._origin.id
            decision = decided.get(id_, Approval)
            approval = approvals.get(id_, Approval)
            valid = (
                bool(decision)
                and decision == approval
                and fingerprint.same(contents[id_], approval.content)
            )
            if valid:
                state = "approved"
            elif requests.get(id_, Approval).id > (decision.id or 0):
                state = "requested"
            elif decision and decision.event == "reject":
                state = "rejected"
            else:
                state = "lapsed" if approval else "draft"
            record.approval_state = state
            record.is_approved = valid
            record.approval_id = approval.sudo(False) if valid else False
            record.last_approval_id = approval.sudo(False)

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

    # -- actions -----------------------------------------------------------

    def action_request_approval(self, comment=None):
        """Ask for a decision on today's content. Raises UserError with what is missing.

        Nothing is sent before this: saving a draft notifies no one.
        """
        self.check_access("write")
        for record in self:
            if record.is_approved:
                raise UserError(
                    self.env._("“%s” is approved as it stands.", record.display_name)
                )
            record._approval_raise_problems()
        self._approval_append("request", self._approval_contents(), comment)
        self._approval_changed()
        return True

    def action_approve(self, comment=None):
        """Approve the requested content as another person than its authors."""
        for record in self:
            record._approval_check_decider()
            record._approval_raise_problems()
        return self._approval_decide("approve", comment)

    def action_reject(self, comment=None):
        """Reject the requested content; the comment says why."""
        if not (comment or "").strip():
            raise UserError(self.env._("Say in a comment why it is rejected."))
        for record in self:
            record._approval_check_decider()
        return self._approval_decide("reject", comment)

    def action_open_approval_wizard(self):
        """Open the dialog in which a comment is given."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decide"),
            "res_model": "crm.approval.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {
                **self.env.context,
                "default_res_model": self._name,
                "default_res_ids": self.ids,
            },
        }

    def approval_diff(self):
        """Return what differs between the last approved content and today's.

        :return: list of {"path", "label", "old", "new"}; empty without an approval
        """
        self.ensure_one()
        self.check_access("read")
        approval = self.sudo().last_approval_id
        if not approval:
            return []
        current = self._approval_contents()[self.id]
        labels = self._approval_labels()
        return [
            {
                "path": ".".join(change.path),
                "label": _label(change.path, labels),
                "old": change.old,
                "new": change.new,
            }
            for change in diff.diff(
                approval.content, fingerprint.restricted(current, approval.content)
            )
        ]

    def _approval_decide(self, event, comment):
        # two deciders at once: the second one waits here and then sees the first
        self.sudo().lock_for_update()
        self._approval_changed()
        contents = self._approval_contents()
        requests = self._approval_newest(["request"])
        decided = self._approval_newest(DECISIONS)
        for record in self:
            request = requests.get(record.id)
            last = decided.get(record.id)
            if not request or (last and last.id > request.id):
                raise UserError(
                    self.env._(
                        "Nobody has asked for a decision on “%s”.", record.display_name
                    )
                )
            if request.fingerprint != fingerprint.fingerprint(contents[record.id]):
                raise UserError(
                    self.env._(
                        "“%s” was changed after the approval was requested:"
                        " it has to be requested again.",
                        record.display_name,
                    )
                )
        self._approval_append(event, contents, comment)
        self._approval_changed()
        return True

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

    def _approval_changed(self):
        """Forget the computed state, and what was computed from it."""
        self.invalidate_recordset(["approval_ids"])
        self.modified(["approval_ids"])


def _collect_texts(value, wanted):
    if isinstance(value, dict):
        if TEXT in value:
            model, id_, field_name = value[TEXT]
            wanted.setdefault((model, field_name), set()).add(id_)
            return
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            _collect_texts(item, wanted)


def _fill_texts(value, stored):
    if isinstance(value, dict):
        if TEXT in value:
            model, id_, field_name = value[TEXT]
            return {fingerprint.LANG: stored[model, field_name].get(id_) or {}}
        return {key: _fill_texts(item, stored) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_fill_texts(item, stored) for item in value]
    return value


def _label(path, labels):
    """Return the label of the longest known beginning of a path, then the rest."""
    for length in range(len(path), 0, -1):
        known = labels.get(".".join(path[:length]))
        if known:
            return " › ".join([known, *path[length:]])
    return " › ".join(path)
