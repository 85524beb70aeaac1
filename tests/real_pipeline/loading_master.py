"""What opportunities refer to: users, teams, customers, products; and `load()`."""

import difflib
import re
from collections import Counter
from dataclasses import dataclass, field

PREFIX = "sales_history"


class ImportRefused(Exception):
    """Odoo refused a load; the message lists what it said."""


@dataclass
class Report:
    """What came in, what was updated, what the rows lacked."""

    created: Counter = field(default_factory=Counter)
    updated: Counter = field(default_factory=Counter)
    stages: Counter = field(default_factory=Counter)
    no_date: int = 0
    no_account: int = 0
    not_closed: int = 0
    unknown_products: Counter = field(default_factory=Counter)
    unknown_countries: Counter = field(default_factory=Counter)
    nearest: dict = field(default_factory=dict)


def xmlid(kind, name):
    return f"{PREFIX}.{kind}_{re.sub(r'[^a-z0-9]+', '_', name.lower()).strip('_')}"


class MasterData:
    """Loads what opportunities refer to, and notes what is unknown."""

    def __init__(self, env, source):
        self.env = env(
            context=dict(
                env.context,
                tz="UTC",
                lang="en_US",
                tracking_disable=True,
                mail_notrack=True,
                mail_create_nosubscribe=True,
                mail_auto_subscribe_no_notify=True,
                no_reset_password=True,
            )
        )
        self.source = source
        self.report = Report()

    # ------------------------------------------------------------ master data

    def users(self):
        managers = sorted({agent.manager for agent in self.source.agents})
        agents = [agent.name for agent in self.source.agents]
        rows = [self._user(name, "sales_team.group_sale_manager") for name in managers]
        rows += [self._user(name, "sales_team.group_sale_salesman") for name in agents]
        self._load("res.users", ("id", "name", "login", "group_ids/id"), rows)

    def _user(self, name, group):
        login = re.sub(r"[^a-z0-9]+", ".", name.lower())
        return (xmlid("user", name), name, login, f"base.group_user,{group}")

    def teams(self):
        """One team for each manager, named after the regional office as well."""
        offices = {agent.manager: agent.office for agent in self.source.agents}
        self._load(
            "crm.team",
            ("id", "name", "user_id/id"),
            [
                (xmlid("team", name), f"{office}, {name}", xmlid("user", name))
                for name, office in sorted(offices.items())
            ],
        )
        self._load(
            "crm.team.member",
            ("id", "crm_team_id/id", "user_id/id"),
            [
                (
                    xmlid("member", agent.name),
                    xmlid("team", agent.manager),
                    xmlid("user", agent.name),
                )
                for agent in self.source.agents
            ],
        )

    def customers(self):
        countries = set(self.env["res.country"].search([]).mapped("name"))
        sectors = sorted({account.sector for account in self.source.accounts})
        self._load(
            "res.partner.category",
            ("id", "name"),
            [(xmlid("sector", name), name) for name in sectors],
        )
        rows, parents = [], []
        for account in self.source.accounts:
            known = account.country in countries
            if not known:
                self._unknown("countries", account.country, countries)
            rows.append(
                (
                    xmlid("account", account.name),
                    account.name,
                    "1",
                    account.country if known else "",
                    xmlid("sector", account.sector),
                )
            )
            if account.parent:
                own, parent = account.name, account.parent
                parents.append((xmlid("account", own), xmlid("account", parent)))
        columns = ("id", "name", "is_company", "country_id", "category_id/id")
        self._load("res.partner", columns, rows)
        self._load("res.partner", ("id", "parent_id/id"), parents, count=False)

    def products(self):
        """Stock CRM has no product on an opportunity: the catalogue becomes tags."""
        self._load(
            "crm.tag",
            ("id", "name"),
            [(xmlid("product", name), name) for name in self.source.products],
        )
        reason = "Not stated in the source"
        rows = [(xmlid("reason", "not stated"), reason)]
        self._load("crm.lost.reason", ("id", "name"), rows)

    def _unknown(self, what, name, known):
        getattr(self.report, f"unknown_{what}")[name] += 1
        if name not in self.report.nearest:
            near = difflib.get_close_matches(name, known, 1)
            self.report.nearest[name] = near[0] if near else ""

    # ------------------------------------------------------------------- load

    def _load(self, model, columns, rows, count=True):
        known = self._known(model)
        result = self.env[model].load(list(columns), [list(row) for row in rows])
        if not result["ids"] and rows:
            said = "\n".join(str(message["message"]) for message in result["messages"])
            raise ImportRefused(f"{model}: {said}")
        if count:
            old = sum(row[0] in known for row in rows)
            self.report.updated[model] += old
            self.report.created[model] += len(rows) - old

    def _known(self, model):
        domain = [("module", "=", PREFIX), ("model", "=", model)]
        names = self.env["ir.model.data"].sudo().search_fetch(domain, ["name"])
        return {f"{PREFIX}.{name}" for name in names.mapped("name")}
