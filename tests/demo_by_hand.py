"""The six figures of the demo company, counted from its tables, without the engine."""

from calendar import isleap
from collections import defaultdict
from datetime import datetime, timedelta

import pytz

BERLIN = pytz.timezone("Europe/Berlin")


def _day(moment):
    """The day of a UTC moment on Berlin's calendar."""
    return pytz.utc.localize(moment).astimezone(BERLIN).date()


class ByHand:
    """Uses ``env``, ``start``, ``end`` and ``demo_users`` of the test."""

    def rows(self, query, *values):
        self.env.cr.execute(query, values)
        return self.env.cr.dictfetchall()

    def opportunities(self):
        return self.rows(
            """
            SELECT lead.id, lead.user_id, lead.active,
                   lead.date_intake, lead.date_ended, lead.probability,
                   stage.is_won, lead.expected_revenue AS revenue,
                   lead.contribution_margin AS margin,
                   lead.contribution_margin_source AS source,
                   (SELECT count(*) FROM crm_lead_contact_role AS role
                     WHERE role.lead_id = lead.id AND role.role = 'decision_maker'
                   ) AS deciders
              FROM crm_lead AS lead JOIN crm_stage AS stage ON stage.id = lead.stage_id
             WHERE lead.type = 'opportunity'
            """
        )

    def inside(self, moment):
        """Whether a UTC moment lies in the 24 months, on Berlin's calendar."""
        return bool(moment) and self.start <= _day(moment) < self.end

    def member_days(self):
        """{(user, day)}: on these days people were members of a sales team."""
        periods = self.rows(
            "SELECT user_id, date_from, date_to FROM crm_salesperson_period"
            " WHERE company_id IS NULL OR company_id = %s",
            self.env.company.id,
        )
        return {
            (period["user_id"], day)
            for period in periods
            for day in self.days()
            if (not period["date_from"] or period["date_from"] <= day)
            and (not period["date_to"] or day < period["date_to"])
        }

    def days(self):
        count = (self.end - self.start).days
        return [self.start + timedelta(days=number) for number in range(count)]

    def touches(self):
        """(contact, user, moment) of each personal touch: messages and meetings."""
        messages = self.rows(
            """
            SELECT COALESCE(lead.partner_id, message.res_id) AS contact,
                   message.author_id AS author, message.date AS at
              FROM mail_message AS message
              LEFT JOIN crm_lead AS lead
                ON message.model = 'crm.lead' AND lead.id = message.res_id
             WHERE message.model IN ('crm.lead', 'res.partner')
               AND (message.mail_activity_type_id IN %s
                    OR message.message_type = 'comment' AND message.subtype_id = %s)
            """,
            tuple(
                self.env.ref(f"mail.mail_activity_data_{kind}").id
                for kind in ("call", "email", "meeting")
            ),
            self.env.ref("mail.mt_note").id,
        )
        meetings = self.rows(
            """
            SELECT attendee.partner_id AS contact, organiser.partner_id AS author,
                   event.start AS at
              FROM calendar_event AS event
              JOIN res_users AS organiser ON organiser.id = event.user_id
              JOIN calendar_attendee AS attendee ON attendee.event_id = event.id
             WHERE event.active AND attendee.partner_id <> organiser.partner_id
            """
        )
        authors = set(self.demo_users.partner_id.ids)
        return [row for row in messages + meetings if row["author"] in authors]

    def contacts(self):
        """Ids of people at customers, those of stock demo data included."""
        own = self.env["res.users"].with_context(active_test=False).search([])
        internal = own.filtered(lambda user: not user.share).partner_id
        companies = self.env["res.company"].search([]).partner_id
        people = self.env["res.partner"].search(
            [("is_company", "=", False), ("type", "=", "contact")]
        )
        customers = self.env["crm.lead"].with_context(active_test=False).search([])
        known = customers.partner_id | customers.contact_role_ids.partner_id
        return {
            person.id
            for person in people - internal
            if person.commercial_partner_id not in companies
            and (person.parent_id or person in known)
        }

    def by_hand(self):
        rows = self.opportunities()
        new = [row for row in rows if self.inside(row["date_intake"])]
        closed = [row for row in rows if self.inside(row["date_ended"])]
        won = [r for r in closed if r["is_won"] and r["probability"] == 100]
        lost = [r for r in closed if not r["active"] and r["probability"] == 0]
        declared = [r for r in won if r["source"] and r["source"] != "estimated"]
        member_days = self.member_days()
        by_members = [
            r for r in new if (r["user_id"], _day(r["date_intake"])) in member_days
        ]
        years = sum(1 / (366 if isleap(day.year) else 365) for day in self.days())
        contacts = self.contacts()
        touches = [t for t in self.touches() if t["contact"] in contacts]
        touch_days = {
            (t["contact"], t["at"].date()) for t in touches if self.inside(t["at"])
        }
        known_then = self.rows(
            """
            SELECT count(*) AS people FROM res_partner AS person
             WHERE id IN %s AND LEAST(create_date, (
                   SELECT min(date_intake) FROM crm_lead
                    WHERE partner_id = person.id)) < %s
            """,
            tuple(contacts),
            BERLIN.localize(datetime.combine(self.end, datetime.min.time()))
            .astimezone(pytz.utc)
            .replace(tzinfo=None),
        )[0]["people"]
        holders = defaultdict(set)
        for touch in touches:
            holders[touch["contact"]].add(touch["author"])
        single = sum(len(people) == 1 for people in holders.values())
        return {
            "new": len(by_members) / (len(member_days) / 7),
            "decision_maker": sum(bool(r["deciders"]) for r in new) / len(new),
            "win": len(won) / (len(won) + len(lost)),
            "contacts": len(touch_days) / known_then / years,
            "knowledge": single / len(holders),
            "margin": sum(r["margin"] for r in declared)
            / sum(r["revenue"] for r in declared),
        }
