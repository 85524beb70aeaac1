from datetime import timedelta

from passlib.hash import pbkdf2_sha512

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...lib.demo_company import DemoCompany
from ..pipeline.crm_salesperson_period import RECORDED_FROM

#: external ids of the demo company; no addon of this name exists, so that removing
#: an addon never deletes people and opportunities that others have come to use
PREFIX = "demo_company"
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "mail_auto_subscribe_no_notify": True,
    "mail_activity_quick_update": True,
    "no_reset_password": True,
    "dont_notify": True,
    "skip_contact_description": True,
}


class CrmMetricDemo(models.AbstractModel):
    """Writes the demo company of ``lib/demo_company.py`` into the database.

    Runs from the demo data only. Sends no mail, needs no demo record of Odoo's own, and
    approves nothing: the demo users decide, through the methods that everybody uses.
    """

    _name = "crm.metric.demo"
    _description = "Demo Company"

    # -- for the demo data of the addons above too --------------------------

    @api.model
    def _missing(self, module, name):
        """Whether the demo record ``name`` is still to be created.

        :raise UserError: ``module`` neither has demo data nor is getting it
        """
        Module = self.env["ir.module.module"].sudo()
        record = Module.search([("name", "=", module)])
        being_installed = record.state in ("to install", "to upgrade")
        base = Module.search([("name", "=", "base")])
        if not (record.demo or (being_installed and base.demo)):
            raise UserError(
                self.env._(
                    "%s was installed without demo data: nothing to load.", module
                )
            )
        return not self.env.ref(f"{PREFIX}.{name}", raise_if_not_found=False)

    @api.model
    def _speaking(self):
        """Return self without mails, writing in the language of the company."""
        lang = self.env.company.partner_id.lang or "en_US"
        return self.with_context(**QUIET, lang=lang)

    @api.model
    def _name_records(self, **named):
        """Give external ids; ``named`` is {name: record}."""
        self.env["ir.model.data"].sudo()._update_xmlids(
            [
                {"xml_id": f"{PREFIX}.{name}", "record": record, "noupdate": True}
                for name, record in named.items()
            ]
        )

    @api.model
    def _demo(self, name):
        """Return the demo record with this name."""
        return self.env.ref(f"{PREFIX}.{name}")

    @api.model
    def _user(self, login):
        return self._demo(f"user_{login}")

    @api.model
    def _give_groups(self, groups):
        """Give demo users groups; ``groups`` is {login: external ids, spaced}."""
        for login, names in groups.items():
            self._user(login).write({"group_ids": self._group_commands(names)})

    def _group_commands(self, names):
        return [Command.link(self.env.ref(name).id) for name in names.split()]

    # -- the company ---------------------------------------------------------

    @api.model
    def _load_company(self):
        """Create users, teams, customers, 24 months of their dealings, and trust."""
        if self._missing("crm_metric_definitions", "user_manager"):
            demo = self._speaking()
            company = demo._company()
            demo._load_people(company)
            demo._load_pipeline(company)
            demo._load_trust()

    def _company(self):
        return DemoCompany(fields.Date.today(), self.env.lang)

    def _load_people(self, company):
        """Create internal users whose password is their login, and their teams."""
        self.env.company.partner_id.tz = "Europe/Berlin"
        users = self.env["res.users"].create(
            [
                {
                    "name": row.name,
                    "login": row.login,
                    "email": f"{row.login}@example.com",
                    "tz": "Europe/Berlin",
                    "notification_type": "inbox",
                    "company_id": self.env.company.id,
                    "company_ids": [Command.set(self.env.company.ids)],
                    "group_ids": self._group_commands(f"base.group_user {row.groups}"),
                }
                for row in company.people
            ]
        )
        # two dozen users in a second, not in ten: Odoo hashes again at the first login
        scheme = pbkdf2_sha512.using(rounds=1000)
        for user in users:
            user._set_encrypted_password(user.id, scheme.hash(user.login))
        self._name_records(**{f"user_{user.login}": user for user in users})
        vals = {
            "user_id": self._user("manager").id,
            "sequence": 20,
            "company_id": False,
        }
        teams = self._create_named("crm.team", company.words["team"].values(), **vals)
        names = company.words["team"].items()
        self._name_records(**{f"team_{key}": teams[name] for key, name in names})
        self.env["crm.team.member"].create(
            [
                {
                    "crm_team_id": self._demo(f"team_{row.team}").id,
                    "user_id": self._user(row.login).id,
                }
                for row in company.people
                if row.team
            ]
        )
        day = company.start - timedelta(days=365)
        periods = self.env["crm.salesperson.period"]
        periods.search([("user_id", "in", users.ids)]).write(
            {"date_from": day, "recorded_from": day}
        )
        self.env["ir.config_parameter"].set_param(RECORDED_FROM, f"{day} 00:00:00")

    def _create_named(self, model, names, **vals):
        """Return {name: new record}."""
        records = self.env[model].create([{"name": name, **vals} for name in names])
        return dict(zip(names, records, strict=True))
