"""The demo company's personal contacts with its customers."""

from . import chance, names
from .records import Touch

TOUCHES_PER_CONTACT = 4.1  # in 24 months
SINGLE_OWNER_SHARE = 0.84
KINDS = ("call", "email", "meeting", "note")
KIND_WEIGHTS = (45, 25, 15, 15)


def touches(rng, start, today, contacts, deals_made):
    """Mean about 2 a year, but many contacts never hear from us."""
    known = [_known(contact, start, today) for contact in contacts]
    scale = TOUCHES_PER_CONTACT / 0.9
    counts = [
        chance.poisson(rng, rng.gammavariate(0.9, scale * share)) for share in known
    ]
    wanted = round(sum(known) * TOUCHES_PER_CONTACT)
    while sum(counts) != wanted:
        i = rng.randrange(len(counts))
        counts[i] = max(counts[i] + (1 if sum(counts) < wanted else -1), 0)
    several = [i for i, count in enumerate(counts) if count > 1]
    documented = sum(count > 0 for count in counts)
    shared = set(rng.sample(several, round(documented * (1 - SINGLE_OWNER_SHARE))))
    deals = {}
    for row in deals_made:
        if row.contact:
            deals.setdefault((row.contact, row.salesperson), []).append(row)
    logins = names.LOGINS
    made = []
    for i, contact in enumerate(contacts):
        first = max(start, contact.created.date())
        for number in range(counts[i]):
            who = contact.owner
            if i in shared and number % 2:
                who = logins[(logins.index(who) + 1) % len(logins)]
            at = chance.moment(rng, chance.workday(rng, first, today))
            made.append(
                Touch(
                    kind=rng.choices(KINDS, weights=KIND_WEIGHTS)[0],
                    contact=contact.key,
                    opportunity=_deal_at(deals.get((contact.key, who), ()), at),
                    salesperson=who,
                    at=at,
                )
            )
    return tuple(made)


def _known(contact, start, today):
    """The share of the 24 months in which the contact was known."""
    days = (today - max(contact.created.date(), start)).days
    return days / (today - start).days


def _deal_at(deals, at):
    for row in deals:
        if row.created <= at and (row.closed is None or at <= row.closed):
            return row.key
    return ""
