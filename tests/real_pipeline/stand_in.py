"""A small generated sample with the columns, and the flaws, of the real one."""

import csv
import random
from datetime import date, timedelta
from pathlib import Path

PRODUCTS = ("GTX Basic", "GTX Pro", "MG Special", "MG Advanced")
MANAGERS = (("Ada Bell", "North"), ("Ben Cole", "South"))
AGENTS = ("Ann Ash", "Bob Birch", "Cid Cedar", "Dee Dogwood", "Eve Elm", "Fay Fir")
FIRST = date(2016, 10, 17)  # a Monday
LAST = date(2017, 12, 31)
STAGES = ("Won", "Lost", "Engaging", "Prospecting")


def write(folder, deals=600, seed="stand-in"):
    """Write the four files into ``folder`` (the same bytes every time)."""
    rng = random.Random(seed)
    accounts = [f"Account {number:02d}" for number in range(1, 31)]
    _write(
        folder,
        "sales_teams.csv",
        ("sales_agent", "manager", "regional_office"),
        [(agent, *MANAGERS[i % 2]) for i, agent in enumerate((*AGENTS, "Guy Gum"))],
    )
    _write(
        folder,
        "products.csv",
        ("product", "series", "sales_price"),
        [(name, name.split()[0], 100 * i) for i, name in enumerate(PRODUCTS, 1)],
    )
    columns = "account sector year_established revenue employees office_location"
    _write(
        folder,
        "accounts.csv",
        (*columns.split(), "subsidiary_of"),
        [
            (
                name,
                "technolgy",
                1990 + i,
                100.5,
                10 * i,
                _country(i),
                _parent(i, accounts),
            )
            for i, name in enumerate(accounts)
        ],
    )
    columns = "opportunity_id sales_agent product account deal_stage"
    _write(
        folder,
        "sales_pipeline.csv",
        (*columns.split(), "engage_date", "close_date", "close_value"),
        [_deal(rng, number, accounts) for number in range(deals)],
    )
    return folder


def _country(number):
    return ("United States", "Germany", "Philipines")[number % 3]


def _parent(number, accounts):
    return accounts[0] if number in (7, 11) else ""


def _deal(rng, number, accounts):
    stage = rng.choices(STAGES, weights=(48, 28, 18, 6))[0]
    product = rng.choice(PRODUCTS)
    engaged = FIRST + timedelta(days=rng.randrange(430))
    closed = min(engaged + timedelta(days=rng.randrange(1, 130)), LAST)
    decided = stage in ("Won", "Lost")
    return (
        f"S{number:07d}",
        rng.choice(AGENTS),
        "GTXPro" if product == "GTX Pro" else product,
        "" if rng.random() < 0.16 else rng.choice(accounts),
        stage,
        "" if stage == "Prospecting" else engaged,
        closed if decided else "",
        (rng.randrange(40, 6000) if stage == "Won" else 0) if decided else "",
    )


def _write(folder, name, header, rows):
    with open(Path(folder) / name, "w", newline="", encoding="utf-8") as lines:
        writer = csv.writer(lines)
        writer.writerow(header)
        writer.writerows(rows)
