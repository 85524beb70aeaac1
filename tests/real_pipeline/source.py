"""The four CSV files, read as they are: nothing is corrected here."""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

FILES = ("accounts.csv", "products.csv", "sales_pipeline.csv", "sales_teams.csv")


@dataclass(frozen=True)
class Deal:
    key: str
    agent: str
    product: str
    account: str  # "" when the file names none
    stage: str  # Won, Lost, Engaging, Prospecting
    engaged: "date | None"
    closed: "date | None"
    value: "float | None"

    @property
    def is_decided(self):
        return self.stage in ("Won", "Lost")


@dataclass(frozen=True)
class Agent:
    name: str
    manager: str
    office: str


@dataclass(frozen=True)
class Account:
    name: str
    sector: str
    country: str
    parent: str


@dataclass(frozen=True)
class Source:
    deals: "tuple[Deal, ...]"
    agents: "tuple[Agent, ...]"
    accounts: "tuple[Account, ...]"
    products: "tuple[str, ...]"


def missing_files(folder) -> "list[str]":
    return [name for name in FILES if not (Path(folder) / name).is_file()]


def read(folder) -> Source:
    """All four files of ``folder``; raises ``ValueError`` naming file and row when a
    date or a figure cannot be read."""
    return Source(
        deals=tuple(_rows(folder, "sales_pipeline.csv", _deal)),
        agents=tuple(_rows(folder, "sales_teams.csv", _agent)),
        accounts=tuple(_rows(folder, "accounts.csv", _account)),
        products=tuple(_rows(folder, "products.csv", lambda row: row["product"])),
    )


def _rows(folder, name, build):
    with open(Path(folder) / name, newline="", encoding="utf-8-sig") as lines:
        for number, row in enumerate(csv.DictReader(lines), 2):
            try:
                yield build({key: value.strip() for key, value in row.items()})
            except (KeyError, ValueError, AttributeError) as error:
                raise ValueError(f"{name}, line {number}: {error!r}") from error


def _day(text):
    return date.fromisoformat(text) if text else None


def _deal(row):
    return Deal(
        key=row["opportunity_id"],
        agent=row["sales_agent"],
        product=row["product"],
        account=row["account"],
        stage=row["deal_stage"],
        engaged=_day(row["engage_date"]),
        closed=_day(row["close_date"]),
        value=float(row["close_value"]) if row["close_value"] else None,
    )


def _agent(row):
    return Agent(row["sales_agent"], row["manager"], row["regional_office"])


def _account(row):
    return Account(
        row["account"], row["sector"], row["office_location"], row["subsidiary_of"]
    )
