from odoo import fields, models


class CrmApprovalWizard(models.TransientModel):
    """The dialog in which approval is requested or decided, with a comment."""

    _name = "crm.approval.wizard"
    _description = "Request or Decide an Approval"

    res_model = fields.Char(required=True)
    res_ids = fields.Json(required=True)
    comment = fields.Text()

    def _records(self):
        model = self.env[self.res_model]
        if not hasattr(model, "_approval_content"):
            return self.env["crm.metric.definition"]
        return model.browse(self.res_ids)

    def action_request(self):
        return self._close(self._records().action_request_approval(self.comment))

    def action_approve(self):
        return self._close(self._records().action_approve(self.comment))

    def action_reject(self):
        return self._close(self._records().action_reject(self.comment))

    def _close(self, _done):
        return {"type": "ir.actions.act_window_close"}
