"""Bring the files into Odoo through its own ``load()``, as the import screen does.

Every record carries an external id under ``sales_history``, so a second run updates
what the first one made and adds nothing.

What a partner must know:

* A day becomes noon UTC of that day: it stays the same day, week and month in every
  time zone from UTC-12 to UTC+11.
* ``date_ended`` says when an opportunity was won or lost. Odoo's own ``date_closed`` is
  read-only on the import screen, and the moment of the import.
* Lost means archived, probability 0 and a reason. The files know no reason, so the
  reason says just that.
* An empty ``date_intake`` is imported as empty, not as today. Who was assigned when
  is not in the files: ``date_first_assigned`` is imported as empty, too.
* What the files spell in a way that Odoo or ``products.csv`` does not know is left
  out and reported; nothing is guessed.
"""

from datetime import date, datetime, time

from .loading_master import MasterData, Report, xmlid

STAGE = {
    "Won": "crm.stage_lead4",
    "Lost": "crm.stage_lead2",
    "Engaging": "crm.stage_lead2",
    "Prospecting": "crm.stage_lead1",
}


def moment(day: "date | None") -> str:
    return datetime.combine(day, time(12)).isoformat(" ") if day else ""


class Importer(MasterData):
    """Imports one ``Source``; ``env`` is the importing user's (a CRM administrator
    who may also make users)."""

    def run(self) -> Report:
        self.users()
        self.teams()
        self.customers()
        self.products()
        self.opportunities()
        return self.report

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
            "date_ended",
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
                    moment(deal.closed),
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
