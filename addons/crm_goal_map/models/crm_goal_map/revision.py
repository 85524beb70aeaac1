from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date

from odoo.addons.crm_metric_definitions.public import ContentWords, arguments


class CrmGoalMapRevision(models.Model):
    """The map at each approval, and at each change after its first approval.

    An approval is compared with the approval before, so that all changes in between
    are shown. Its reason is required, and counts for the changes before it, too.
    """

    _name = "crm.goal.map.revision"
    _description = "Goal Map Revision"
    _inherit = ["crm.append.only.mixin"]
    _order = "id desc"
    _rec_name = "number"

    map_id = fields.Many2one(
        "crm.goal.map", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="map_id.company_id")
    number = fields.Integer(readonly=True)
    kind = fields.Selection(
        [("approval", "Approved"), ("change", "Changed after approval")],
        required=True,
        readonly=True,
    )
    reason = fields.Text(string="Reason given", readonly=True)
    why = fields.Text(
        string="Reason",
        compute="_compute_why",
        help="If a change has no reason: the reason of the approval that followed.",
    )
    user_id = fields.Many2one("res.users", string="By", readonly=True, required=True)
    date = fields.Datetime(readonly=True, required=True, default=fields.Datetime.now)
    content = fields.Json(readonly=True, prefetch=False)
    names = fields.Json(readonly=True, help="Names of goals at that time, by id.")
    previous_id = fields.Many2one("crm.goal.map.revision", readonly=True)
    changes = fields.Html(compute="_compute_changes", string="What changed")

    @api.depends("number", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for revision in self:
            revision.display_name = self.env._(
                "Revision %(number)s of %(date)s",
                number=revision.number,
                date=format_date(self.env, revision.date),
            )

    @api.depends("reason", "map_id.revision_ids.reason")
    @api.depends_context("lang")
    def _compute_why(self):
        for revision in self:
            later = revision.map_id.revision_ids.filtered(
                lambda row, revision=revision: row.id > revision.id and row.reason
            )
            revision.why = (
                revision.reason
                or later.sorted("id")[:1].reason
                or self.env._("The reason is asked for when the map is approved again.")
            )

    @api.depends("content", "previous_id.content")
    @api.depends_context("lang")
    def _compute_changes(self):
        for revision in self:
            if revision.previous_id:
                revision.changes = revision._words().as_table(revision.diff())
            else:
                revision.changes = Markup("<p>%s</p>") % self.env._("First revision.")

    def diff(self):
        """Return what differs from the revision before.

        :return: list of {"path", "label", "old", "new", "old_text", "new_text"}, in a
            stable order
        """
        arguments.one(self)
        if not self.previous_id:
            return []
        return self._words().changes(self.previous_id.content or {}, self.content or {})

    def _words(self):
        """Return the `ContentWords` for this revision and the one before."""
        names = (self.previous_id.names or {}) | (self.names or {})
        return ContentWords(self.map_id, names, self.company_id)
