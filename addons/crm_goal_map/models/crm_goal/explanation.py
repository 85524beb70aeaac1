from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.crm_metric_definitions.public import SYSTEM

# fields that only the author of an explanation changes
SIGNED = {"goal_id", "text", "date", "period_start", "period_last"}


class CrmGoalExplanation(models.Model):
    """A dated explanation, with evidence, of why the result is as it is."""

    _name = "crm.goal.explanation"
    _description = "Explanation"
    _inherit = ["crm.system.fields.mixin", "crm.approval.part.mixin"]
    _order = "date desc, id desc"
    _approval_owner = "goal_id"
    _rec_name = "text"

    goal_id = fields.Many2one("crm.goal", required=True, index=True, ondelete="cascade")
    date = fields.Date(required=True, default=fields.Date.context_today)
    author_id = fields.Many2one(
        "res.users", required=True, default=lambda self: self.env.user, **SYSTEM
    )
    text = fields.Text(string="Explanation", required=True)
    evidence_url = fields.Char(string="Evidence (link)")
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Evidence (files)", bypass_search_access=True
    )
    period_start = fields.Date(string="Period from")
    period_last = fields.Date(string="to")
    is_stale = fields.Boolean(
        string="Stale",
        compute="_compute_is_stale",
        help="The metric has shown a signal since, or a newer explanation replaces it.",
    )

    @api.depends("date", "goal_id.explanation_stale", "goal_id.explanation_ids.date")
    def _compute_is_stale(self):
        for row in self:
            newest = max(row.goal_id.explanation_ids.mapped("date"), default=row.date)
            row.is_stale = row.goal_id.explanation_stale or row.date < newest

    @api.constrains("date")
    def _check_date(self):
        """Refuse a future date: the explanation would ignore the signals before it."""
        today = fields.Date.context_today(self)
        if any(row.date > today for row in self):
            message = self.env._(
                "An explanation is dated today or earlier: no later signal would"
                " make it stale."
            )
            raise ValidationError(message)

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._adopt_attachments()
        return rows

    def write(self, vals):
        """Refuse changes of another person's explanation and of its author."""
        others = self.author_id - self.env.user
        signed = "author_id" in vals or (SIGNED & set(vals) and others)
        if signed and not self.env.su:
            message = self.env._(
                "Only its author can change an explanation. Write one of your own."
            )
            raise UserError(message)
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_attachments()
        return result

    def _adopt_attachments(self):
        """Link own attachments, so that readers of the explanation can open them."""
        for row in self:
            own = row.attachment_ids.filtered(
                lambda a, row=row: not a.res_id and a.create_uid == row.env.user
            )
            own.write({"res_model": row._name, "res_id": row.id})
