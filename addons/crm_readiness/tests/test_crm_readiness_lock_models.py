from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ReadinessCase


@tagged("post_install", "-at_install")
class TestLockedModels(ReadinessCase):
    """What is locked, and what stays free beside it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lost_reason = cls.env["crm.lost.reason"].create({"name": "Too late"})
        cls.plan = cls.env["crm.recurring.plan"].create(
            {"name": "Yearly", "number_of_months": 12}
        )
        cls.member = cls.env["crm.team.member"].create(
            {"crm_team_id": cls.team.id, "user_id": cls.seller.id}
        )
        cls.activity_type = cls.env["mail.activity.type"].create(
            {"name": "Visit", "res_model": "crm.lead"}
        )
        cls.activity_plan = cls.env["mail.activity.plan"].create(
            {"name": "Onboard", "res_model": "crm.lead"}
        )
        cls.template = cls.env["mail.activity.plan.template"].create(
            {"plan_id": cls.activity_plan.id, "summary": "Call"}
        )
        cls.team.alias_name = "north-sales"

    def test_locked_models(self):
        changes = {
            "team": lambda: self.team.write({"name": "New"}),
            "team by assignment rule": lambda: self.team.write(
                {"assignment_domain": "[['type', '=', 'lead']]"}
            ),
            "team properties": lambda: self.team.write(
                {"lead_properties_definition": [{"name": "a", "type": "char"}]}
            ),
            "new team": lambda: self.env["crm.team"].create({"name": "New"}),
            "member": lambda: self.member.write({"assignment_max": 9}),
            "member archived": self.member.action_archive,
            "member through the team": lambda: self.team.write(
                {"member_ids": [Command.link(self.manager.id)]}
            ),
            "member through the user": lambda: self.manager.write(
                {"crm_team_member_ids": [Command.create({"crm_team_id": self.team.id})]}
            ),
            "lost reason": lambda: self.lost_reason.write({"name": "New"}),
            "recurring plan": lambda: self.plan.write({"number_of_months": 6}),
            "activity type": lambda: self.activity_type.write({"summary": "New"}),
            "activity type from the other side": lambda: self.env.ref(
                "mail.mail_activity_data_call"
            ).write({"previous_type_ids": [Command.link(self.activity_type.id)]}),
            "activity type becomes one for leads": lambda: (
                self.env["mail.activity.type"]
                .create({"name": "X"})
                .write({"res_model": "crm.lead"})
            ),
            "activity plan": lambda: self.activity_plan.write({"name": "New"}),
            "activity plan step": lambda: self.template.write({"summary": "New"}),
            "activity plan step added": lambda: self.activity_plan.write(
                {"template_ids": [Command.create({"summary": "New"})]}
            ),
            "alias": lambda: self.team.alias_id.write({"alias_name": "new-name"}),
            "alias through the team": lambda: self.team.write({"alias_name": "new"}),
            "alias for leads": lambda: self.env["mail.alias"].create(
                {
                    "alias_name": "more-leads",
                    "alias_model_id": self.env["ir.model"]._get_id("crm.lead"),
                }
            ),
        }
        project = self._project()
        for name, change in changes.items():
            with self.subTest(name):
                self.assertRefused(change)
        self._waiver(project, kind="lock", hours=1)
        for name, change in changes.items():
            with self.subTest(name, open=True), self.env.cr.savepoint() as undo:
                change()
                undo.rollback()

    def test_first_mail_domain(self):
        """It serves all apps; a second one changes the address of a team."""
        domains = self.env["mail.alias.domain"]
        self.env["mail.alias"].search([]).alias_domain_id = False
        self.env["res.company"].search([]).alias_domain_id = False
        domains.search([]).unlink()
        self._project()
        first = domains.create({"name": "first.example.com"})
        self.assertEqual(self.team.alias_id.alias_domain_id, first)
        second = domains.create({"name": "second.example.com"})
        for domain in (second, domains):
            self.assertRefused(
                lambda d=domain: self.team.alias_id.write({"alias_domain_id": d.id})
            )

    def test_free_fields(self):
        self._project()
        self.team.write({"is_favorite": True, "color": 3})
        self.team.write({"favorite_user_ids": [Command.link(self.seller.id)]})
        if "invoiced_target" in self.team._fields:
            self.team.write({"invoiced_target": 1000})
        self.team.message_post(body="Hello")
        self.team.message_subscribe([self.seller.partner_id.id])
        self.team.alias_id.write({"alias_status": "valid"})
        self.assertRefused(lambda: self.team.write({"is_favorite": True, "name": "X"}))

    def test_tags_are_free(self):
        self._project()
        self.env["crm.tag"].create({"name": "Fair"}).write({"name": "Trade fair"})

    def test_other_activity_types_are_free(self):
        self._project()
        self.env["mail.activity.type"].create({"name": "For all"}).write({"name": "X"})
        self.env["mail.activity.plan"].create(
            {"name": "Partner", "res_model": "res.partner"}
        ).write({"name": "Y"})

    def test_memberships_end_with_their_user(self):
        self._project()
        self.seller.action_archive()
        self.assertFalse(self.member.active)
        self.assertFalse(self.seller.active)
        self.assertRefused(self.member.action_unarchive)

    def test_refused_archiving_of_a_user_keeps_memberships(self):
        """Odoo archives memberships first. A caught refusal must not leave that."""
        admin = self.env.ref("base.user_admin")
        member = self.env["crm.team.member"].create(
            {"crm_team_id": self.team.id, "user_id": admin.id}
        )
        self._project()
        with self.assertRaisesRegex(UserError, "logged in"):
            admin.with_user(admin).action_archive()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(admin.active)
        self.assertTrue(member.active)
