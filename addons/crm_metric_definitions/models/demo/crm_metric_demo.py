from datetime import timedelta

from passlib.hash import pbkdf2_sha512

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...lib.demo import names, pipeline
from ..pipeline.crm_salesperson_period import RECORDED_FROM

#: external ids of the demo company; no addon of this name exists, so that removing
#: an addon never deletes people and opportunities that others have come to use
PREFIX = "demo_company"
MODULE = "crm_metric_definitions"
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
    """Writes the made-up company of ``lib/demo`` into the database.

    Runs from the demo data only. Sends no mail, needs no demo record of Odoo's own, and
    approves nothing: the demo users decide, through the methods that everybody uses.
    """

    _name = "crm.metric.demo"
    _description = "Demo Company"

    # -- for the demo data of the addons above too --------------------------

    @api.model
    def _check_demo_mode(self, module):
        """Raise unless ``module`` has, or is just getting, its demo data."""
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

    @api.model
    def _speaking(self):
        """Return self without mails, writing in the language of the company."""
        lang = self.env.company.partner_id.lang or "en_US"
        return self.with_context(**QUIET, lang=lang)

    def _word(self, text):
        """Return a word of ``lib/demo`` in the language of the demo."""
        german = (self.env.lang or "").startswith("de")
        return names.GERMAN.get(text, text) if german else text

    @api.model
    def _name_records(self, named):
        """Give external ids; ``named`` is a list of (name, record)."""
        self.env["ir.model.data"].sudo()._update_xmlids(
            [
                {"xml_id": f"{PREFIX}.{name}", "record": record, "noupdate": True}
                for name, record in named
            ]
        )

    @api.model
    def _user(self, login):
        """The demo user with this login."""
        return self.env.ref(f"{PREFIX}.user_{login}")

    @api.model
    def _give_groups(self, groups):
        """Give demo users groups; ``groups`` is {login: external ids}."""
        for login, xmlids in groups.items():
            commands = [Command.link(self.env.ref(xmlid).id) for xmlid in xmlids]
            self._user(login).write({"group_ids": commands})

    @api.model
    def _create_users(self, people):
        """Create internal users whose password is their login.

        :param people: list of (name, login, [external ids of groups])
        """
        # two dozen users in a second, not in ten: Odoo hashes again at the first login
        scheme = pbkdf2_sha512.using(rounds=1000)
        users = self.env["res.users"].create(
            [
                {
                    "name": name,
                    "login": login,
                    "email": f"{login}@example.com",
                    "tz": "Europe/Berlin",
                    "notification_type": "inbox",
                    "company_id": self.env.company.id,
                    "company_ids": [Command.set(self.env.company.ids)],
                    "group_ids": [
                        Command.link(self.env.ref(group).id)
                        for group in ("base.group_user", *groups)
                    ],
                }
                for name, login, groups in people
            ]
        )
        for user in users:
            user._set_encrypted_password(user.id, scheme.hash(user.login))
        self._name_records([(f"user_{user.login}", user) for user in users])
        return users

    # -- the company ---------------------------------------------------------

    @api.model
    def _load_company(self):
        """Create users, teams, customers, 24 months of their dealings, and trust."""
        self._check_demo_mode(MODULE)
        if self.env.ref(f"{PREFIX}.user_manager", raise_if_not_found=False):
            return
        demo = self._speaking()
        made = pipeline.generate(fields.Date.today())
        demo._load_people(made)
        partners = demo._load_customers(made)
        leads = demo._load_leads(made, partners)
        demo._load_touches(made, partners, leads)
        demo._load_moves(made, leads)
        demo._load_next_steps(made, leads)
        demo._load_trust()

    def _load_people(self, made):
        metrics = "crm_metric_definitions.group_metric"
        sales = "sales_team.group_sale"
        self._create_users(
            [
                ("Martina Sander", "manager", [f"{sales}_manager"]),
                ("Alexander Prinz", "approver", [f"{metrics}_approver"]),
                (
                    "Britta Enderlein",
                    "engineer",
                    [f"{metrics}_manager", f"{sales}_salesman_all_leads"],
                ),
                ("Theodor Gade", "keeper", [f"{metrics}_user"]),
                ("Henrike Vollmer", "advisor", [f"{metrics}_user"]),
                *((p.name, p.login, [f"{sales}_salesman"]) for p in names.SALESPEOPLE),
            ]
        )
        manager = self._user("manager")
        teams = self.env["crm.team"].create(
            [
                {
                    "name": self._word(name),
                    "user_id": manager.id,
                    "sequence": 20,
                    "company_id": False,
                }
                for name in names.TEAMS.values()
            ]
        )
        by_key = dict(zip(names.TEAMS, teams, strict=True))
        self._name_records([(f"team_{key}", team) for key, team in by_key.items()])
        self.env["crm.team.member"].create(
            [
                {
                    "crm_team_id": by_key[person.team].id,
                    "user_id": self._user(person.login).id,
                }
                for person in names.SALESPEOPLE
            ]
        )
        self._backdate_memberships(teams, made.start - timedelta(days=365))

    def _backdate_memberships(self, teams, day):
        """Let people have been in their teams from a day on."""
        self.env["crm.salesperson.period"].flush_model()
        self.env.cr.execute(
            """
            UPDATE crm_salesperson_period
               SET date_from = %s, recorded_from = %s
             WHERE team_id IN %s
            """,
            (day, day, teams._ids),
        )
        self.env["ir.config_parameter"].set_param(RECORDED_FROM, f"{day} 00:00:00")
        self.env.invalidate_all()

    def _backdate(self, records, **columns):
        """Set columns that the ORM stamps itself; ``columns`` is {name: values}."""
        self.env.flush_all()
        kinds = [records._fields[name].column_type[1] for name in columns]
        self.env.cr.execute(
            SQL(
                "UPDATE %(table)s SET %(sets)s FROM unnest(%(ids)s, %(values)s)"
                " AS made (id, %(names)s) WHERE made.id = %(table)s.id",
                table=SQL.identifier(records._table),
                sets=SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(name), SQL.identifier("made", name))
                    for name in columns
                ),
                ids=records.ids,
                values=SQL(", ").join(
                    SQL(f"%s::{kind}[]", list(values))
                    for kind, values in zip(kinds, columns.values(), strict=True)
                ),
                names=SQL(", ").join(map(SQL.identifier, columns)),
            )
        )
        self.env.invalidate_all()
