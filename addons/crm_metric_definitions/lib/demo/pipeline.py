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

from datetime import date
from random import Random

from .chance import months_before
from .customers import customers
from .opportunities import opportunities
from .records import Pipeline
from .touches import touches


def generate(today: date, seed: str = "goal map") -> Pipeline:
    """The company's history in the 24 months that end with ``today`` (exclusive).

    >>> one, two = generate(date(2026, 3, 2)), generate(date(2026, 3, 2))
    >>> one == two
    True
    """
    rng = Random(seed)
    start = months_before(today, 24)
    companies, contacts = customers(rng, start, today)
    deals = opportunities(rng, start, today, companies, contacts)
    touched = touches(rng, start, today, contacts, deals)
    return Pipeline(today, start, companies, contacts, deals, touched)
