from datetime import datetime, timedelta

from odoo.tests import TransactionCase, new_test_user

from .common import speak_english

NOW = datetime(2025, 6, 1, 10, 0)


class ContactCase(TransactionCase):
    """A customer with contacts, two salespeople, and short ways to document."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        speak_english(cls.env)
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.anna, cls.bert = (
            new_test_user(
                cls.env, name, groups="sales_team.group_sale_salesman_all_leads"
            )
            for name in ("contact_anna", "contact_bert")
        )
        cls.manager = new_test_user(
            cls.env, "contact_boss", groups="sales_team.group_sale_manager"
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Customer", "is_company": True}
        )
        cls.carl = cls._contact("Carl")
        cls.call = cls.env.ref("mail.mail_activity_data_call")
        cls.email = cls.env.ref("mail.mail_activity_data_email")
        cls.meeting = cls.env.ref("mail.mail_activity_data_meeting")
        cls.todo = cls.env.ref("mail.mail_activity_data_todo")

    @classmethod
    def _contact(cls, name="C", since=None, **vals):
        contact = cls.env["res.partner"].create(
            {"name": name, "parent_id": cls.customer.id, **vals}
        )
        if since:
            cls.env.flush_all()
            cls.env.cr.execute(
                "UPDATE res_partner SET create_date = %s WHERE id = %s",
                [since, contact.id],
            )
            contact.invalidate_recordset()
        return contact

    @classmethod
    def _lead(cls, contact, **vals):
        return cls.env["crm.lead"].create(
            {"name": "L", "type": "opportunity", "partner_id": contact.id, **vals}
        )

    def _note(self, record, user=None, date=NOW):
        message = record.with_user(user or self.anna).message_post(
            body="Met at the fair", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        message.sudo().date = date
        return message

    def _done(self, record, activity_type, user=None, date=NOW):
        """Mark an activity as done, as the user does in the chatter."""
        activity = record.with_user(user or self.anna).activity_schedule(
            activity_type_id=activity_type.id, user_id=(user or self.anna).id
        )
        messages, _next = activity._action_done()
        messages.sudo().date = date
        return messages

    def _meet(self, contacts, user=None, date=NOW, **vals):
        return (
            self.env["calendar.event"]
            .with_context(no_mail_to_attendees=True, dont_notify=True)
            .create(
                {
                    "name": "Visit",
                    "user_id": (user or self.anna).id,
                    "partner_ids": [(6, 0, contacts.ids)],
                    "start": date,
                    "stop": date + timedelta(hours=1),
                    **vals,
                }
            )
        )

    def _rows(self, model, contact):
        self.env.invalidate_all()
        return self.env[model].search([("partner_id", "in", contact.ids)])
