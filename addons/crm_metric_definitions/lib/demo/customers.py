"""The demo company's customers and the people who work there."""

from datetime import timedelta

from . import chance, names
from .records import Company, Contact

CONTACTS = 400
COMPANIES = 150


def customers(rng, start, today):
    heads = [a + b for a in names.COMPANY_HEAD for b in names.COMPANY_TAIL]
    rng.shuffle(heads)
    companies = tuple(
        Company(
            key=f"company_{number:03d}",
            name=f"{heads[number]} {rng.choice(names.LEGAL_FORMS)}",
            city=rng.choice(names.CITIES),
            owner=names.LOGINS[number % len(names.LOGINS)],
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
        return chance.moment(rng, start - timedelta(days=rng.randrange(30, 900)))
    return chance.moment(rng, chance.workday(rng, start, start + (today - start) // 2))
