from odoo import fields, models

from .contact_sql import NOT_EMPTY, TOUCHES


class CrmContactTouch(models.Model):
    """Personal touches: one row each time one of us dealt with a contact in person.

    `crm.contact.person` says who is a contact. A touch is
    - `call`, `meeting`, `email`: an activity marked as done on the contact, or on a
      lead or opportunity whose contact it is. Its type decides: those whose action is
      "Call" or "Meeting", and the type "Email" that Odoo brings. To-dos and documents
      are no touches. A type of one's own counts when its action is set to one of these.
    - `meeting`: a calendar meeting that has begun, is not archived, has the contact
      among its attendees and was not declined by it. It is the organiser's touch. An
      activity done for such a meeting is not counted a second time.
    - `note`: a note that somebody logged by hand on the contact, or on a lead or
      opportunity whose contact it is. Log entries made by Odoo (changed fields,
      automatic messages) and e-mails sent from the chatter are no touches.

    A deleted or emptied message is none. Only internal users count, OdooBot does not;
    who has left counts as before, see `crm.contact.colleague`. A message belongs to who
    wrote it, not to the salesperson of the opportunity. `team_id` is that person's main
    team as of today. The company is the opportunity's, else the contact's (see
    `crm.contact.person`); empty means shared.
    Where an opportunity is given another contact, its touches go along.

    `contact_day` is the same number for all touches of one contact on one day, in the
    time zone of the company that is measured: count its different values, and three
    notes on a day are one touch.
    """

    _name = "crm.contact.touch"
    _inherit = ["crm.contact.touches.mixin"]
    _description = "Personal Touch of a Contact"
    _auto = False
    _contact_query = TOUCHES
    _order = "date desc, id desc"
    _depends = {
        "mail.message": [
            "author_id",
            "body",
            "date",
            "mail_activity_type_id",
            "message_type",
            "model",
            "res_id",
            "subtype_id",
        ],
        "mail.activity": [
            "activity_type_id",
            "calendar_event_id",
            "date_done",
            "res_id",
            "res_model",
        ],
        "mail.activity.type": ["category"],
        "calendar.event": ["active", "start", "user_id"],
        "calendar.attendee": ["event_id", "partner_id", "state"],
        "crm.lead": ["company_id"],
        "res.users": ["sale_team_id"],
        "crm.contact.colleague": ["event_ids", "message_ids", "partner_id", "user_id"],
        "crm.contact.person": ["partner_id"],
    }

    user_id = fields.Many2one(string="Done by", help=False)
    team_id = fields.Many2one(
        "crm.team",
        string="Sales Team",
        readonly=True,
        groups="crm_metric_definitions.group_individual_figures",
    )
    date = fields.Datetime(readonly=True)
    kind = fields.Selection(
        [
            ("call", "Call"),
            ("meeting", "Meeting"),
            ("email", "E-mail"),
            ("note", "Note"),
        ],
        readonly=True,
    )
    contact_day = fields.Integer(
        string="Contact and Day",
        readonly=True,
        aggregator="count_distinct",
        help="The same for all touches of one contact on one day.",
    )


class MailMessage(models.Model):
    _inherit = "mail.message"

    # For the contact reports: answers them without reading the messages themselves,
    # whose bodies make the table large. Automatic log entries are not in it.
    _contact_touch_idx = models.Index(
        "(model, date) INCLUDE (id, res_id, author_id, mail_activity_type_id,"
        " subtype_id, message_type)"
        " WHERE model IN ('crm.lead', 'res.partner')"
        " AND (mail_activity_type_id IS NOT NULL OR message_type = 'comment')"
        f" AND {NOT_EMPTY}"
    )
