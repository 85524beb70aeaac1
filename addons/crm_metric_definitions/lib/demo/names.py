"""Invented names for the demo company (any likeness is chance), from two CSV files."""

import csv
from pathlib import Path
from typing import NamedTuple


class Salesperson(NamedTuple):
    name: str
    login: str
    team: str
    rate: float  # opportunities per week
    habit: str  # explains why the person's figures look the way they do


def _rows(file_name: str) -> "list[list[str]]":
    path = Path(__file__).with_name(file_name)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


_NAMES = _rows("names.csv")


def _of(kind: str) -> "tuple[str, ...]":
    return tuple(name for row_kind, name, _german in _NAMES if row_kind == kind)


FIRST = _of("first name")
LAST = _of("last name")
COMPANY_HEAD = _of("company head")
COMPANY_TAIL = _of("company tail")
LEGAL_FORMS = _of("legal form")
CITIES = _of("city")
FUNCTIONS = _of("function")
TEAMS = {name.lower(): name for name in _of("team")}
LOST_REASONS = _of("lost reason")
SOURCES = _of("source")
SUBJECTS = _of("subject")
#: {English word: German word} of what is not a name of a person, company or place
GERMAN = {name: german for _kind, name, german in _NAMES if german}
SALESPEOPLE = tuple(
    Salesperson(name, login, team, float(rate), habit)
    for name, login, team, rate, habit in _rows("salespeople.csv")
)
LOGINS = tuple(person.login for person in SALESPEOPLE)
