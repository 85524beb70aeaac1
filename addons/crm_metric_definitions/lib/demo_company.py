"""The demo company, made up once; each installation moves its history to its own day.

It lies in the CSV files of ``demo/``. A moment in them is a number of days before a
Tuesday and a time in UTC (``594 16:34``), and a day is the number alone. The Tuesday is
the last one up to the day of installation, so that a weekday stays a weekday. Negative
numbers are the rest of that week: what has not happened yet is left out.

The figures follow the example of the brief (position assessment):

* about 2 contacts per contact and year, very unevenly spread,
* more than 80 % of the documented contacts known to one salesperson only,
* under 2 new opportunities per salesperson and week,
* 15 % of the opportunities with a decision maker,
* fewer than 3 % of the closed opportunities won,
* a contribution margin III of about 8 % of the won value,

and each person has a habit that explains why the figures look the way they do.
What people do lies between 08:00 and 19:00 UTC (a contact before 15:30), so that it
falls on the same day in every European time zone; only a stage may change at night.
"""

import csv
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace

FOLDER = Path(__file__).parents[1] / "demo"
DAYS = 730  # from the first day of the history to the Tuesday
MOMENTS = ("intake", "created", "first_assigned", "assigned", "moved", "closed", "at")
DATES = ("expected", "next_step")
AMOUNTS = ("revenue", "margin")
WORDS = ("function", "subject", "lost_reason", "source")


class DemoCompany:
    """Rows of the files; what is empty is ``None``, words are in the language ``lang``.

    An opportunity without ``intake`` was brought over from the old system without a
    date. ``entered`` is the stage in which it was created, ``moved`` when it left that;
    ``customer`` is named only where no ``partner`` is linked.
    """

    def __init__(self, today: date, lang: str = "en_US"):
        self.tuesday = today - timedelta(days=(today.weekday() - 1) % 7)
        self.start = self.tuesday - timedelta(days=DAYS)
        end = datetime.combine(today, time())
        language = "german" if lang.startswith("de") else "english"
        self.words = {kind: {} for kind in (*WORDS, "team")}
        for row in self._rows("words"):
            self.words[row.kind][row.key] = getattr(row, language)
        self.people = self._rows("people")
        self.customers = self._rows("customers")
        self.opportunities = self._rows("opportunities")
        for row in self.opportunities:
            row.entered = row.entered or "new"
            row.created = row.created or row.intake
            row.first_assigned = row.first_assigned or row.created
            row.assigned = row.assigned or row.first_assigned
            row.roles = [role.split(":") for role in (row.roles or "").split()]
        self.opportunities = [row for row in self.opportunities if row.created < end]
        self.touches = [row for row in self._rows("touches") if row.at < end]

    def _rows(self, name):
        with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return [
                SimpleNamespace(
                    **{
                        column: self._value(column, text)
                        for column, text in row.items()
                    }
                )
                for row in csv.DictReader(file)
            ]

    def _value(self, column, text):
        if not text:
            return None
        if column in MOMENTS:
            days, at = text.split()
            return datetime.combine(self._day(days), time.fromisoformat(at))
        if column in AMOUNTS:
            return float(text)
        if column in WORDS:
            return self.words[column][text]
        return self._day(text) if column in DATES else text

    def _day(self, days):
        return self.tuesday - timedelta(days=int(days))
