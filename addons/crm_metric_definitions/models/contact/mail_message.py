from odoo import models


class MailMessage(models.Model):
    _inherit = "mail.message"

    # For the contact reports: answers them without reading the messages themselves,
    # whose bodies make the table large. Automatic log entries are not in it.
    _contact_touch_idx = models.Index(
        "(model, date) INCLUDE (id, res_id, author_id, mail_activity_type_id,"
        " subtype_id, message_type)"
        " WHERE model IN ('crm.lead', 'res.partner')"
        " AND (mail_activity_type_id IS NOT NULL OR message_type = 'comment')"
    )
