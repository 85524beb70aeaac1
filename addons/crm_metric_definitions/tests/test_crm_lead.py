from datetime import datetime, timedelta

from odoo.exceptions import ValidationError
from odoo.tests import Form, TransactionCase, new_test_user, tagged

PAST = datetime(2024, 3, 5, 9, 30)


@tagged("post_install", "-at_install")
class TestLeadIntake(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Lead = cls.env["crm.lead"].with_context(tracking_disable=True)
        cls.now = cls.env.cr.now().replace(microsecond=0)
        cls.seller = new_test_user(
            cls.env, "intake_seller", groups="sales_team.group_sale_salesman"
        )
        cls.other = new_test_user(
            cls.env, "intake_other", groups="sales_team.group_sale_salesman"
        )

    def _lead(self, **vals):
        return self.Lead.create({"name": "A", "type": "opportunity", **vals})

    def test_created_as_opportunity(self):
        self.assertEqual(self._lead().date_intake, self.now)

    def test_lead_has_none_until_converted(self):
        lead = self._lead(type="lead")
        self.assertFalse(lead.date_intake)
        lead.convert_opportunity(self.env["res.partner"])
        self.assertEqual(lead.date_intake, self.now)
        self.assertEqual(lead.date_intake, lead.date_conversion.replace(microsecond=0))

    def test_explicit_dates_are_kept(self):
        self.assertEqual(self._lead(date_intake=PAST).date_intake, PAST)
        self.assertFalse(self._lead(date_intake=False).date_intake)
        lead = self._lead(type="lead")
        lead.write({"type": "opportunity", "date_intake": PAST})
        self.assertEqual(lead.date_intake, PAST)

    def test_a_lead_takes_no_date(self):
        lead = self._lead(type="lead", date_intake=PAST)
        self.assertFalse(lead.date_intake)
        lead.date_intake = PAST
        self.assertFalse(lead.date_intake)

    def test_back_to_lead_and_forth(self):
        lead = self._lead(date_intake=PAST)
        lead.type = "lead"
        self.assertFalse(lead.date_intake)
        lead.type = "opportunity"
        self.assertEqual(lead.date_intake, self.now)

    def test_later_writes_do_not_touch_it(self):
        lead = self._lead(date_intake=PAST, user_id=self.seller.id)
        empty = self._lead(date_intake=False)
        (lead | empty).write({"type": "opportunity", "user_id": self.other.id})
        (lead | empty).write({"stage_id": self.env.ref("crm.stage_lead3").id})
        lead.action_set_lost()
        self.assertEqual(lead.date_intake, PAST)
        self.assertFalse(empty.date_intake)

    def test_mixed_conversion(self):
        lead, opportunity, empty = (
            self._lead(type="lead"),
            self._lead(date_intake=PAST),
            self._lead(date_intake=False),
        )
        (lead | opportunity | empty).write({"type": "opportunity"})
        self.assertEqual(lead.date_intake, self.now)
        self.assertEqual(opportunity.date_intake, PAST)
        self.assertFalse(empty.date_intake)

    def test_copy_gets_now(self):
        self.assertEqual(self._lead(date_intake=PAST).copy().date_intake, self.now)
        self.assertEqual(self._lead(date_intake=False).copy().date_intake, self.now)
        self.assertFalse(self._lead(type="lead").copy().date_intake)

    def test_merge_keeps_the_earliest(self):
        late = self._lead(date_intake=PAST + timedelta(days=9), probability=90)
        empty = self._lead(date_intake=False)
        early = self._lead(date_intake=PAST)
        lead = self._lead(type="lead")
        merged = (late | empty | early | lead).merge_opportunity()
        self.assertEqual(merged.type, "opportunity")
        self.assertEqual(merged.date_intake, PAST)

    def test_merge_of_undated_stays_undated(self):
        merged = (
            self._lead(date_intake=False) | self._lead(date_intake=False)
        ).merge_opportunity()
        self.assertFalse(merged.date_intake)

    def test_merge_of_leads_stays_without(self):
        merged = (self._lead(type="lead") | self._lead(type="lead")).merge_opportunity()
        self.assertEqual((merged.type, merged.date_intake), ("lead", False))

    def test_import(self):
        result = self.Lead.load(
            ["name", "type", "date_intake"],
            [
                ["Dated", "opportunity", "2024-03-05 09:30:00"],
                ["Undated", "opportunity", ""],
                ["Lead", "lead", "2024-03-05 09:30:00"],
            ],
        )
        self.assertEqual(result["messages"], [])
        dated, undated, lead = self.Lead.browse(result["ids"])
        self.assertEqual(dated.date_intake, PAST)
        self.assertFalse(undated.date_intake)
        self.assertFalse(lead.date_intake)

    def test_import_without_the_column(self):
        result = self.Lead.load(["name", "type"], [["New", "opportunity"]])
        self.assertEqual(self.Lead.browse(result["ids"]).date_intake, self.now)

    def test_form_of_a_salesperson(self):
        Lead = self.env["crm.lead"].with_user(self.seller)
        with Form(Lead.with_context(default_type="opportunity")) as form:
            form.name = "By form"
        self.assertTrue(form.record.date_intake)
        with Form(form.record) as form:
            form.date_intake = PAST
        self.assertEqual(form.record.date_intake, PAST)

    def test_won_at_once_is_not_closed_before_its_intake(self):
        lead = self._lead(stage_id=self.env.ref("crm.stage_lead4").id)
        self.assertLessEqual(lead.date_intake, lead.date_closed)

    def test_first_assignment_is_kept(self):
        lead = self._lead(user_id=False)
        self.assertFalse(lead.date_first_assigned)
        lead.user_id = self.seller
        self.assertEqual(lead.date_first_assigned, self.now)
        lead.date_first_assigned = PAST
        lead.user_id = self.other
        self.assertEqual(lead.date_first_assigned, PAST)
        lead.user_id = False
        lead.user_id = self.seller
        self.assertEqual(lead.date_first_assigned, PAST)

    def test_first_assignment_unknown_stays_unknown(self):
        lead = self._lead(user_id=self.seller.id)
        lead.date_first_assigned = False
        lead.user_id = self.other
        self.assertFalse(lead.date_first_assigned)

    def test_margin_needs_a_source(self):
        with self.assertRaisesRegex(ValidationError, "comes from"):
            self._lead(contribution_margin=10)
        lead = self._lead(
            contribution_margin=10, contribution_margin_source="estimated"
        )
        with self.assertRaisesRegex(ValidationError, "comes from"):
            lead.contribution_margin_source = False
        self.assertIsNone(lead.copy().contribution_margin)

    def test_a_source_needs_a_margin_even_if_it_is_zero(self):
        lead = self._lead()
        lead.flush_recordset()
        lead.invalidate_recordset()
        self.assertIsNone(lead.contribution_margin, "not declared is not 0")
        with self.assertRaisesRegex(ValidationError, "how much"):
            lead.contribution_margin_source = "accounting"
        lead.write(
            {"contribution_margin": 0.0, "contribution_margin_source": "accounting"}
        )
        lead.flush_recordset()
        lead.invalidate_recordset()
        self.assertEqual(0.0, lead.contribution_margin)
        self.assertEqual(lead.search([("contribution_margin", "=", 0)]), lead)

    def test_merge_takes_margin_and_source_from_one_record(self):
        head = self._lead(probability=90)
        tail = self._lead(
            contribution_margin=10, contribution_margin_source="accounting"
        )
        merged = (head | tail).merge_opportunity()
        self.assertEqual(merged.contribution_margin, 10)
        self.assertEqual(merged.contribution_margin_source, "accounting")

    def test_installation_fills_existing_rows(self):
        """Drop the columns and add them once more, as the installation does."""
        opportunity, lead = self._lead(), self._lead(type="lead")
        converted = self._lead(type="lead")
        converted.convert_opportunity(self.env["res.partner"])
        self.env.flush_all()
        cr = self.env.cr
        cr.execute(
            "UPDATE crm_lead SET create_date = '2024-01-01 08:00:00.5',"
            " date_conversion = NULL WHERE id = ANY(%s)",
            [[opportunity.id, lead.id]],
        )
        cr.execute(
            "UPDATE crm_lead SET date_conversion = '2024-05-01' WHERE id = %s",
            [converted.id],
        )
        for column in (
            "date_intake",
            "date_first_assigned",
            "decision_maker_involved",
        ):
            cr.execute(f"ALTER TABLE crm_lead DROP COLUMN {column} CASCADE")
        self.Lead._add_metric_columns()
        self.env.invalidate_all()
        self.assertEqual(opportunity.date_intake, datetime(2024, 1, 1, 8, 0, 0))
        self.assertEqual(converted.date_intake, datetime(2024, 5, 1))
        self.assertFalse(lead.date_intake)
        self.assertFalse(opportunity.date_first_assigned)
