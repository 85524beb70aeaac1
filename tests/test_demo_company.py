"""The demo company says what the brief says, counted by hand and not by the engine."""

from collections import defaultdict
from datetime import datetime, timedelta

import pytz
from dateutil.relativedelta import relativedelta

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

BERLIN = pytz.timezone("Europe/Berlin")
PREFIX = "demo_company"
CODES = {
    "new": "new_opportunities_per_salesperson_week",
    "decision_maker": "decision_maker_rate",
    "win": "win_rate",
    "contacts": "contacts_per_contact_year",
    "knowledge": "single_owner_knowledge_rate",
    "margin": "contribution_margin_rate",
}


@tagged("post_install", "-at_install")
class TestDemoCompany(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        manager = cls.env.ref(f"{PREFIX}.user_manager", raise_if_not_found=False)
        if not manager:
            raise AssertionError("This database holds no demo company.")
        # made on the day of installation, which may lie before today
        cls.end = manager.create_date.date()
        cls.start = cls.end - relativedelta(months=24)
        cls.users = cls.env["res.users"].search([("login", "!=", False)])
        cls.demo_users = cls.users.filtered(
            lambda user: user.get_external_id()[user.id].startswith(f"{PREFIX}.")
        )

    # -- by hand -------------------------------------------------------------

    def rows(self, query, *values):
        self.env.cr.execute(query, values)
        return self.env.cr.dictfetchall()

    def opportunities(self):
        return self.rows(
            """
            SELECT lead.id, lead.date_intake, lead.date_closed, lead.active,
                   lead.probability, stage.is_won, lead.expected_revenue AS revenue,
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
        if not moment:
            return False
        day = pytz.utc.localize(moment).astimezone(BERLIN).date()
        return self.start <= day < self.end

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
        closed = [row for row in rows if self.inside(row["date_closed"])]
        won = [r for r in closed if r["is_won"] and r["probability"] == 100]
        lost = [r for r in closed if not r["active"] and r["probability"] == 0]
        declared = [r for r in won if r["source"] and r["source"] != "estimated"]
        days = (self.end - self.start).days
        sellers = self.rows(
            "SELECT count(DISTINCT user_id) AS people FROM crm_salesperson_period"
            " WHERE date_from IS NULL OR date_from <= %s",
            self.start,
        )[0]["people"]
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
            "new": len(new) / (sellers * days / 7),
            "decision_maker": sum(bool(r["deciders"]) for r in new) / len(new),
            "win": len(won) / (len(won) + len(lost)),
            "contacts": len(touch_days) / known_then / (days / 365.25),
            "knowledge": single / len(holders),
            "margin": sum(r["margin"] for r in declared)
            / sum(r["revenue"] for r in declared),
        }

    # -- tests ---------------------------------------------------------------

    def test_figures_of_the_brief(self):
        found = self.by_hand()
        self.assertAlmostEqual(2, found["contacts"], delta=0.2)
        self.assertGreater(found["knowledge"], 0.8)
        self.assertTrue(1.4 < found["new"] < 2, found["new"])
        self.assertAlmostEqual(0.15, found["decision_maker"], delta=0.005)
        self.assertTrue(0.02 < found["win"] < 0.03, found["win"])
        self.assertAlmostEqual(0.08, found["margin"], delta=0.005)

    def test_engine_says_the_same(self):
        found = self.by_hand()
        for name, code in CODES.items():
            metric = self.env["crm.metric.definition"].search([("code", "=", code)])
            (point,) = metric.evaluate(self.start, self.end, "total")[metric.id]
            with self.subTest(code):
                self.assertEqual("ok", point["status"])
                self.assertAlmostEqual(found[name], point["value"], 6)

    def test_size_and_states(self):
        rows = self.rows(
            """
            SELECT count(*) AS all,
                   count(*) FILTER (WHERE NOT active AND probability > 0) AS archived,
                   count(*) FILTER (WHERE date_intake IS NULL) AS undated,
                   count(*) FILTER (WHERE date_open > date_first_assigned) AS moved,
                   count(*) FILTER (WHERE won_status = 'lost'
                                      AND lost_reason_id IS NULL) AS reasonless,
                   max(date_intake) AS last
              FROM crm_lead WHERE type = 'opportunity'
            """
        )[0]
        self.assertGreater(rows["all"], 3000)
        for name in ("archived", "undated", "moved", "reasonless"):
            self.assertGreater(rows[name], 40, name)
        stated = self.env.ref(f"{PREFIX}.user_manager").create_date
        self.assertGreater(rows["last"], stated - timedelta(days=5))
        self.assertEqual(3, len(self.demo_users.crm_team_ids))

    def test_nobody_was_mailed(self):
        messages = self.env["mail.message"].search(
            [("author_id", "in", self.demo_users.partner_id.ids)]
        )
        mails = self.env["mail.mail"].search([("mail_message_id", "in", messages.ids)])
        self.assertFalse(mails)
        kinds = messages.notification_ids.mapped("notification_type")
        self.assertLessEqual(set(kinds), {"inbox"})

    def test_people_decided_through_their_own_rights(self):
        rows = self.env["crm.approval"].search([("event", "!=", "change")])
        self.assertEqual({"request", "approve", "reject"}, set(rows.mapped("event")))
        self.assertLessEqual(rows.user_id, self.demo_users)
        for row in rows.filtered(lambda r: r.event == "approve"):
            others = self.env["crm.approval"].search(
                [
                    ("res_model", "=", row.res_model),
                    ("res_id", "=", row.res_id),
                    ("event", "in", ("change", "request")),
                    ("user_id", "=", row.user_id.id),
                ]
            )
            self.assertFalse(others, row)

    def test_trust_is_half_finished(self):
        states = {}
        for name, code in CODES.items():
            metric = self.env["crm.metric.definition"].search([("code", "=", code)])
            states[name] = (metric.approval_state, metric.known_state)
        self.assertEqual(
            {
                "win": ("approved", "known"),
                "new": ("approved", "inconsistent"),
                "contacts": ("approved", "not_checked"),
                "decision_maker": ("requested", "not_approved"),
                "margin": ("rejected", "not_approved"),
                "knowledge": ("draft", "not_approved"),
            },
            states,
        )

    def test_password_is_login(self):
        user = self.demo_users[0]
        credential = {"type": "password", "login": user.login, "password": user.login}
        checked = user.with_user(user)._check_credentials(
            credential, {"interactive": True}
        )
        self.assertEqual(user.id, checked["uid"])

    def test_loads_once_and_in_demo_mode_only(self):
        demo = self.env["crm.metric.demo"]
        before = self.env["crm.lead"].with_context(active_test=False).search_count([])
        demo._load_company()
        after = self.env["crm.lead"].with_context(active_test=False).search_count([])
        self.assertEqual(before, after)
        module = self.env["ir.module.module"].search(
            [("name", "=", "crm_metric_definitions")]
        )
        module.demo = False
        with self.assertRaises(UserError):
            demo._load_company()
