"""What is measured: eight metrics, the numbers they consist of, and three tasks.

Every rival computes the same numbers, each in its own way.
"""

from dataclasses import dataclass
from datetime import date

from odoo.addons.crm_metric_definitions.lib.periods import periods

TZ = "Europe/Berlin"
#: opportunities are spread over these days
FIRST_DAY, LAST_DAY = date(2022, 6, 1), date(2025, 10, 1)
SALESPEOPLE = 50
TAG = "Benchmark: trade fair"

OPPORTUNITY = [("type", "=", "opportunity")]
WON = [*OPPORTUNITY, ("won_status", "=", "won")]
CLOSED = [*OPPORTUNITY, ("won_status", "in", ["won", "lost"])]
DECLARED = [
    *WON,
    ("contribution_margin_source", "in", ["calculated", "invoiced", "accounting"]),
]


@dataclass(frozen=True)
class Number:
    """One counted (or summed) thing."""

    code: str
    model: str
    domain: tuple
    date: str
    field: str | None = None  # summed; None = counted
    level: bool = False  # as of the end of a period instead of within it
    by_user: bool = True


@dataclass(frozen=True)
class Metric:
    code: str
    numerator: str
    denominator: str | None = None
    #: the suite computes an average by one measure, the others by two numbers
    average: bool = False


@dataclass(frozen=True)
class Task:
    code: str
    title: str
    metrics: tuple
    start: date
    end: date
    granularity: str
    by_user: bool = False

    @property
    def periods(self):
        return periods(self.start, self.end, self.granularity)

    @property
    def numbers(self):
        """Codes of the numbers that the task's metrics consist of."""
        found = {}
        for code in self.metrics:
            metric = METRICS[code]
            found[metric.numerator] = found[metric.denominator] = True
        return [code for code in found if code]


def _lead(code, domain, day, field=None):
    return Number(code, "crm.lead", tuple(domain), day, field)


NUMBERS = {
    number.code: number
    for number in (
        _lead("new", OPPORTUNITY, "date_intake"),
        _lead(
            "new_decision_maker",
            [*OPPORTUNITY, ("decision_maker_involved", "=", True)],
            "date_intake",
        ),
        _lead("new_won", WON, "date_intake"),
        _lead("new_closed", CLOSED, "date_intake"),
        _lead("new_fair", [*OPPORTUNITY, ("tag_ids.name", "=", TAG)], "date_intake"),
        _lead("won", WON, "date_ended"),
        _lead("closed", CLOSED, "date_ended"),
        _lead("won_value", WON, "date_ended", "expected_revenue"),
        _lead("margin", DECLARED, "date_ended", "contribution_margin"),
        _lead("margin_value", DECLARED, "date_ended", "expected_revenue"),
        Number(
            "touches",
            "calendar.event",
            (("opportunity_id", "!=", False),),
            "start",
            by_user=False,
        ),
        Number(
            "contacts",
            "res.partner",
            (("is_company", "=", False),),
            "create_date",
            level=True,
            by_user=False,
        ),
    )
}

METRICS = {
    metric.code: metric
    for metric in (
        Metric("new_opportunities", "new"),
        Metric("decision_maker_rate", "new_decision_maker", "new"),
        Metric("win_rate_cohort", "new_won", "new_closed"),
        Metric("trade_fair_rate", "new_fair", "new"),
        Metric("win_rate", "won", "closed"),
        Metric("average_deal", "won_value", "won", average=True),
        Metric("contribution_margin_rate", "margin", "margin_value"),
        Metric("touches_per_contact", "touches", "contacts"),
    )
}

ALL = tuple(METRICS)
TASKS = (
    Task("T1", "8 metrics, 90 days", ALL, date(2025, 7, 3), LAST_DAY, "total"),
    Task("T2", "8 metrics × 36 months", ALL, date(2022, 10, 1), LAST_DAY, "month"),
    Task(
        "T3",
        "2 metrics × 104 weeks × 50 people",
        ("new_opportunities", "win_rate"),
        date(2023, 10, 2),
        date(2025, 9, 29),
        "week",
        by_user=True,
    ),
)
