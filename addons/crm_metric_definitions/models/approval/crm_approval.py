from odoo import api, fields, models
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
        ],
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users", string="Person", required=True, readonly=True, ondelete="restrict"
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    comment = fields.Text(readonly=True)
    content = fields.Json(readonly=True)
    fingerprint = fields.Char(required=True, readonly=True)
    content_version = fields.Integer(
        default=1, readonly=True, help="What the content consists of; see Part.since."
    )
    stands_for = fields.Json(
        readonly=True,
        help="Fingerprints of earlier approvals whose evidence holds for this one,"
        " the oldest first.",
    )
    odoo_version = fields.Char(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, index=True)

    _record_idx = models.Index("(res_model, res_id, id)")

    def _authors(self, record):
        """Return the users who have written or requested what a record says."""
        domain = [("res_model", "=", record._name), ("res_id", "=", record.id)]
        domain += [("event", "in", ("change", "request"))]
        return self.sudo().search(domain).user_id.sudo(False)

    def _lineage(self):
        """Return all fingerprints that name this content, the first one it had first.

        Checks, baselines and goals name the content by one of them.
        """
        return [*(self.stands_for or []), *filter(None, [self.fingerprint])]

    @api.depends("event", "date", "user_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for approval in self:
            approval.display_name = self.env._(
                "%(event)s by %(user)s on %(date)s",
                event=words.value(self.env, self._fields["event"], approval.event),
                user=approval.sudo().user_id.name or "",
                date=format_date(self.env, approval.date),
            )
