"""Bring the files into Odoo through its own ``load()``, as the import screen does.

Every record carries an external id under ``sales_history``, so a second run updates
what the first one made and adds nothing.

What a partner must know:

* A day becomes noon UTC of that day: it stays the same day, week and month in every
  time zone from UTC-12 to UTC+11.
* Odoo stamps ``date_closed`` with *now* whenever ``probability`` 100 or ``active``
  false is written, changed or not. So closing dates come in a load of their own,
  after the one that says won or lost: external id and ``date_closed``, nothing else.
  (The import screen does not offer ``date_closed``: the field is read-only there.)
* Lost means archived, probability 0 and a reason. The files know no reason, so the
  reason says just that.
* An empty ``date_intake`` is imported as empty, not as today. Who was assigned when
  is not in the files: ``date_first_assigned`` is imported as empty, too.
* What the files spell in a way that Odoo or ``products.csv`` does not know is left
  out and reported; nothing is guessed.
"""

import difflib
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time

PREFIX = "sales_history"
STAGE = {
    "Won": "crm.stage_lead4",
    "Lost": "crm.stage_lead2",
    "Engaging": "crm.stage_lead2",
    "Prospecting": "crm.stage_lead1",
}


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


def moment(day: "date | None") -> str:
    return datetime.combine(day, time(12)).isoformat(" ") if day else ""


class Importer:
    """Imports one ``Source``; ``env`` is the importing user's (a CRM administrator
    who may also make users)."""

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

    def run(self) -> Report:
        self.users()
        self.teams()
        self.customers()
        self.products()
        self.opportunities()
        self.closing_dates()
        return self.report

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

    # ---------------------------------------------------------- opportunities

    def opportunities(self):
        columns = (
            "id",
            "name",
            "type",
            "user_id/id",
            "team_id/id",
            "partner_id/id",
            "tag_ids/id",
            "stage_id/id",
            "probability",
            "active",
            "lost_reason_id/id",
            "expected_revenue",
            "date_intake",
            "date_first_assigned",
        )
        managers = {agent.name: agent.manager for agent in self.source.agents}
        products = set(self.source.products)
        rows = []
        for deal in self.source.deals:
            self._count(deal, products)
            lost = deal.stage == "Lost"
            tag = xmlid("product", deal.product) if deal.product in products else ""
            rows.append(
                (
                    xmlid("opportunity", deal.key),
                    f"{deal.product} ({deal.key})",
                    "opportunity",
                    xmlid("user", deal.agent),
                    xmlid("team", managers[deal.agent]),
                    xmlid("account", deal.account) if deal.account else "",
                    tag,
                    STAGE[deal.stage],
                    {"Won": "100", "Lost": "0"}.get(deal.stage, "10"),
                    "0" if lost else "1",
                    xmlid("reason", "not stated") if lost else "",
                    str(deal.value or 0),
                    moment(deal.engaged),
                    "",
                )
            )
        self._load("crm.lead", columns, rows)

    def _count(self, deal, products):
        report = self.report
        report.stages[deal.stage] += 1
        report.no_date += deal.engaged is None
        report.no_account += not deal.account
        report.not_closed += deal.closed is None
        if deal.product not in products:
            self._unknown("products", deal.product, products)

    def closing_dates(self):
        rows = [
            (xmlid("opportunity", deal.key), moment(deal.closed))
            for deal in self.source.deals
        ]
        self._load("crm.lead", ("id", "date_closed"), rows, count=False)

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
