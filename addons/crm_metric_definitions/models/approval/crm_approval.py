from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ... import words


class CrmApproval(models.Model):
    """One event in the life of an approved content; two of them are decisions.

    "carry" is none of the two: an upgrade of the suite adds to contents of a new
    version what those of the old one had not. It follows an approval valid then.
    """

    _name = "crm.approval"
    _inherit = ["crm.append.only.mixin"]
    _description = "Approval"
    _order = "id desc"
    _rec_name = "event"

    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record",
        model_field="res_model",
        required=True,
        readonly=True,
        index=True,
    )
    event = fields.Selection(
        [
            ("change", "Changed"),
            ("request", "Requested"),
            ("approve", "Approved"),
            ("reject", "Rejected"),
            ("carry", "Carried over"),
            ("lapse", "Lapsed by a change elsewhere"),
            ("wording", "Worded differently"),
            ("confirm_wording", "Wording confirmed"),
        ],
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users", string="Person", required=True, readonly=True, ondelete="restrict"
    )
    acting_user_id = fields.Many2one(
        "res.users",
        string="Logged in",
        readonly=True,
        ondelete="restrict",
        help="Who was logged in when code wrote this in the name of another person.",
    )
    author_unknown = fields.Boolean(
        readonly=True,
        help="The system, a scheduled action, or code in the name of a person has"
        " written this: nobody can say who is behind it.",
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    comment = fields.Text(readonly=True)
    content = fields.Json(readonly=True)
    fingerprint = fields.Char(required=True, readonly=True)
    content_version = fields.Integer(
        default=1, readonly=True, help="What the content consists of; see Part.since."
    )
    wording = fields.Json(
        readonly=True, help="How what the content names was called: {key: {language}}."
    )
    comparable = fields.Text(
        string="Comparable with the approval before",
        readonly=True,
        help="Why the evidence of the approval before holds for this one, too.",
    )
    stands_for = fields.Json(
        readonly=True,
        help="Fingerprints of earlier approvals whose evidence holds for this one,"
        " the oldest first.",
    )
    odoo_version = fields.Char(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, index=True)

    _record_idx = models.Index("(res_model, res_id, id)")

    is_readable = fields.Boolean(
        compute="_compute_is_readable",
        search="_search_is_readable",
        help="Whether the reader may read the record that this is about.",
    )

    @api.depends("res_model", "res_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_is_readable(self):
        ids, readable = {}, set()
        for row in self:
            ids.setdefault(row.res_model, set()).add(row.res_id)
        for name in ids.keys() & set(self._approved_models()):
            records = self._as_reader(name)
            if records.has_access("read"):
                found = records.search([("id", "in", list(ids[name]))])
                readable |= {(name, id_) for id_ in found.ids}
        for row in self:
            row.is_readable = (row.res_model, row.res_id) in readable

    def _search_is_readable(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain.FALSE
        for name in self._approved_models():
            records = self._as_reader(name)
            if records.has_access("read"):
                ids = records._search(Domain.TRUE)
                domain |= Domain("res_model", "=", name) & Domain("res_id", "in", ids)
        return domain if True in value else ~domain

    def _approved_models(self):
        """Return the names of the models whose contents the rows hold."""
        names = self.env.registry.descendants(["crm.authorship.mixin"], "_inherit")
        return sorted(name for name in names if not self.env[name]._abstract)

    def _as_reader(self, model):
        """Return a model with the rights of the reader, who may be in ``sudo`` here."""
        return self.env[model].sudo(False).with_context(active_test=False)

    def _of(self, records):
        """Return the changes and requests of these records, the oldest first."""
        return self.sudo().search_fetch(
            [
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
                ("event", "in", ("change", "request", "approve")),
            ],
            [
                "res_id",
                "event",
                "user_id",
                "acting_user_id",
                "author_unknown",
                "content_version",
                "fingerprint",
            ],
            order="id",
        )

    def _authors(self, record):
        """Return the users who have written or requested what a record says."""
        rows = self._of(record).filtered(lambda row: row.event != "approve")
        return rows._writers().sudo(False)

    def _writers(self):
        """Return the users in whose name the rows were written, or who did it."""
        return self.user_id | self.acting_user_id

    def _barred(self, users):
        """Return those of the users who may not decide on what these rows have written.

        What nobody knows the author of, an administrator may have caused.
        """
        barred = self._writers()
        if any(self.mapped("author_unknown")):
            barred |= self.env.ref("base.group_system").sudo().all_user_ids
        return users.filtered(lambda user: user in barred)

    def _lineage(self):
        """Return all fingerprints that name this content, the first one it had first.

        Checks, baselines and goals name the content by one of them.
        """
        return [*(self.stands_for or []), *filter(None, [self.fingerprint])]

    @api.depends("event", "date", "user_id", "author_unknown")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for approval in self:
            approval.display_name = self.env._(
                "%(event)s by %(user)s on %(date)s",
                event=words.value(self.env, self._fields["event"], approval.event),
                user=approval._author_name(),
                date=format_date(self.env, approval.date),
            )

    def _author_name(self):
        """Return who it was, as far as anybody knows."""
        row = self.sudo()
        if not row.author_unknown:
            return row.user_id.name or ""
        names = row.acting_user_id.name or row.user_id.name
        return self.env._("unknown (%s)", names)
