from odoo import api, fields, models


class CrmGoalWorkbookLine(models.TransientModel):
    """One change that a workbook would make, or one reason against importing it."""

    _name = "crm.goal.workbook.line"
    _description = "Finding in a Workbook"

    wizard_id = fields.Many2one(
        "crm.goal.workbook.import", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [
            ("error", "Error"),
            ("stale", "Changed meanwhile"),
            ("kept", "Odoo's version stays"),
            ("unread", "Not read"),
            ("change", "Change"),
        ],
        required=True,
    )
    place = fields.Char(string="Cell", required=True)
    name = fields.Char(string="Of")
    what = fields.Char(string="Changed field")
    old = fields.Text(string="In Odoo")
    new = fields.Text(string="In the workbook")
    message = fields.Text(string="Remark")
    says = fields.Text(string="What", compute="_compute_says")

    @api.depends("kind", "what", "old", "new", "message")
    def _compute_says(self):
        for line in self:
            line.says = line.message
            if line.kind == "change":
                line.says = f"{line.what}: {line.old} → {line.new}"
