from odoo import api, fields, models


class CrmApprovalWizard(models.TransientModel):
    """Shows goal conflicts and blanket uplift to the person who decides."""

    _inherit = "crm.approval.wizard"

    goal_warnings = fields.Text(compute="_compute_goal_warnings")

    @api.depends("res_model", "res_ids")
    def _compute_goal_warnings(self):
        for wizard in self:
            lines = []
            if wizard.res_model in ("crm.goal", "crm.goal.map"):
                for record in self.env[wizard.res_model].browse(wizard.res_ids):
                    lines += [record.conflict_text, record.loop_text]
                    if wizard.res_model == "crm.goal.map":
                        lines.append(record.uplift_message)
            wizard.goal_warnings = "\n".join(filter(None, lines))
