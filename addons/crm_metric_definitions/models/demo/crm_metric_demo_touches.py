from datetime import timedelta

from odoo import Command, models

from ...lib.demo import names
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

    def _load_messages(self, touches, partners, leads):
        note = self.env.ref("mail.mt_note").id
        done = self.env.ref("mail.mt_activities").id
        notes = {
            "call": self.env._("Called about the current order."),
            "email": self.env._("Answered by email."),
            "note": self.env._(
                "Their decision goes through the plant manager this time."
            ),
        }
        vals_list = []
        for touch in touches:
            author = self._user(touch.salesperson).partner_id
            kind = ACTIVITY_TYPES.get(touch.kind)
            on = leads.get(touch.opportunity) or partners[touch.contact]
            vals_list.append(
                {
                    "model": on._name,
                    "res_id": on.id,
                    "author_id": author.id,
                    "email_from": author.email_formatted,
                    "reply_to": author.email_formatted,
                    "record_name": on.display_name,
                    "date": touch.at,
                    "body": notes[touch.kind],
                    "message_type": "notification" if kind else "comment",
                    "subtype_id": done if kind else note,
                    "mail_activity_type_id": kind and self.env.ref(kind).id,
                }
            )
        messages = self.env["mail.message"].create(vals_list)
        self._backdate(
            "mail_message",
            ["create_date", "write_date"],
            [
                (message.id, touch.at, touch.at)
                for message, touch in zip(messages, touches, strict=True)
            ],
        )

    def _load_meetings(self, touches, partners, leads):
        events = self.env["calendar.event"].create(
            [
                {
                    "name": self.env._("Visit"),
                    "user_id": self._user(touch.salesperson).id,
                    "partner_ids": [
                        Command.set(
                            [
                                self._user(touch.salesperson).partner_id.id,
                                partners[touch.contact].id,
                            ]
                        )
                    ],
                    "start": touch.at,
                    "stop": touch.at + timedelta(hours=1),
                }
                for touch in touches
            ]
        )
        columns = ["create_date", "write_date", "opportunity_id"]
        self._backdate(
            "calendar_event",
            columns,
            [
                (event.id, touch.at, touch.at, leads[touch.opportunity].id)
                if touch.opportunity
                else (event.id, touch.at, touch.at, None)
                for event, touch in zip(events, touches, strict=True)
            ],
        )

    def _load_moves(self, made, leads):
        """The trace that Odoo keeps of a stage changed: who began where?"""
        stages = {key: self.env.ref(xmlid) for key, (xmlid, _p) in STAGES.items()}
        moved = [row for row in made.opportunities if row.moved]
        field = self.env["ir.model.fields"]._get("crm.lead", "stage_id").id
        subtype = self.env.ref("crm.mt_lead_stage").id
        authors = {
            person[1]: self._user(person[1]).partner_id for person in names.SALESPEOPLE
        }
        messages = self.env["mail.message"].create(
            [
                {
                    "model": "crm.lead",
                    "res_id": leads[row.key].id,
                    "author_id": authors[row.salesperson].id,
                    "email_from": authors[row.salesperson].email_formatted,
                    "reply_to": authors[row.salesperson].email_formatted,
                    "record_name": leads[row.key].name,
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
            "mail_message",
            ["create_date", "write_date"],
            [(m.id, r.moved, r.moved) for m, r in zip(messages, moved, strict=True)],
        )
        self._backdate(
            "mail_tracking_value",
            ["create_date"],
            [
                (message.tracking_value_ids.id, row.moved)
                for message, row in zip(messages, moved, strict=True)
            ],
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
