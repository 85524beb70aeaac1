"""The demo company says what the brief says, counted by hand and not by the engine."""

from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta
from demo_by_hand import ByHand

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

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
class TestDemoCompany(ByHand, TransactionCase):
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

    def test_records_are_dated_once_odoo_runs_too(self):
        """As the button “Load demo data” of Odoo's settings needs it."""
        demo = self.env["crm.metric.demo"]._speaking()
        customers = demo._company().customers
        partners = demo._load_customers(customers)
        for row in customers:
            self.assertEqual(row.created, partners[row.key].create_date)
        created = datetime(2026, 3, 2, 9)
        vals = {
            "name": "Packaging line",
            "create_date": created,
            "date_open": created + timedelta(days=3),
        }
        lead = demo._create_dated("crm.lead", [vals])
        self.assertEqual((created, 3), (lead.create_date, lead.day_open))

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
