from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import Form, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestContactRole(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Lead = cls.env["crm.lead"].with_context(tracking_disable=True)
        cls.Role = cls.env["crm.lead.contact.role"]
        cls.anna, cls.bert = cls.env["res.partner"].create(
            [{"name": "Anna"}, {"name": "Bert"}]
        )
        cls.seller = new_test_user(
            cls.env, "role_seller", groups="sales_team.group_sale_salesman"
        )
        cls.other = new_test_user(
            cls.env, "role_other", groups="sales_team.group_sale_salesman"
        )
        cls.boss = new_test_user(
            cls.env, "role_boss", groups="sales_team.group_sale_salesman_all_leads"
        )
        cls.outsider = new_test_user(cls.env, "role_outsider")
        cls.lead = cls._lead(user_id=cls.seller.id)

    @classmethod
    def _lead(cls, **vals):
        return cls.Lead.create({"name": "A", "type": "opportunity", **vals})

    def _role(self, partner, role="decision_maker", lead=None):
        return self.Role.create(
            {
                "lead_id": (lead or self.lead).id,
                "partner_id": partner.id,
                "role": role,
            }
        )

    def test_only_a_decision_maker_counts(self):
        for role, _label in self.Role._fields["role"].selection[1:]:
            self._role(self.anna, role)
        self.assertFalse(self.lead.decision_maker_involved)
        role = self._role(self.bert)
        self.assertTrue(self.lead.decision_maker_involved)
        role.role = "champion"
        self.assertFalse(self.lead.decision_maker_involved)
        role.role = "decision_maker"
        role.unlink()
        self.assertFalse(self.lead.decision_maker_involved)

    def test_archived_opportunities_follow(self):
        self.lead.action_set_lost()
        self._role(self.anna)
        self.assertTrue(self.lead.decision_maker_involved)
        self.assertIn(
            self.lead,
            self.Lead.with_context(active_test=False).search(
                [("decision_maker_involved", "=", True)]
            ),
        )

    def test_a_role_is_given_once(self):
        self._role(self.anna)
        self._role(self.anna, "user")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._role(self.anna)

    def test_merge_moves_roles_without_duplicates(self):
        self.lead.probability = 90
        tail = self._lead()
        self._role(self.anna)
        self._role(self.anna, lead=tail)
        self._role(self.bert, "champion", lead=tail)
        merged = (tail | self.lead).merge_opportunity()
        self.assertEqual(
            sorted((r.partner_id.name, r.role) for r in merged.contact_role_ids),
            [("Anna", "decision_maker"), ("Bert", "champion")],
        )

    def test_merge_brings_a_decision_maker(self):
        self.lead.probability = 90
        tail = self._lead()
        self._role(self.bert, lead=tail)
        merged = (tail | self.lead).merge_opportunity()
        self.assertEqual(merged, self.lead)
        self.assertTrue(merged.decision_maker_involved)

    def test_deleting_the_contact(self):
        self._role(self.anna)
        self.assertTrue(self.lead.decision_maker_involved)
        self.anna.unlink()
        self.assertFalse(self.lead.contact_role_ids)
        self.assertFalse(self.lead.decision_maker_involved)

    def test_merging_contacts(self):
        second = self._lead()
        self._role(self.anna)
        self._role(self.bert)
        self._role(self.bert, lead=second)
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            [self.anna.id, self.bert.id], self.anna
        )
        self.env.invalidate_all()
        self.assertEqual(self.lead.contact_role_ids.partner_id, self.anna)
        self.assertEqual(second.contact_role_ids.partner_id, self.anna)
        self.assertTrue(second.decision_maker_involved)

    def test_rights_follow_the_opportunity(self):
        role = self._role(self.anna)
        role.with_user(self.seller).role = "champion"
        role.with_user(self.boss).role = "user"
        self.assertFalse(self.Role.with_user(self.other).search([]) & role)
        for operation in ("read", "write", "unlink"):
            self.assertTrue(role.with_user(self.seller).has_access(operation))
            self.assertTrue(role.with_user(self.boss).has_access(operation))
            self.assertFalse(role.with_user(self.other).has_access(operation))
            self.assertFalse(role.with_user(self.outsider).has_access(operation))
        with self.assertRaises(AccessError):
            self.Role.with_user(self.other).create(
                {"lead_id": self.lead.id, "partner_id": self.bert.id}
            )

    def test_other_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        lead = self._lead(company_id=company.id, user_id=False, team_id=False)
        role = self._role(self.anna, lead=lead)
        self.assertEqual(role.company_id, company)
        self.assertFalse(role.with_user(self.boss).has_access("read"))

    def test_form(self):
        with Form(self.lead.with_user(self.seller)) as form:
            with form.contact_role_ids.new() as line:
                line.partner_id = self.anna
        self.assertEqual(self.lead.contact_role_ids.role, "decision_maker")
        self.assertTrue(self.lead.decision_maker_involved)

    def test_filters(self):
        self._role(self.anna)
        undated = self._lead(date_intake=False)
        search = self.env["crm.lead"].get_view(
            self.env.ref("crm.view_crm_case_opportunities_filter").id, "search"
        )
        self.assertIn("no_decision_maker", search["arch"])
        self.assertIn("no_date_intake", search["arch"])
        self.assertEqual(
            self.Lead.search(
                [
                    ("id", "in", (self.lead | undated).ids),
                    ("decision_maker_involved", "=", False),
                ]
            ),
            undated,
        )
