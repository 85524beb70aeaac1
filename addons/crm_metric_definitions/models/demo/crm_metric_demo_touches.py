from datetime import timedelta

from odoo import Command, models

from .crm_metric_demo_pipeline import STAGES

ACTIVITY_TYPES = {
    "call": "mail.mail_activity_data_call",
    "email": "mail.mail_activity_data_email",
}


class CrmMetricDemo(models.AbstractModel):
    """What the demo company's salespeople did, and plan to do."""

    _inherit = "crm.metric.demo"

    def _load_touches(self, made, partners, leads):
        meetings = [touch for touch in made.touches if touch.kind == "meeting"]
        messages = [touch for touch in made.touches if touch.kind != "meeting"]
        self._load_messages(messages, partners, leads)
        self._load_meetings(meetings, partners, leads)

    def _create_messages(self, vals_list):
        """Create messages that seem to be written on the day that they are about.

        :param vals_list: vals with ``record``, ``login`` and ``date``
        """
        for vals in vals_list:
            record, author = vals.pop("record"), self._user(vals.pop("login"))
            vals["author_id"] = author.partner_id.id
            vals["email_from"] = vals["reply_to"] = author.partner_id.email_formatted
            vals["model"], vals["res_id"] = record._name, record.id
            vals["record_name"] = record.display_name
        moments = [vals["date"] for vals in vals_list]
        messages = self.env["mail.message"].create(vals_list)
        self._backdate(messages, create_date=moments, write_date=moments)
        return messages

    def _load_messages(self, touches, partners, leads):
        note = self.env.ref("mail.mt_note").id
        done = self.env.ref("mail.mt_activities").id
        types = {kind: self.env.ref(xmlid).id for kind, xmlid in ACTIVITY_TYPES.items()}
        notes = {
            "call": self.env._("Called about the current order."),
            "email": self.env._("Answered by email."),
            "note": self.env._(
                "Their decision goes through the plant manager this time."
            ),
        }
        self._create_messages(
            [
                {
                    "record": leads.get(touch.opportunity) or partners[touch.contact],
                    "login": touch.salesperson,
                    "date": touch.at,
                    "body": notes[touch.kind],
                    "message_type": "comment"
                    if touch.kind == "note"
                    else "notification",
                    "subtype_id": note if touch.kind == "note" else done,
                    "mail_activity_type_id": types.get(touch.kind),
                }
                for touch in touches
            ]
        )

    def _load_meetings(self, touches, partners, leads):
        people = [
            (self._user(touch.salesperson), partners[touch.contact])
            for touch in touches
        ]
        events = self.env["calendar.event"].create(
            [
                {
                    "name": self.env._("Visit"),
                    "user_id": user.id,
                    "partner_ids": [Command.set([user.partner_id.id, contact.id])],
                    "start": touch.at,
                    "stop": touch.at + timedelta(hours=1),
                }
                for touch, (user, contact) in zip(touches, people, strict=True)
            ]
        )
        moments = [touch.at for touch in touches]
        on = [leads.get(touch.opportunity) for touch in touches]
        self._backdate(
            events,
            create_date=moments,
            write_date=moments,
            opportunity_id=[lead and lead.id for lead in on],
        )

    def _load_moves(self, made, leads):
        """Write the trace that Odoo keeps of a changed stage."""
        stages = {key: self.env.ref(xmlid) for key, (xmlid, _p) in STAGES.items()}
        moved = [row for row in made.opportunities if row.moved]
        field = self.env["ir.model.fields"]._get("crm.lead", "stage_id").id
        subtype = self.env.ref("crm.mt_lead_stage").id
        messages = self._create_messages(
            [
                {
                    "record": leads[row.key],
                    "login": row.salesperson,
                    "date": row.moved,
                    "message_type": "notification",
                    "subtype_id": subtype,
                    "tracking_value_ids": [
                        Command.create(
                            {
                                "field_id": field,
                                "old_value_integer": stages[row.entered].id,
                                "old_value_char": stages[row.entered].name,
                                "new_value_integer": stages[row.stage].id,
                                "new_value_char": stages[row.stage].name,
                            }
                        )
                    ],
                }
                for row in moved
            ]
        )
        self._backdate(
            messages.tracking_value_ids, create_date=[row.moved for row in moved]
        )

    def _load_next_steps(self, made, leads):
        call = self.env.ref("mail.mail_activity_data_call").id
        model = self.env["ir.model"]._get_id("crm.lead")
        self.env["mail.activity"].create(
            [
                {
                    "res_model_id": model,
                    "res_id": leads[row.key].id,
                    "activity_type_id": call,
                    "summary": self.env._("Ask how the decision is made"),
                    "date_deadline": row.next_step,
                    "user_id": leads[row.key].user_id.id,
                }
                for row in made.opportunities
                if row.next_step
            ]
        )
