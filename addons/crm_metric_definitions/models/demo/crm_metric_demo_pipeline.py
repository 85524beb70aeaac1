from datetime import timedelta

from odoo import Command, models

STAGES = {
    "new": ("crm.stage_lead1", 10),
    "qualified": ("crm.stage_lead2", 30),
    "proposition": ("crm.stage_lead3", 60),
    "won": ("crm.stage_lead4", 100),
}
#: kind of a touch: subtype and activity type of its message
MESSAGES = {
    "call": ("mail.mt_activities", "mail.mail_activity_data_call"),
    "email": ("mail.mt_activities", "mail.mail_activity_data_email"),
    "note": ("mail.mt_note", None),
}


class CrmMetricDemo(models.AbstractModel):
    """The demo company's customers, and 24 months of dealings with them."""

    _inherit = "crm.metric.demo"

    def _load_pipeline(self, company):
        partners = self._load_customers(company.customers)
        leads = self._load_leads(company, partners)
        self._load_touches(company.touches, partners, leads)
        self._load_moves(company.opportunities, leads)
        self._load_next_steps(company.opportunities, leads)

    def _create_dated(self, model, vals_list):
        """Create records that seem to have been created at their ``create_date``.

        Odoo takes such a date only from the superuser, and only while it installs.
        """
        records = self.env[model].create(vals_list)
        self.env.flush_all()
        moments = [vals["create_date"] for vals in vals_list]
        records._write_multi([{"create_date": at, "write_date": at} for at in moments])
        records.invalidate_recordset()
        records.modified(["create_date"])
        return records

    def _create_by_key(self, model, rows, vals_list):
        """Return {key of the row: new record}."""
        records = self._create_dated(model, vals_list)
        return dict(zip((row.key for row in rows), records, strict=True))

    def _load_customers(self, customers):
        germany = self.env.ref("base.de").id
        companies = [row for row in customers if not row.parent]
        partners = self._create_by_key(
            "res.partner",
            companies,
            [
                {
                    "name": row.name,
                    "is_company": True,
                    "city": row.city,
                    "country_id": germany,
                    "user_id": self._user(row.owner).id,
                    "create_date": row.created,
                }
                for row in companies
            ],
        )
        people = [row for row in customers if row.parent]
        return partners | self._create_by_key(
            "res.partner",
            people,
            [
                {
                    "name": row.name,
                    "function": row.function,
                    "parent_id": partners[row.parent].id,
                    "user_id": self._user(row.owner).id,
                    "create_date": row.created,
                }
                for row in people
            ],
        )

    def _stage(self, name):
        return self.env.ref(STAGES[name][0])

    def _load_leads(self, company, partners):
        nobody = self.env["res.partner"]
        words = company.words
        reasons = self._create_named("crm.lost.reason", words["lost_reason"].values())
        sources = {
            name: self.env["utm.source"].create({"name": f"{name} (demo)"}).id
            for name in words["source"].values()
        }
        teams = {row.login: row.team for row in company.people}
        vals_list = []
        for row in company.opportunities:
            partner = partners.get(row.partner, nobody)
            customer = partner.commercial_partner_id or partners[row.customer]
            vals_list.append(
                {
                    "name": f"{row.subject}, {customer.name}",
                    "type": "opportunity",
                    "company_id": self.env.company.id,
                    "user_id": self._user(row.salesperson).id,
                    "team_id": self._demo(f"team_{teams[row.salesperson]}").id,
                    "partner_id": partner.id,
                    "stage_id": self._stage(row.stage).id,
                    "probability": 0 if row.state == "lost" else STAGES[row.stage][1],
                    "active": row.state in ("open", "won"),
                    "lost_reason_id": row.lost_reason and reasons[row.lost_reason].id,
                    "source_id": sources.get(row.source),
                    "expected_revenue": row.revenue,
                    "contribution_margin": row.margin,
                    "contribution_margin_source": row.margin and "accounting",
                    "contact_role_ids": [
                        Command.create({"partner_id": partners[key].id, "role": role})
                        for key, role in row.roles
                    ],
                    "date_intake": row.intake,
                    "create_date": row.created,
                    "date_first_assigned": row.first_assigned,
                    "date_open": row.assigned,
                    "date_last_stage_update": row.moved or row.created,
                    "date_deadline": row.expected,
                    "date_closed": row.closed,
                    "date_ended": row.closed,
                }
            )
        return self._create_by_key("crm.lead", company.opportunities, vals_list)

    def _load_touches(self, touches, partners, leads):
        texts = {
            "call": self.env._("Called about the current order."),
            "email": self.env._("Answered by email."),
            "note": self.env._(
                "Their decision goes through the plant manager this time."
            ),
        }
        kinds = {
            kind: {
                "body": texts[kind],
                "message_type": "notification" if activity else "comment",
                "subtype_id": self.env.ref(subtype).id,
                "mail_activity_type_id": activity and self.env.ref(activity).id,
            }
            for kind, (subtype, activity) in MESSAGES.items()
        }
        self._create_dated(
            "mail.message",
            [
                {
                    **self._message_vals(
                        leads.get(row.opportunity) or partners[row.contact], row, row.at
                    ),
                    **kinds[row.kind],
                }
                for row in touches
                if row.kind in kinds
            ],
        )
        visits = [row for row in touches if row.kind == "meeting"]
        events = self._create_dated(
            "calendar.event",
            [
                {
                    "name": self.env._("Visit"),
                    "user_id": self._user(row.salesperson).id,
                    "partner_ids": [
                        Command.link(self._user(row.salesperson).partner_id.id),
                        Command.link(partners[row.contact].id),
                    ],
                    "start": row.at,
                    "stop": row.at + timedelta(hours=1),
                    "create_date": row.at,
                }
                for row in visits
            ],
        )
        for row, event in zip(visits, events, strict=True):
            if row.opportunity:  # later, since Odoo logs an event created with one
                event.opportunity_id = leads[row.opportunity]

    def _message_vals(self, record, row, moment):
        """Vals of a message that the row's salesperson seems to have written then."""
        author = self._user(row.salesperson).partner_id
        return {
            "model": record._name,
            "res_id": record.id,
            "record_name": record.display_name,
            "author_id": author.id,
            "email_from": author.email_formatted,
            "reply_to": author.email_formatted,
            "date": moment,
            "create_date": moment,
        }

    def _load_moves(self, opportunities, leads):
        """Write the trace that Odoo keeps of a changed stage."""
        rows = [row for row in opportunities if row.moved]
        field = self.env["ir.model.fields"]._get("crm.lead", "stage_id").id
        subtype = self.env.ref("crm.mt_lead_stage").id
        messages = self._create_dated(
            "mail.message",
            [
                {
                    **self._message_vals(leads[row.key], row, row.moved),
                    "message_type": "notification",
                    "subtype_id": subtype,
                }
                for row in rows
            ],
        )
        self._create_dated(
            "mail.tracking.value",
            [
                {
                    "mail_message_id": message.id,
                    "field_id": field,
                    "old_value_integer": self._stage(row.entered).id,
                    "old_value_char": self._stage(row.entered).name,
                    "new_value_integer": self._stage(row.stage).id,
                    "new_value_char": self._stage(row.stage).name,
                    "create_date": row.moved,
                }
                for row, message in zip(rows, messages, strict=True)
            ],
        )

    def _load_next_steps(self, opportunities, leads):
        call = self.env.ref("mail.mail_activity_data_call").id
        self.env["mail.activity"].create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
                    "res_id": leads[row.key].id,
                    "activity_type_id": call,
                    "summary": self.env._("Ask how the decision is made"),
                    "date_deadline": row.next_step,
                    "user_id": leads[row.key].user_id.id,
                }
                for row in opportunities
                if row.next_step
            ]
        )
