from odoo.fields import Command
from odoo.tests import tagged

from .common import ReadinessCase


@tagged("post_install", "-at_install")
class TestSideDoors(ReadinessCase):
    """Ways to change locked configuration through records of other models."""

    def test_override_translations(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self._both(lambda: self.stage.web_override_translations({"name": "New"}))

    def test_several_at_once(self):
        stages = self.stage + self.stage.copy()
        values = [{"name": "One"}, {"name": "Two"}]
        self._both(lambda: stages.web_save_multi(values, {"name": {}}))

    def test_properties_through_a_lead(self):
        """The form of a lead defines properties in the lead's team."""
        lead = self.env["crm.lead"].create({"name": "A", "team_id": self.team.id})
        definition = {
            "name": "a1b2",
            "string": "Colour",
            "type": "char",
            "value": "red",
            "definition_changed": True,
        }
        self._both(lambda: lead.write({"lead_properties": [{**definition}]}))
        self.assertEqual(self.team.lead_properties_definition[0]["name"], "a1b2")

    def test_members_through_users(self):
        team = Command.create({"crm_team_id": self.team.id})
        project = self._project()
        self.assertRefused(
            lambda: self.env["res.users"].create(
                {"name": "New", "login": "new", "crm_team_member_ids": [team]}
            )
        )
        # computed fields: Odoo itself stores nothing
        self.seller.write({"crm_team_ids": [Command.link(self.team.id)]})
        self.seller.write({"sale_team_id": self.team.id})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(self.team.crm_team_member_all_ids)
        self._waiver(project, kind="lock", hours=1)
        self.seller.write({"crm_team_member_ids": [team]})

    def test_member_who_joins_a_free_team(self):
        """Joining another team ends the membership here: refused as a whole."""
        self.env["crm.team.member"].create(
            {"crm_team_id": self.team.id, "user_id": self.seller.id}
        )
        self._project(team_ids=self.team.ids)
        self.assertRefused(
            lambda: self.env["crm.team.member"].create(
                {"crm_team_id": self.other_team.id, "user_id": self.seller.id}
            )
        )
        self.env.invalidate_all()
        self.assertEqual(self.seller.crm_team_ids, self.team)

    def test_related_field(self):
        """A field of another model that writes through to a stage."""
        self.env["ir.model.fields"].create(
            {
                "name": "x_stage_name",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "ttype": "char",
                "related": "stage_id.name",
                "readonly": False,
                "store": False,
            }
        )
        lead = self.env["crm.lead"].create({"name": "A", "stage_id": self.stage.id})
        self._both(lambda: lead.sudo().write({"x_stage_name": "New"}))

    def test_company_dependent_defaults_of_settings(self):
        """A default of the settings form is not what the form stores."""
        self._project()
        self.env["ir.default"].set("res.config.settings", "group_use_lead", True)
        self.env["res.config.settings"].create({}).execute()
        self.assertFalse(self.env.user.has_group("crm.group_use_lead"))

    def test_switching_the_cron(self):
        cron = self.env.ref("crm.ir_cron_crm_lead_assign")
        self._both(lambda: cron.toggle("res.partner", []))

    def test_role_of_a_user(self):
        """The simple choice “Role” on a user's form writes groups."""
        self._project()
        group = self.env.ref("crm.group_use_lead")
        self.assertRefused(
            lambda: self.env.ref("base.group_system").write(
                {"implied_ids": [Command.link(group.id)]}
            )
        )
        self.seller.write({"role": "group_system"})
        self.assertFalse(self.seller.has_group("crm.group_use_lead"))

    def test_server_action_with_a_path(self):
        """An action on leads that updates what a lead names."""
        action = self.env["ir.actions.server"].create(
            {
                "name": "Rename",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "state": "object_write",
                "update_path": "stage_id.name",
                "value": "By path",
            }
        )
        lead = self.env["crm.lead"].create({"name": "A", "stage_id": self.stage.id})
        run = action.with_context(active_model="crm.lead", active_ids=lead.ids)
        self._both(run.run)
        self.assertEqual(self.stage.name, "By path")
