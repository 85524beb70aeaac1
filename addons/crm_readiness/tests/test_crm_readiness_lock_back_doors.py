import base64

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ReadinessCase


@tagged("post_install", "-at_install")
class TestBackDoors(ReadinessCase):
    """Ways to change locked configuration without naming it."""

    # -- what follows from deleting something free ---------------------------

    def test_company_of_a_team(self):
        """A team whose company is deleted would act everywhere."""
        far = self.env["res.company"].create({"name": "Far"})
        team = self.env["crm.team"].create({"name": "Far", "company_id": far.id})
        project = self._project()
        self.assertRefused(far.unlink)
        self.env.invalidate_all()
        self.assertEqual(team.company_id, far)
        self._waiver(project, kind="lock", hours=1)
        far.unlink()
        self.assertFalse(team.company_id)

    def test_suggested_activity_type(self):
        free = self.env["mail.activity.type"].create({"name": "Free"})
        held = self.env["mail.activity.type"].create(
            {
                "name": "Held",
                "res_model": "crm.lead",
                "suggested_next_type_ids": free.ids,
            }
        )
        project = self._project()
        self.assertRefused(free.unlink)
        self.env.invalidate_all()
        self.assertEqual(held.suggested_next_type_ids, free)
        self._waiver(project, kind="lock", hours=1)
        free.unlink()

    def test_user_whom_configuration_names(self):
        """The database empties or deletes what names a deleted user."""
        template = self.env["mail.activity.plan.template"]
        plan = self.env["mail.activity.plan"].create(
            {"name": "Start", "res_model": "crm.lead"}
        )
        names = {
            "leader": lambda user: self.team.write({"user_id": user.id}),
            "activity type": lambda user: self.env["mail.activity.type"].create(
                {"name": "X", "res_model": "crm.lead", "default_user_id": user.id}
            ),
            "activity plan": lambda user: template.create(
                {
                    "plan_id": plan.id,
                    "summary": "X",
                    "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                    "responsible_type": "other",
                    "responsible_id": user.id,
                }
            ),
            "member": lambda user: self.env["crm.team.member"].create(
                {"crm_team_id": self.team.id, "user_id": user.id}
            ),
        }
        users = {name: self._goal_user(f"leaving {name}") for name in names}
        for name, user in users.items():
            names[name](user)
        project = self._project()
        for name, user in users.items():
            with self.subTest(name):
                self.assertRefused(user.unlink)
        self.env.invalidate_all()
        self.assertEqual(self.team.user_id, users["leader"])
        self._waiver(project, kind="lock", hours=1)
        for user in users.values():
            user.unlink()

    def test_user_who_has_left(self):
        """Archiving is free, and nobody is kept for a membership that has ended."""
        user = self._goal_user("leaving")
        member = self.env["crm.team.member"].create(
            {"crm_team_id": self.team.id, "user_id": user.id}
        )
        self._project()
        user.action_archive()
        self.assertFalse(member.active)
        user.unlink()

    def test_user_of_a_free_team(self):
        user = self._goal_user("elsewhere")
        self.other_team.user_id = user
        self._project(team_ids=self.team.ids)
        user.unlink()
        self.env.invalidate_all()
        self.assertFalse(self.other_team.user_id)

    def test_mail_template_of_an_activity_type(self):
        templates = self.env["mail.template"].create(
            [
                {"name": name, "model_id": self.env["ir.model"]._get_id("crm.lead")}
                for name in ("Named", "Free")
            ]
        )
        held = self.env["mail.activity.type"].create(
            {
                "name": "Held",
                "res_model": "crm.lead",
                "mail_template_ids": templates[0].ids,
            }
        )
        project = self._project()
        self.assertRefused(templates.unlink)
        self.env.invalidate_all()
        self.assertEqual(held.mail_template_ids, templates[0])
        templates[1].unlink()
        self._waiver(project, kind="lock", hours=1)
        templates[0].unlink()

    # -- another name for the same record --------------------------------------

    def test_table_of_all_actions(self):
        self.env["res.lang"]._activate_lang("de_DE")
        actions = self.env["ir.actions.actions"]
        cron = self.env.ref("crm.ir_cron_crm_lead_assign")
        held = actions.browse(cron.ir_actions_server_id.id)
        other = self.env.ref("crm_readiness.cron_notify_lapses").ir_actions_server_id
        window = self.env.ref("crm.crm_lead_action_pipeline")
        self._project()
        for change in (
            lambda: held.write({"name": "X"}),
            lambda: held.update_field_translations("name", {"de_DE": "X"}),
            held.unlink,
        ):
            self.assertRefused(change)
        self.env.invalidate_all()
        self.assertTrue(cron.ir_actions_server_id.exists())
        for free in (other.id, window.id):
            actions.browse(free).write({"binding_view_types": "form"})
        window.write({"binding_view_types": "list"})

    # -- names ---------------------------------------------------------------

    def test_external_identifiers(self):
        """Who moves the name would exchange what CRM and the lock find by it."""
        names = self.env["ir.model.data"]
        other = self.env.ref("crm_readiness.cron_notify_lapses")
        name = names.search(
            [("module", "=", "crm"), ("name", "=", "ir_cron_crm_lead_assign")]
        )
        free = names.create(
            {"module": "__test__", "name": "x", "model": "ir.cron", "res_id": 1}
        )
        self._project()
        for change in (
            lambda: name.write({"res_id": other.id}),
            lambda: name.write({"name": "elsewhere"}),
            name.unlink,
            lambda: free.write({"module": "crm", "name": "group_use_lead"}),
        ):
            self.assertRefused(change)
        free.write({"res_id": 2})
        free.unlink()

    # -- from the side ---------------------------------------------------------

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

    # -- uploads -------------------------------------------------------------

    def _po(self, name):
        return (
            'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
            "#. module: __upload__\n"
            f"#: model:crm.stage,name:{name}\n"
            'msgid "Offer"\nmsgstr "Angebot"\n'
        ).encode()

    def test_translations_of_an_uploaded_module(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.env["ir.model.data"].create(
            {
                "module": "__upload__",
                "name": "stage",
                "model": "crm.stage",
                "res_id": self.stage.id,
            }
        )
        self.env["ir.attachment"].create(
            {
                "name": "__upload___de_DE.po",
                "url": "/__upload__/i18n/de_DE.po",
                "type": "binary",
                "raw": self._po("__upload__.stage"),
            }
        )
        modules = self.env["ir.module.module"]
        self._both(lambda: modules._load_module_terms(["__upload__"], ["de_DE"]))

    def test_translations_of_installed_modules(self):
        """A language can be installed: its files lie on the server's disk."""
        self._project()
        wizard = self.env["base.language.install"].create(
            {"lang_ids": self.env.ref("base.lang_fr").ids, "overwrite": True}
        )
        wizard.lang_install()

    def test_unreadable_upload(self):
        """Odoo itself says what is wrong with a file."""
        self._project()
        upload = self.env["base.language.import"].create(
            {
                "name": "German",
                "code": "de_DE",
                "filename": "de.xyz",
                "data": base64.b64encode(b"nothing"),
            }
        )
        with (
            mute_logger(
                "odoo.addons.base.wizard.base_import_language", "odoo.tools.translate"
            ),
            self.assertRaises(UserError),
        ):
            upload.import_lang()
