"""The demo company's pipeline, made up: 24 months up to a given day.

No odoo import: the same day always gives the same company. The figures follow the
example of the brief (position assessment):

* about 2 contacts per contact and year, very unevenly spread,
* more than 80 % of the documented contacts known to one salesperson only,
* under 2 new opportunities per salesperson and week,
* 15 % of the opportunities with a decision maker,
* fewer than 3 % of the closed opportunities won,
* a contribution margin III of about 8 % of the won value,

and each person has a habit that explains why the figures look the way they do.
Every moment lies between 08:00 and 15:30 UTC, so that it falls on the same day in
every European time zone.
"""

import math
import random
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from . import names

CONTACTS = 400
COMPANIES = 150
DECISION_MAKER_SHARE = 0.15
WIN_SHARE = 0.026
MARGIN_SHARE = 0.081
TOUCHES_PER_CONTACT = 4.2  # in 24 months
SINGLE_OWNER_SHARE = 0.84
UNDATED = 60
SEASON = (0.9, 1.0, 1.1, 1.0, 1.05, 1.05, 0.8, 0.75, 1.25, 1.2, 1.15, 0.65)
OTHER_ROLES = ("economic_buyer", "champion", "influencer", "user", "opponent")


@dataclass(frozen=True)
class Company:
    key: str
    name: str
    city: str
    owner: str  # login of the salesperson
    created: datetime


@dataclass(frozen=True)
class Contact:
    key: str
    name: str
    function: str
    company: str
    owner: str
    created: datetime


@dataclass(frozen=True)
class Opportunity:
    """``state`` is open, won, lost or archived (out of sight but not lost);
    ``intake`` is None for rows brought over from the old system without a date."""

    key: str
    name: str
    salesperson: str
    company: str
    contact: str  # "" when only the company, or nobody, is known
    stage: str  # new, qualified, proposition, won
    state: str
    created: datetime
    intake: "datetime | None"
    assigned: datetime
    closed: "datetime | None" = None
    lost_reason: str = ""
    source: str = ""
    revenue: float = 0.0
    margin: "float | None" = None
    roles: "tuple[tuple[str, str], ...]" = ()  # (contact, role)


@dataclass(frozen=True)
class Touch:
    """One personal contact: ``kind`` is call, email, meeting or note."""

    kind: str
    contact: str
    opportunity: str  # "" when documented on the contact itself
    salesperson: str
    at: datetime


@dataclass(frozen=True)
class Pipeline:
    today: date
    start: date
    companies: "tuple[Company, ...]"
    contacts: "tuple[Contact, ...]"
    opportunities: "tuple[Opportunity, ...]"
    touches: "tuple[Touch, ...]"


def generate(today: date, seed: str = "goal map") -> Pipeline:
    """The company's history in the 24 months that end with ``today`` (exclusive).

    >>> one, two = generate(date(2026, 3, 2)), generate(date(2026, 3, 2))
    >>> one == two
    True
    """
    rng = random.Random(seed)
    start = _months_before(today, 24)
    companies, contacts = _customers(rng, start, today)
    opportunities = _opportunities(rng, start, today, companies, contacts)
    touches = _touches(rng, start, today, contacts, opportunities)
    return Pipeline(today, start, companies, contacts, opportunities, touches)


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, 28))


def _moment(rng: random.Random, day: date) -> datetime:
    return datetime.combine(day, time(8)) + timedelta(minutes=rng.randrange(450))


def _workday(rng: random.Random, first: date, before: date) -> date:
    """A working day in ``[first, before)``; the last day before if there is none."""
    for _attempt in range(20):
        day = first + timedelta(days=rng.randrange(max((before - first).days, 1)))
        if day.weekday() < 5:
            return day
    return max(first, before - timedelta(days=1))


def _poisson(rng: random.Random, mean: float) -> int:
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


# ------------------------------------------------------------------- customers


def _customers(rng, start, today):
    heads = [f"{head}{tail}" for head in names.COMPANY_HEAD for tail in names.COMPANY_TAIL]
    rng.shuffle(heads)
    logins = [person[1] for person in names.SALESPEOPLE]
    companies = tuple(
        Company(
            key=f"company_{number:03d}",
            name=f"{heads[number]} {rng.choice(names.LEGAL_FORMS)}",
            city=rng.choice(names.CITIES),
            owner=logins[number % len(logins)],
            created=_created(rng, start, today),
        )
        for number in range(COMPANIES)
    )
    people = [f"{first} {last}" for first in names.FIRST for last in names.LAST]
    rng.shuffle(people)
    contacts = []
    for number in range(CONTACTS):
        company = companies[number % COMPANIES]
        contacts.append(
            Contact(
                key=f"contact_{number:03d}",
                name=people[number],
                function=rng.choice(names.FUNCTIONS),
                company=company.key,
                owner=company.owner,
                created=max(company.created, _created(rng, start, today)),
            )
        )
    return companies, tuple(contacts)


def _created(rng, start, today):
    """Nine of ten were there before the 24 months began."""
    if rng.random() < 0.9:
        return _moment(rng, start - timedelta(days=rng.randrange(30, 900)))
    return _moment(rng, _workday(rng, start, start + (today - start) // 2))


# --------------------------------------------------------------- opportunities


def _opportunities(rng, start, today, companies, contacts):
    book = _Book(rng, today, companies, contacts)
    monday = start - timedelta(days=start.weekday())
    while monday < today:
        for _name, login, _team, rate, habit in names.SALESPEOPLE:
            for _number in range(_poisson(rng, rate * SEASON[monday.month - 1])):
                day = monday + timedelta(days=rng.randrange(5))
                if start <= day < today:
                    book.add(login, habit, _moment(rng, day))
        monday += timedelta(weeks=1)
    book.add_undated(start)
    rows = _with_winners(rng, book.rows)
    return tuple(_with_roles(rng, rows, contacts))


class _Book:
    """Writes one opportunity after the other, open, lost or archived so far."""

    def __init__(self, rng, today, companies, contacts):
        self.rng = rng
        self.today = today
        self.rows = []
        self.companies = {c.key: c for c in companies}
        self.by_owner, self.by_company = {}, {}
        for company in companies:
            self.by_owner.setdefault(company.owner, []).append(company.key)
        for contact in contacts:
            self.by_company.setdefault(contact.company, []).append(contact)

    def add(self, login, habit, intake):
        rng = self.rng
        company = rng.choice(self.by_owner[login])
        contact = ""
        if rng.random() < 0.55:
            known = [c for c in self.by_company[company] if c.created < intake]
            contact = rng.choice(known).key if known else ""
        created = intake
        if habit == "late_entry" and rng.random() < 0.7:
            created = self._before_today(intake + timedelta(days=rng.randrange(8, 45)))
        row = Opportunity(
            key=f"opportunity_{len(self.rows):04d}",
            name=f"{rng.choice(_SUBJECTS)}, {self.companies[company].name}",
            salesperson=login,
            company=company if rng.random() < 0.85 or contact else "",
            contact=contact,
            stage="proposition" if habit == "late_stage" else "new",
            state="open",
            created=created,
            intake=intake,
            assigned=created,
            source=rng.choice(names.SOURCES) if rng.random() < 0.7 else "",
            revenue=self._revenue(habit),
        )
        self.rows.append(self._reassign(self._fate(row, habit)))

    def add_undated(self, start):
        """What the old system had no date for came in with one import."""
        rng = self.rng
        imported = datetime.combine(start, time(9))
        for _number in range(UNDATED):
            person = rng.choice(names.SALESPEOPLE)
            self.add(person[1], "", _moment(rng, start - timedelta(days=30)))
            row = self.rows.pop()
            closed = row.closed and max(row.closed, imported + timedelta(days=3))
            self.rows.append(
                replace(
                    row,
                    intake=None,
                    created=imported,
                    assigned=max(row.assigned, imported),
                    closed=closed,
                )
            )

    def _revenue(self, habit):
        if habit == "defaults" and self.rng.random() < 0.6:
            return 0.0
        return float(round(self.rng.lognormvariate(9.9, 0.6), -2))

    def _before_today(self, moment):
        last = datetime.combine(self.today, time(8)) - timedelta(hours=14)
        return min(moment, last)

    def _fate(self, row, habit):
        rng = self.rng
        days = min(int(rng.lognormvariate(4.3, 0.6)) + 3, 300)
        decided = _moment(rng, row.intake.date() + timedelta(days=days))
        decided = max(decided, row.created + timedelta(hours=1))
        age = (datetime.combine(self.today, time()) - row.created).days
        reached = row.stage if row.stage != "new" else _stage_after(rng, age)
        stays_open = rng.random() < (0.5 if habit == "hoards" else 0.06)
        if decided.date() >= self.today or stays_open:
            return replace(row, stage=reached)
        if rng.random() < 0.04:
            return replace(row, stage=reached, state="archived", closed=decided)
        reason = rng.choice(names.LOST_REASONS) if rng.random() < 0.7 else ""
        return replace(
            row, stage=reached, state="lost", closed=decided, lost_reason=reason
        )

    def _reassign(self, row):
        """Odoo's assignment date becomes the day of the last reassignment."""
        rng = self.rng
        if rng.random() >= 0.08:
            return row
        last = row.closed.date() if row.closed else self.today
        if (last - row.created.date()).days < 3:
            return row
        day = _workday(rng, row.created.date() + timedelta(days=1), last)
        others = [p[1] for p in names.SALESPEOPLE if p[1] != row.salesperson]
        return replace(row, salesperson=rng.choice(others), assigned=_moment(rng, day))


_SUBJECTS = (
    "Packaging line",
    "Maintenance contract",
    "Spare parts",
    "Filling plant",
    "Retrofit",
    "Conveyor",
    "Test bench",
)


def _stage_after(rng, days):
    chances = (0.2, 0.4) if days > 60 else (0.5, 0.35)
    draw = rng.random()
    if draw < chances[0]:
        return "new"
    return "qualified" if draw < sum(chances) else "proposition"


def _with_winners(rng, rows):
    """Exactly the share of the closed ones is won, at a margin of about 8 %."""
    closed = [i for i, row in enumerate(rows) if row.state == "lost" and row.revenue]
    total = sum(row.state == "lost" for row in rows)
    winners = sorted(rng.sample(closed, int(total * WIN_SHARE)))
    shares = [rng.gauss(MARGIN_SHARE, 0.05) for _winner in winners]
    value = sum(rows[i].revenue for i in winners)
    got = sum(rows[i].revenue * share for i, share in zip(winners, shares, strict=True))
    shift = MARGIN_SHARE - got / value
    for i, share in zip(winners, shares, strict=True):
        rows[i] = replace(
            rows[i],
            state="won",
            stage="won",
            lost_reason="",
            margin=round(rows[i].revenue * (share + shift), 2),
        )
    return rows


def _with_roles(rng, rows, contacts):
    by_company = {}
    for contact in contacts:
        by_company.setdefault(contact.company, []).append(contact.key)
    silent = {person[1] for person in names.SALESPEOPLE if person[4] == "no_roles"}
    able = [i for i, row in enumerate(rows) if row.company and row.salesperson not in silent]
    dated = sum(row.intake is not None for row in rows)
    dated_able = [i for i in able if rows[i].intake]
    chosen = set(rng.sample(dated_able, round(dated * DECISION_MAKER_SHARE)))
    for i in able:
        row, roles = rows[i], []
        people = by_company[row.company]
        if i in chosen:
            roles.append((row.contact or rng.choice(people), "decision_maker"))
        if rng.random() < 0.2:
            roles.append((rng.choice(people), rng.choice(OTHER_ROLES[1:])))
        if len({contact for contact, _role in roles}) < len(roles):
            roles = roles[:1]
        rows[i] = replace(row, roles=tuple(roles))
    return rows


# --------------------------------------------------------------------- touches


def _touches(rng, start, today, contacts, opportunities):
    """Mean about 2 a year, but many contacts never hear from us."""
    counts = [_poisson(rng, rng.gammavariate(0.9, TOUCHES_PER_CONTACT / 0.9)) for _ in contacts]
    wanted = round(len(contacts) * TOUCHES_PER_CONTACT)
    while sum(counts) != wanted:
        i = rng.randrange(len(counts))
        counts[i] = max(counts[i] + (1 if sum(counts) < wanted else -1), 0)
    several = [i for i, count in enumerate(counts) if count > 1]
    documented = sum(count > 0 for count in counts)
    shared = set(rng.sample(several, round(documented * (1 - SINGLE_OWNER_SHARE))))
    deals = {}
    for row in opportunities:
        if row.contact:
            deals.setdefault((row.contact, row.salesperson), []).append(row)
    logins = [person[1] for person in names.SALESPEOPLE]
    touches = []
    for i, contact in enumerate(contacts):
        first = max(start, contact.created.date())
        for number in range(counts[i]):
            who = contact.owner
            if i in shared and number % 2:
                who = logins[(logins.index(who) + 1) % len(logins)]
            at = _moment(rng, _workday(rng, first, today))
            touches.append(
                Touch(
                    kind=rng.choices(_KINDS, weights=_KIND_WEIGHTS)[0],
                    contact=contact.key,
                    opportunity=_deal_at(deals.get((contact.key, who), ()), at),
                    salesperson=who,
                    at=at,
                )
            )
    return tuple(touches)


_KINDS = ("call", "email", "meeting", "note")
_KIND_WEIGHTS = (45, 25, 15, 15)


def _deal_at(deals, at):
    for row in deals:
        if row.created <= at and (row.closed is None or at <= row.closed):
            return row.key
    return ""
