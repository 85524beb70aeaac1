import base64
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ReadinessCase

MAIL = """From: {sender}
To: north@example.com
Subject: {subject}
Message-Id: <{subject}@example.com>
{more}
Please call me.
"""


@tagged("post_install", "-at_install")
class TestWorkingDay(ReadinessCase):
    """A whole day's work under a live lock: nobody is refused anything."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls._goal_user(
            "boss", "sales_team.group_sale_manager", "base.group_allow_export"
        )
        cls.admin = cls._goal_user(
            "admin", "base.group_system", "sales_team.group_sale_manager"
        )
        cls.colleague = cls._goal_user("colleague")
        cls.team.write(
            {
                "use_leads": True,
                "alias_name": "north",
                "crm_team_member_ids": [
                    Command.create({"user_id": user.id})
                    for user in cls.seller + cls.colleague
                ],
            }
        )
        cls.reason = cls.env["crm.lost.reason"].create({"name": "Price"})
        cls.plan = cls.env["mail.activity.plan"].create(
            {
                "name": "Follow up",
                "res_model": "crm.lead",
                "template_ids": [
                    Command.create({"summary": "Call", "responsible_type": "on_demand"})
                ],
            }
        )
        cls._project()

    def _deal(self, name="Deal", user=None, **vals):
        leads = self.env["crm.lead"].with_user(user or self.seller)
        vals = {"type": "opportunity", "team_id": self.team.id, **vals}
        return leads.create({"name": name, **vals})

    def _as(self, user, model):
        return self.env[model].with_user(user)

    def test_nobody_is_refused_anything(self):
        actions = {}
        for part in (
            self._opportunities,
            self._endings,
            self._leads,
            self._talking,
            self._contacts,
            self._goals,
            self._administration,
            self._settings,
            self._mail,
            self._jobs,
            self._other_apps,
            self._modules,
        ):
            named = part()
            self.assertFalse(named.keys() & actions.keys())
            actions |= named
        self.assertGreaterEqual(len(actions), 70)
        for name, action in actions.items():
            with self.subTest(name), self.env.cr.savepoint() as undo:
                action()
                self.env.flush_all()
                undo.rollback()
            self.env.invalidate_all()
            self.env.registry.clear_all_caches()
        self.assertRefused(lambda: self.stage.write({"name": "X"}))

    # -- sales -----------------------------------------------------------------

    def _opportunities(self):
        lead = self._deal(expected_revenue=100)
        tag = self.env["crm.tag"].create({"name": "Fair"})
        user = self.colleague.id
        return {
            "create": lambda: self._deal("New"),
            "quick create": lambda: self._as(self.seller, "crm.lead").name_create("Q"),
            "form": self._fill_form,
            "edit": lambda: lead.write({"name": "Better", "priority": "2"}),
            "next stage": lambda: lead.write({"stage_id": self.stage.id}),
            "drag a card": lambda: lead.web_resequence({}),
            "revenue": lambda: lead.write({"expected_revenue": 5000}),
            "expected closing": lambda: lead.write({"date_deadline": "2030-01-01"}),
            "probability": lambda: lead.write({"probability": 30}),
            "automated probability": lead.action_set_automated_probability,
            "another salesperson": lambda: lead.write({"user_id": user}),
            "another team": lambda: lead.write({"team_id": self.other_team.id}),
            "tag": lambda: lead.write({"tag_ids": [Command.link(tag.id)]}),
            "new tag": lambda: lead.write({"tag_ids": [Command.create({"name": "X"})]}),
            "properties": lambda: lead.write({"lead_properties": []}),
            "copy": lead.copy,
            "several at once": lambda: (lead + self._deal()).write({"priority": "1"}),
            "delete": lambda: lead.with_user(self.boss).unlink(),
            "pipeline": lambda: self._as(self.boss, "crm.team").action_your_pipeline(),
            "forecast": lambda: self._as(
                self.boss, "crm.team"
            ).action_opportunity_forecast(),
            "analyse": lambda: self._as(self.boss, "crm.lead").formatted_read_group(
                [], ["stage_id"], ["expected_revenue:sum"]
            ),
            "export": lambda: lead.with_user(self.boss).export_data(
                ["name", "stage_id/name"]
            ),
            "own filter": lambda: self._as(self.seller, "ir.filters").create(
                {"name": "Mine", "model_id": "crm.lead", "user_ids": self.seller.ids}
            ),
            "own default": lambda: self._as(self.seller, "ir.default").set(
                "crm.lead", "referred", "Fair", user_id=True
            ),
        }

    def _fill_form(self):
        form = Form(self._as(self.seller, "crm.lead"), view="crm.crm_lead_view_form")
        form.name = "By form"
        form.save()

    def _endings(self):
        lead, lost = self._deal(), self._deal("Gone")
        lost.action_set_lost(lost_reason_id=self.reason.id)
        return {
            "win": lead.action_set_won,
            "win with a rainbow": lead.action_set_won_rainbowman,
            "lose": lambda: lead.action_set_lost(lost_reason_id=self.reason.id),
            "lose in the dialog": lambda: (
                self._as(self.seller, "crm.lead.lost")
                .create({"lead_ids": lead.ids, "lost_reason_id": self.reason.id})
                .action_lost_reason_apply()
            ),
            "restore": lost.action_unarchive,
            "archive": lead.action_archive,
        }

    def _leads(self):
        lead = self._deal("Lead", type="lead", email_from="a@example.com")
        same = self._deal("Same", type="lead", email_from="a@example.com")
        free = self._deal("Free", self.boss, type="lead", user_id=False, team_id=False)
        free.create_date = fields.Datetime.now() - timedelta(days=2)
        rows = [["Imported", "a@example.com", self.team.name]]
        columns = ["name", "email_from", "team_id"]
        return {
            "create a lead": lambda: self._deal("New", type="lead"),
            "convert": lambda: lead.convert_opportunity(self.seller.partner_id),
            "convert in the dialog": lambda: (
                self._as(self.seller, "crm.lead2opportunity.partner")
                .with_context(active_model="crm.lead", active_ids=lead.ids)
                .create({"lead_id": lead.id, "name": "convert", "action": "create"})
                .action_apply()
            ),
            "convert several": lambda: (
                self._as(self.boss, "crm.lead2opportunity.partner.mass")
                .with_context(active_model="crm.lead", active_ids=(lead + same).ids)
                .create({"lead_tomerge_ids": (lead + same).ids})
                .action_mass_convert()
            ),
            "merge": lambda: (lead + same).with_user(self.boss).merge_opportunity(),
            "merge in the dialog": lambda: (
                self._as(self.boss, "crm.merge.opportunity")
                .create({"opportunity_ids": (lead + same).ids})
                .action_merge()
            ),
            "import": lambda: self._import("crm.lead", columns, rows),
            "assign a team's leads": lambda: self.team.with_user(
                self.boss
            ).action_assign_leads(),
            "assign all leads": lambda: (
                self._as(self.boss, "crm.team")
                .sudo()
                ._cron_assign_leads(force_quota=True)
            ),
            "duplicates": lead.action_show_potential_duplicates,
        }

    def _import(self, model, columns, rows):
        result = self._as(self.boss, model).load(columns, rows)
        self.assertTrue(result["ids"], result["messages"])

    def _talking(self):
        lead = self._deal()
        activity = lead.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.seller.id
        )
        return {
            "note": lambda: lead.message_post(body="Called"),
            "attachment": lambda: lead.message_post(attachments=[("a.txt", b"a")]),
            "follow": lambda: lead.message_subscribe(self.colleague.partner_id.ids),
            "activity": lambda: lead.activity_schedule(
                "mail.mail_activity_data_todo", user_id=self.seller.id
            ),
            "activity done": lambda: activity.action_feedback("Done"),
            "activity moved": lambda: activity.write({"date_deadline": "2030-01-01"}),
            "activity plan": lambda: (
                self._as(self.seller, "mail.activity.schedule")
                .with_context(active_model="crm.lead", active_ids=lead.ids)
                .create(
                    {
                        "plan_id": self.plan.id,
                        "plan_on_demand_user_id": self.seller.id,
                        "res_model": "crm.lead",
                        "res_ids": str(lead.ids),
                    }
                )
                .action_schedule_plan()
            ),
            "meeting": lambda: self._as(self.seller, "calendar.event").create(
                {
                    "name": "Visit",
                    "opportunity_id": lead.id,
                    "start": "2030-01-01 08:00:00",
                    "stop": "2030-01-01 09:00:00",
                }
            ),
            "favourite team": lambda: self.team.with_user(self.boss).write(
                {"is_favorite": True}
            ),
            "colour of a team": lambda: self.team.with_user(self.boss).write(
                {"color": 3}
            ),
            "message on a team": lambda: self.team.with_user(self.boss).message_post(
                body="Well done"
            ),
        }

    def _contacts(self):
        partner = self.env["res.partner"].create({"name": "Customer"})
        return {
            "contact": lambda: self._as(self.boss, "res.partner").create({"name": "C"}),
            "contact edited": lambda: partner.write({"phone": "1"}),
            "contact archived": partner.action_archive,
            "contacts imported": lambda: self._import("res.partner", ["name"], [["C"]]),
        }

    def _goals(self):
        return {
            "segment": lambda: self._as(self.manager, "crm.goal.segment").create(
                {"name": "Service", "code": "service_of_the_day"}
            ),
            "goal": lambda: self._as(self.manager, "crm.goal").create(
                {
                    "name": "Win more",
                    "map_id": self.map.id,
                    "segment_id": self.opportunity.id,
                }
            ),
            "rights on goals": lambda: self._as(self.admin, "ir.model.access").create(
                {"name": "X", "model_id": self.env["ir.model"]._get_id("crm.goal")}
            ),
        }

    # -- administration --------------------------------------------------------

    def _administration(self):
        groups = self.env["res.groups"].create({"name": "Buyers"})
        users = self._as(self.admin, "res.users")
        member = self.colleague
        parameters = self._as(self.admin, "ir.config_parameter")
        return {
            "new user": lambda: users.create({"name": "New", "login": "new"}),
            "group of a user": lambda: member.with_user(self.admin).write(
                {"group_ids": [Command.link(groups.id)]}
            ),
            "name of a user": lambda: member.with_user(self.admin).write({"name": "N"}),
            "language of a user": lambda: self.seller.with_user(self.seller).write(
                {"lang": "en_US"}
            ),
            "signature": lambda: self.seller.with_user(self.seller).write(
                {"signature": "Bye"}
            ),
            "user leaves": lambda: member.with_user(self.admin).action_archive(),
            "new group": lambda: self._as(self.admin, "res.groups").create(
                {"name": "Sellers", "implied_ids": groups.ids}
            ),
            "company's address": lambda: self.company.with_user(self.admin).write(
                {"street": "1 Road"}
            ),
            "new company": lambda: self._as(self.admin, "res.company").create(
                {"name": "Founded"}
            ),
            "language": lambda: (
                self._as(self.admin, "base.language.install")
                .create({"lang_ids": self._language().ids})
                .lang_install()
            ),
            "parameter": lambda: parameters.set_param("my.key", "1"),
            "gate keeper": lambda: (
                self.env.ref("crm_readiness.group_gate_keeper")
                .with_user(self.admin)
                .write({"user_ids": [Command.link(member.id)]})
            ),
        }

    def _language(self):
        languages = self.env["res.lang"].with_context(active_test=False)
        return languages.search([("code", "=", "fr_FR")])

    def _settings(self):
        return {
            "settings saved": lambda: self._save_settings(),
            "retention of figures": lambda: self._save_settings(
                metric_person_retention=13
            ),
            "settings of another app": lambda: self._save_settings(
                group_multi_currency=True
            ),
        }

    def _save_settings(self, **vals):
        """Save the form as the web client does: with all values that it shows."""
        settings = self._as(self.admin, "res.config.settings")
        names = [n for n, f in settings._fields.items() if f.type not in ("one2many",)]
        shown = settings.new(settings.default_get(names))
        given = shown._convert_to_write({n: shown[n] for n in names if n != "id"})
        form = {n: v for n, v in given.items() if not settings._fields[n].readonly}
        settings.create({**form, **vals}).execute()

    def _mail(self):
        lead = self._deal()
        thread = self.env["mail.thread"].sudo()
        more = f"In-Reply-To: {lead.message_ids[:1].message_id}\n"
        server = self.env["fetchmail.server"].search(
            [("object_id.model", "=", "crm.lead")]
        )
        return {
            "mail to a team": lambda: self._receive(thread, "first", ""),
            "answer to a lead": lambda: self._receive(thread, "second", more),
            "new mail domain": lambda: self._as(self.admin, "mail.alias.domain").create(
                {"name": "new.example.com"}
            ),
            "alias of another app": lambda: self._as(self.admin, "mail.alias").create(
                {
                    "alias_name": "people",
                    "alias_model_id": self.env["ir.model"]._get_id("res.partner"),
                }
            ),
            "mail server of another app": lambda: self._as(
                self.admin, "fetchmail.server"
            ).create({"name": "Bills", "server": "bills.example.com"}),
            "a fetch": lambda: server.write({"date": fields.Datetime.now()}),
            "mail template": lambda: self._as(self.admin, "mail.template").create(
                {"name": "Offer", "model_id": self.env["ir.model"]._get_id("crm.lead")}
            ),
        }

    @mute_logger("odoo.addons.mail.models.mail_thread")
    def _receive(self, thread, subject, more):
        thread.message_process(
            "crm.lead", MAIL.format(sender="b@example.com", subject=subject, more=more)
        )

    def _jobs(self):
        crons = self.env["ir.cron"].with_context(active_test=False).search([])
        ours = crons.filtered(
            lambda c: c.model_id.model.startswith("crm.") and "record" not in c.code
        )
        return {f"job {c.id} {c.name}": self._job(c) for c in ours} | {
            "scoring": lambda: (
                self.env["crm.lead"].sudo()._cron_update_automated_probabilities()
            ),
            "failed job": lambda: crons[:1].write({"failure_count": 1}),
            "job of another app": lambda: self._as(self.admin, "ir.cron").create(
                {
                    "name": "Bills",
                    "state": "code",
                    "code": "pass",
                    "interval_type": "days",
                    "model_id": self.env["ir.model"]._get_id("res.partner"),
                }
            ),
        }

    def _job(self, cron):
        def run():
            progress = patch.object(
                type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 1.0
            )
            with progress:
                cron.ir_actions_server_id.with_context(cron_id=cron.id).run()

        return run

    def _other_apps(self):
        return {
            "tag for contacts": lambda: (
                self._as(self.boss, "res.partner.category")
                .create({"name": "Key"})
                .write({"name": "Key customer"})
            ),
            "activity type of all apps": lambda: self._as(
                self.admin, "mail.activity.type"
            ).create({"name": "Visit"}),
            "plan of another app": lambda: self._as(
                self.admin, "mail.activity.plan"
            ).create({"name": "Welcome", "res_model": "res.partner"}),
            "rule of another app": lambda: self._as(self.admin, "ir.rule").create(
                {
                    "name": "X",
                    "domain_force": "[]",
                    "model_id": self.env["ir.model"]._get_id("res.partner.bank"),
                }
            ),
            "currency": lambda: self._as(self.admin, "res.currency.rate").create(
                {"currency_id": self.env.ref("base.CHF").id, "rate": 1.1}
            ),
            "file": lambda: self._as(self.boss, "ir.attachment").create(
                {"name": "a", "datas": base64.b64encode(b"a")}
            ),
        }

    def _modules(self):
        return {
            "data of an upgrade": lambda: self._upgrading(
                lambda: self.stage.write({"name": "By an upgrade"})
            ),
            "new stage of an addon": lambda: self._upgrading(
                lambda: self.env["crm.stage"]._load_records(
                    [{"xml_id": "crm.x", "values": {"name": "Addon"}}]
                )
            ),
            "rights of an addon": lambda: self._upgrading(
                lambda: self.env["ir.model.access"].create(
                    {"name": "X", "model_id": self.env["ir.model"]._get_id("crm.lead")}
                )
            ),
            "list of modules": lambda: self._as(
                self.admin, "ir.module.module"
            ).update_list(),
        }

    def _upgrading(self, change):
        with self._loading():
            change()

    @contextmanager
    def _loading(self):
        with patch.object(self.registry, "ready", False):
            yield
