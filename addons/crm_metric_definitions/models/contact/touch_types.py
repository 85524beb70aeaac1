from odoo import models


class CrmContactTouches(models.AbstractModel):
    """Reports that count touches: by the types of activities that are touches."""

    _name = "crm.contact.touches.mixin"
    _inherit = ["crm.contact.mixin"]
    _description = "Report about Touches"

    _sql_tables = ("mail_activity_type",)

    def _sql_meaning(self):
        Type = self.env["mail.activity.type"].with_context(active_test=False)
        types = Type.search([("category", "in", ("phonecall", "meeting"))])
        email = self.env.ref("mail.mail_activity_data_email", raise_if_not_found=False)
        return {
            "call": types.filtered(lambda t: t.category == "phonecall")
            .sorted("id")
            .ids,
            "meeting": types.filtered(lambda t: t.category == "meeting")
            .sorted("id")
            .ids,
            "email": email.ids if email else [],
        }
