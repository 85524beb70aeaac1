"""Chapters one to four: history comes in, figures are previews, then known."""

import re
import time

from odoo.exceptions import AccessError, UserError

from . import oracle
from .cast import Cast, quarter_before
from .loading import STAGE, Importer

PROCEDURE = {
    "procedure_steps": "The agent sets the stage on the day the customer decides.",
    "source": "Sales history of the former system, imported once.",
    "known_limits": "Opportunities without a date are not counted in any period.",
}
WEEKLY = "new_opportunities_week"


class MetricChapters:
    """Uses ``cast``, ``ledger``, ``source`` and ``env`` of the story."""

    # -- one: the import -----------------------------------------------------

    def bring_in_history(self, runs=2):
        book = self.ledger
        book.chapter("History from another system comes in through load()")
        for run in range(runs):
            began = time.monotonic()
            report = Importer(self.env, self.source).run()
            self.env.flush_all()
            took = time.monotonic() - began
            leads = report.created["crm.lead"], report.updated["crm.lead"]
            expected = len(self.source.deals)
            book.figure(
                f"Run {run + 1}: opportunities created, updated",
                leads,
                (0, expected) if run else (expected, 0),
            )
            book.tell(f"took {took:.0f} s")
        for name, count in report.unknown_products.items():
            near = report.nearest[name]
            book.tell(f"“{name}”: {count} rows; not in products.csv (near: “{near}”).")
        for name, count in report.unknown_countries.items():
            near = report.nearest[name]
            book.tell(
                f"Country “{name}”: {count} accounts, left empty (near: “{near}”)."
            )
        book.tell(f"{report.no_account} rows name no account, imported without one.")
        self.cast = Cast(self.env, self.source)
        self._compare_import()

    def _compare_import(self):
        book, leads = self.ledger, self._leads()
        counted = oracle.stages(self.source)
        for state in ("Won", "Lost"):
            found = leads.search_count([("won_status", "=", state.lower())])
            book.figure(state, found, counted[state])
        for state in ("Engaging", "Prospecting"):
            stage = self.env.ref(STAGE[state]).id
            domain = [("won_status", "=", "pending"), ("stage_id", "=", stage)]
            book.figure(state, leads.search_count(domain), counted[state])
        undated = leads.search_count([("date_intake", "=", False)])
        book.figure("Without an intake date", undated, oracle.undated(self.source))
        alone = leads.search_count([("partner_id", "=", False)])
        book.figure("Without a customer", alone, oracle.without_account(self.source))
        total = leads.search([("won_status", "=", "won")]).mapped("expected_revenue")
        book.figure("Won value", sum(total), oracle.won_value(self.source))
        days = {
            self.key_of(lead.name): (_day(lead.date_intake), _day(lead.date_ended))
            for lead in leads.search([])
        }
        rows = {deal.key: (deal.engaged, deal.closed) for deal in self.source.deals}
        same = sum(days.get(key) == row for key, row in rows.items())
        book.figure("Rows whose two dates are kept", same, len(rows))

    def _leads(self):
        """All opportunities, archived ones too, as the head of sales sees them."""
        return self.cast.act("manager", "crm.lead").with_context(active_test=False)

    @staticmethod
    def key_of(name):
        """The source's own number, which the import keeps in the name."""
        return re.search(r"\((\w+)\)$", name).group(1)

    # -- two: previews -------------------------------------------------------

    def look_at_previews(self):
        book = self.ledger
        book.chapter("Figures are previews: nobody has approved how they are measured")
        self._compare_win_rate(official=False)
        self._define_weekly()
        weekly = self.metric(WEEKLY)
        points = weekly.evaluate(*self.span, "week")[weekly.id]
        found = {
            p["period_start"]: int(p["numerator"]) for p in points if p["numerator"]
        }
        counted = {
            max(week, self.span[0]).isoformat(): count
            for week, count in oracle.new_by_week(self.source).items()
        }
        book.series("New opportunities by week", found, counted)
        cover = weekly.coverage(*self.span)[weekly.id]
        no_date = {row["reason"]: row["count"] for row in cover["left_out"]}
        undated = oracle.undated(self.source)
        book.figure("Left out: no date", no_date.get("no_date"), undated)

    def _compare_win_rate(self, official):
        book, metric = self.ledger, self.metric("win_rate")
        (point,) = metric.evaluate(*self.span, "total")[metric.id]
        won, decided = oracle.win_rate(self.source)
        found = (int(point["numerator"]), int(point["denominator"]))
        book.figure("Win rate: won, decided", found, (won, decided))
        rate = point["value"]
        book.figure("Win rate", f"{rate:.2%}", f"{won / decided:.2%}")
        book.figure("Win rate is official", point["official"], official)
        points = metric.evaluate(*self.span, "month")[metric.id]
        counted = oracle.win_rate_by_month(self.source)
        by_month = {day.isoformat(): pair for day, pair in counted.items()}
        book.series("Win rate by month", _pairs(points, "period_start"), by_month)
        points = metric.evaluate(*self.span, "total", "user")[metric.id]
        by_agent = oracle.win_rate_by_agent(self.source)
        book.series("Win rate by agent", _pairs(points, "label"), by_agent)
        try:
            mine = self.cast.act(self.cast.agents[0], "crm.metric.definition")
            mine.browse(metric.id).evaluate(*self.span, "total", "user")
        except AccessError as error:
            book.refused("an agent asks for figures per person", error)

    def _define_weekly(self):
        """The library's figure is per salesperson, and Odoo knows no team of 2017."""
        library = self.metric("new_opportunities_per_salesperson_week")
        self.cast.act("manager", "crm.metric.definition").create(
            {
                "name": "New opportunities a week",
                "code": WEEKLY,
                "kind": "simple",
                "numerator_id": library.numerator_id.id,
                "normalise_per": "week",
                "direction": "higher",
                "tz": library.tz,
            }
        )

    def metric(self, code, role="manager"):
        metrics = self.cast.act(role, "crm.metric.definition")
        return metrics.search([("code", "=", code)]).ensure_one()

    # -- three: a second person approves --------------------------------------

    def approve_procedures(self):
        book = self.ledger
        book.chapter("A second person approves the measurement procedures")
        for code in ("win_rate", WEEKLY):
            metric = self.metric(code)
            metric.write({**PROCEDURE, "data_owner_id": self.cast.manager.id})
            metric.action_request_approval()
            try:
                with self.env.cr.savepoint():
                    metric.action_approve(None, metric.content_fingerprint)
            except (AccessError, UserError) as error:
                book.refused(f"the author approves “{metric.name}” himself", error)
            seen = self.metric(code, "approver")
            seen.action_approve("Read and understood.", seen.content_fingerprint)
            metric.invalidate_recordset()
            book.figure(f"“{metric.name}” approved", metric.is_approved, True)
            book.tell(f"still not known: {metric.known_hint}")

    # -- four: applied consistently? -------------------------------------------

    def check_consistency(self):
        book = self.ledger
        book.chapter("Most agents say of the same records whether they count")
        for code in ("win_rate", WEEKLY):
            metric = self.metric(code)
            check = self.cast.act("manager", "crm.metric.check").create(
                {
                    "metric_id": metric.id,
                    "date_from": quarter_before(self.span[1]),
                    "date_to": self.span[1],
                    "note": "History was imported: late entry says nothing here.",
                }
            )
            # proposed are all who have records in the period; some are on holiday
            asked = check.participant_ids[: len(check.participant_ids) * 3 // 5 + 1]
            check.participant_ids = asked
            check.action_open()
            for agent in asked:
                self._answer(check, agent)
            check.action_close()
            book.figure(f"“{metric.name}”: result", check.result, "consistent")
            metric.invalidate_recordset()
            book.figure(f"“{metric.name}” known", metric.is_known, True)
        self._compare_win_rate(official=True)

    def _answer(self, check, agent):
        """The agent looks the deal up in the old system's list."""
        deals = {deal.key: deal for deal in self.source.deals}
        measures = {sample.id: sample.measure_id for sample in check.sample_ids}
        sheet = self.cast.act(agent, "crm.metric.check").browse(check.id)
        for item in sheet.answer_sheet()["items"]:
            deal = deals[self.key_of(item["name"])]
            event = self._event(measures[item["id"]], deal)
            counts = bool(event) and check.date_from <= event < check.date_to
            sheet.answer(item["id"], counts, event.isoformat() if counts else None)

    def _event(self, measure, deal):
        """The day on which the deal became what the measure counts, or None."""
        metric = self.metric("win_rate")
        if measure == metric.numerator_id:
            return deal.closed if deal.stage == "Won" else None
        if measure == metric.denominator_id:
            return deal.closed if deal.is_decided else None
        return deal.engaged


def _day(moment):
    return moment.date() if moment else None


def _pairs(points, key):
    return {
        point[key]: (int(point["numerator"]), int(point["denominator"]))
        for point in points
        if point["denominator"]
    }
