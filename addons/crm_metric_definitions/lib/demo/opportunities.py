"""The demo company's opportunities, and what became of them."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from . import chance, names
from .records import Opportunity

DECISION_MAKER_SHARE = 0.15
WIN_SHARE = 0.026
MARGIN_SHARE = 0.081
UNDATED = 60
SEASON = (0.9, 1.0, 1.1, 1.0, 1.05, 1.05, 0.8, 0.75, 1.25, 1.2, 1.15, 0.65)
OTHER_ROLES = ("champion", "influencer", "user", "opponent")


def opportunities(rng, start, today, companies, contacts):
    book = _Book(rng, today, companies, contacts)
    monday = start - timedelta(days=start.weekday())
    while monday < today:
        for person in names.SALESPEOPLE:
            mean = person.rate * SEASON[monday.month - 1]
            for _number in range(chance.poisson(rng, mean)):
                day = monday + timedelta(days=rng.randrange(5))
                if start <= day < today:
                    book.add(person.login, person.habit, chance.moment(rng, day))
        monday += timedelta(weeks=1)
    book.add_undated(start)
    rows = _with_moves(rng, _with_winners(rng, book.rows), today)
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
        assigned = created
        if rng.random() < 0.4:
            days = timedelta(days=rng.randrange(1, 6))
            assigned = max(self._before_today(created + days), created)
        row = Opportunity(
            key=f"opportunity_{len(self.rows):04d}",
            subject=rng.choice(names.SUBJECTS),
            customer=self.companies[company].name,
            salesperson=login,
            company=company if rng.random() < 0.85 or contact else "",
            contact=contact,
            entered="proposition" if habit == "late_stage" else "new",
            stage="proposition" if habit == "late_stage" else "new",
            state="open",
            created=created,
            intake=intake,
            first_assigned=assigned,
            assigned=assigned,
            expected=self._expected(intake, habit),
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
            self.add(person.login, "", chance.moment(rng, start - timedelta(days=30)))
            row = self.rows.pop()
            closed = row.closed and max(row.closed, imported + timedelta(days=3))
            self.rows.append(
                replace(
                    row,
                    intake=None,
                    created=imported,
                    first_assigned=imported,
                    assigned=max(row.assigned, imported),
                    closed=closed,
                )
            )

    def _revenue(self, habit):
        if habit == "defaults" and self.rng.random() < 0.6:
            return 0.0
        return float(round(self.rng.lognormvariate(9.9, 0.6), -2))

    def _expected(self, intake, habit):
        if habit == "defaults" or self.rng.random() < 0.25:
            return None
        return intake.date() + timedelta(days=self.rng.randrange(40, 160))

    def _before_today(self, moment):
        last = datetime.combine(self.today, time(8)) - timedelta(hours=14)
        return min(moment, last)

    def _fate(self, row, habit):
        rng = self.rng
        days = min(int(rng.lognormvariate(4.3, 0.6)) + 3, 300)
        decided = chance.moment(rng, row.intake.date() + timedelta(days=days))
        decided = max(decided, row.assigned + timedelta(hours=1))
        age = (datetime.combine(self.today, time()) - row.created).days
        reached = row.stage if row.stage != "new" else _stage_after(rng, age)
        stays_open = rng.random() < (0.5 if habit == "hoards" else 0.06)
        if decided.date() >= self.today or stays_open:
            return replace(row, stage=reached, next_step=self._next_step(habit))
        if rng.random() < 0.04:
            return replace(row, stage=reached, state="archived", closed=decided)
        reason = rng.choice(names.LOST_REASONS) if rng.random() < 0.7 else ""
        return replace(
            row, stage=reached, state="lost", closed=decided, lost_reason=reason
        )

    def _next_step(self, habit):
        if habit == "hoards" or self.rng.random() < 0.6:
            return None
        return self.today + timedelta(days=self.rng.randrange(-20, 30))

    def _reassign(self, row):
        """Odoo's assignment date becomes the day of the last reassignment."""
        rng = self.rng
        if rng.random() >= 0.08:
            return row
        last = row.closed.date() if row.closed else self.today
        if (last - row.assigned.date()).days < 3:
            return row
        day = chance.workday(rng, row.assigned.date() + timedelta(days=1), last)
        others = [login for login in names.LOGINS if login != row.salesperson]
        return replace(
            row, salesperson=rng.choice(others), assigned=chance.moment(rng, day)
        )


def _stage_after(rng, days):
    chances = (0.2, 0.4) if days > 60 else (0.5, 0.35)
    draw = rng.random()
    if draw < chances[0]:
        return "new"
    return "qualified" if draw < sum(chances) else "proposition"


def _with_winners(rng, rows):
    """Evenly over the time, the share of the closed ones is won, at about 8 %."""
    lost = [i for i, row in enumerate(rows) if row.state == "lost"]
    lost.sort(key=lambda i: rows[i].closed)
    block = round(2 / WIN_SHARE)
    winners = _drawn(rng, lost, block, 2, lambda i: rows[i].revenue)
    for first in range(0, len(winners), 6):
        _margins(rng, rows, winners[first : first + 6])
    return rows


def _drawn(rng, keys, size, count, fits):
    """Draw ``count`` fitting ones of each ``size`` in a row, in order."""
    drawn = []
    for first in range(0, len(keys), size):
        block = keys[first : first + size]
        fitting = [key for key in block if fits(key)]
        wanted = round(count * len(block) / size)
        drawn += sorted(rng.sample(fitting, min(wanted, len(fitting))))
    return drawn


def _margins(rng, rows, winners):
    """Margins differ from deal to deal, and come to the share together."""
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


def _with_moves(rng, rows, today):
    """When each left the stage it was entered in; a won one when it was won."""
    end = datetime.combine(today, time())
    moved = []
    for row in rows:
        if row.stage != row.entered:
            span = (row.closed or end) - row.assigned
            part = 1.0 if row.state == "won" else rng.uniform(0.2, 0.9)
            at = (row.assigned + span * part).replace(microsecond=0)
            row = replace(row, moved=at)
        moved.append(row)
    return moved


def _with_roles(rng, rows, contacts):
    by_company = {}
    for contact in contacts:
        by_company.setdefault(contact.company, []).append(contact.key)
    silent = {p.login for p in names.SALESPEOPLE if p.habit == "no_roles"}
    able = [
        i for i, row in enumerate(rows) if row.company and row.salesperson not in silent
    ]
    dated = [i for i, row in enumerate(rows) if row.intake]
    fit = set(able)
    deciders = round(100 * DECISION_MAKER_SHARE)
    chosen = set(_drawn(rng, dated, 100, deciders, fit.__contains__))
    for i in able:
        row, roles = rows[i], []
        people = by_company[row.company]
        if i in chosen:
            roles.append((row.contact or rng.choice(people), "decision_maker"))
        if rng.random() < 0.2:
            roles.append((rng.choice(people), rng.choice(OTHER_ROLES)))
        if len({contact for contact, _role in roles}) < len(roles):
            roles = roles[:1]
        rows[i] = replace(row, roles=tuple(roles))
    return rows
