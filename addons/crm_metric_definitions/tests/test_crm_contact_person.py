from datetime import datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .contact_case import ContactCase

PAST = datetime(2024, 3, 5, 9, 30)


@tagged("post_install", "-at_install")
class TestContactPerson(ContactCase):
    def _is_contact(self, partner):
        return bool(
            self.env["crm.contact.person"]
            .with_context(active_test=False)
            .search([("partner_id", "=", partner.id)])
        )

    def test_who_is_a_contact(self):
        self.assertTrue(self._is_contact(self.carl))
        self.assertFalse(self._is_contact(self.customer), "a company")
        self.assertFalse(self._is_contact(self._contact(type="invoice")), "an address")
        self.assertFalse(
            self._is_contact(self.anna.partner_id), "an internal user's own partner"
        )
        self.anna.partner_id.parent_id = self.customer
        self.assertFalse(self._is_contact(self.anna.partner_id))
        employee = self._contact(parent_id=self.env.company.partner_id.id)
        self.assertFalse(self._is_contact(employee), "one of our own people")
        portal = new_test_user(self.env, "contact_portal", groups="base.group_portal")
        portal.partner_id.parent_id = self.customer
        self.assertTrue(self._is_contact(portal.partner_id), "a customer with a login")

    def test_without_a_company(self):
        private = self._contact(parent_id=False)
        self.assertFalse(self._is_contact(private))
        lead = self._lead(private)
        self.assertTrue(self._is_contact(private))
        lead.partner_id = False
        self.assertFalse(self._is_contact(private))
        lead.contact_role_ids = [(0, 0, {"partner_id": private.id, "role": "user"})]
        self.assertTrue(self._is_contact(private))

    def test_known_since(self):
        since = PAST + timedelta(days=100)
        contact = self._contact(since=since)
        self._note(self.carl, date=PAST - timedelta(days=900))
        row = self.env["crm.contact.person"].browse(contact.id)
        self.assertEqual(row.date_from, since)
        self._lead(contact, date_intake=PAST + timedelta(days=200))
        self.assertEqual(self._rows(row._name, contact).date_from, since)
        self._lead(contact, date_intake=PAST).action_set_lost()
        self._lead(contact, date_intake=False)
        row = self._rows(row._name, contact)
        self.assertEqual(row.date_from, PAST)
        self.assertEqual(row.date_year_known, PAST + timedelta(days=365))

    def test_archived(self):
        self.carl.active = False
        Person = self.env["crm.contact.person"]
        domain = [("partner_id", "=", self.carl.id)]
        self.assertFalse(Person.search(domain))
        self.assertTrue(Person.with_context(active_test=False).search(domain))


@tagged("post_install", "-at_install")
class TestContactReportRights(ContactCase):
    MODELS = (
        "crm.contact.person",
        "crm.contact.touch",
        "crm.contact.knowledge",
        "crm.contact.neglect",
    )

    def setUp(self):
        super().setUp()
        self.old = self._contact(since=datetime(2020, 1, 1))
        self._note(self.old)
        self.env.flush_all()

    def test_only_managers_read(self):
        for model in self.MODELS:
            with self.subTest(model=model):
                row = self._rows(model, self.old)
                self.assertTrue(row)
                self.assertTrue(row.with_user(self.manager).has_access("read"))
                self.assertFalse(row.with_user(self.anna).has_access("read"))
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(row.with_user(self.manager).has_access(operation))

    def test_people_need_their_own_group(self):
        for model in self.MODELS:
            with self.subTest(model=model):
                row = self._rows(model, self.old).with_user(self.manager)
                with self.assertRaises(AccessError):
                    row.read(["user_id"])
                with self.assertRaises(AccessError):
                    row.search([("user_id", "=", self.anna.id)])
                with self.assertRaises(AccessError):
                    row._read_group([], ["user_id"], ["__count"])
                self.assertNotIn("user_id", row.fields_get())
        self.manager.group_ids += self.env.ref(
            "crm_metric_definitions.group_individual_figures"
        )
        touch = self._rows("crm.contact.touch", self.old).with_user(self.manager)
        self.assertEqual(touch.user_id, self.anna)

    def test_other_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.old.company_id = company
        for model in self.MODELS:
            with self.subTest(model=model):
                row = self._rows(model, self.old)
                self.assertEqual(row.company_id, company)
                self.assertFalse(
                    row.with_user(self.manager).search([("id", "in", row.ids)])
                )
