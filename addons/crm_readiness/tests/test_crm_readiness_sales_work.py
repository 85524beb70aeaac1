from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import ReadinessCase


@tagged("post_install", "-at_install")
class TestSalesWork(ReadinessCase):
    """Salespeople do not notice the lock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.member = cls.env["crm.team.member"].create(
            {"crm_team_id": cls.team.id, "user_id": cls.seller.id}
        )
        cls.reason = cls.env["crm.lost.reason"].create({"name": "Price"})
        cls._project()

    def _opportunity(self, **vals):
        return (
            self.env["crm.lead"]
            .with_user(self.seller)
            .create({"name": "Deal", "type": "opportunity", **vals})
        )

    def test_pipeline(self):
        lead = self._opportunity(team_id=self.team.id)
        lead.stage_id = self.stage
        lead.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.seller.id
        ).action_feedback("Done")
        lead.tag_ids = [(0, 0, {"name": "Hot"})]
        lead.action_set_won()
        other = self._opportunity()
        other.action_set_lost(lost_reason_id=self.reason.id)
        self.assertFalse(other.active)
        other.action_unarchive()

    def test_lead_becomes_opportunity(self):
        lead = self._opportunity(type="lead", email_from="a@example.com")
        lead.convert_opportunity(self.seller.partner_id, user_ids=self.seller.ids)
        self.assertEqual(lead.type, "opportunity")

    def test_merge(self):
        leads = self._opportunity() + self._opportunity() + self._opportunity()
        merged = leads.sudo().merge_opportunity()
        self.assertEqual(len(merged.exists()), 1)

    def test_automatic_assignment(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Unassigned",
                "type": "lead",
                "team_id": False,
                "user_id": False,
                "probability": 50,
            }
        )
        lead.create_date = fields.Datetime.now() - timedelta(days=1)
        self.env["crm.team"].sudo()._cron_assign_leads(force_quota=True)
        self.assertTrue(lead.exists().team_id or not lead.exists())

    def test_scheduled_assignment(self):
        """The scheduled action runs and writes its own record."""
        cron = self.env.ref("crm.ir_cron_crm_lead_assign")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def test_manual_assignment(self):
        manager = self._goal_user("boss", "sales_team.group_sale_manager")
        self.team.with_user(manager).action_assign_leads()

    def test_scoring(self):
        self._opportunity().action_set_won()
        self.env["crm.lead"].sudo()._cron_update_automated_probabilities()

    def test_incoming_mail(self):
        alias = self.team.alias_id
        alias.write({"alias_status": "invalid"})
        lead = self.env["crm.lead"].message_new(
            {"subject": "Request", "from": "a@example.com", "to": "b", "body": "c"},
            custom_values={"team_id": self.team.id},
        )
        self.assertTrue(lead)

    def test_properties_of_a_lead(self):
        lead = self._opportunity(team_id=self.team.id)
        lead.write({"lead_properties": []})

    def test_favourite_team(self):
        manager = self._goal_user("boss", "sales_team.group_sale_manager")
        self.team.with_user(manager).is_favorite = True
        self.assertIn(manager, self.team.favorite_user_ids)
