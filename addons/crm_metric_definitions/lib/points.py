"""From what was counted to the points of a metric."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date

from .counted import Counted
from .periods import UNIT_DAYS, Period

#: total (None: records there are, but none has a value), number of records
Cell = tuple[float | None, int]


@dataclass(frozen=True)
class Formula:
    """How a metric's figure is made of its counted sides.

    :ivar is_ratio: numerator by denominator; else the numerator alone counts
    :ivar average, average_below: the side's total is divided by its records
    :ivar of_counts: all sides count records; the figure needs no more care
    """

    is_ratio: bool = False
    average: bool = False
    average_below: bool = False
    of_counts: bool = False

    def figure(self, total, records, below=None, records_below=0, units=None):
        """Return (numerator, denominator, value, status) of one point.

        :param total, records: of the numerator. Without records nothing was counted;
            without a total none of the records has a value: unknown, not 0
        :param below, records_below: the same of the denominator
        :param units: what the figure is divided by besides (weeks, person-weeks)

        >>> Formula(is_ratio=True).figure(3, 3, 4, 4)
        (3.0, 4.0, 0.75, 'ok')
        >>> Formula().figure(None, 0)
        (0.0, None, 0.0, 'ok')
        >>> Formula().figure(3, 3, units=0.0)
        (3.0, 0.0, None, 'zero_denominator')
        >>> Formula().figure(None, 3)
        (None, None, None, 'no_data')
        """
        divisor = units
        if self.is_ratio:
            if not records_below or below is None:
                return NOTHING
            divisor = float(below)
            if self.average_below:
                divisor /= records_below
            if units is not None:
                divisor *= units
        if not records:
            if self.average:
                return NOTHING
            total = 0.0
        elif total is None:
            return NOTHING
        else:
            total = float(total) / records if self.average else float(total)
        if divisor is None:
            return total, None, total, "ok"
        if divisor:
            return total, divisor, total / divisor, "ok"
        return total, divisor, None, "zero_denominator"


NOTHING = (None, None, None, "no_data")
NOT_SHOWN = (None, None, None, "not_measurable")


@dataclass(frozen=True)
class Series:
    """Everything that the points of one metric have in common.

    :ivar above, below: what was counted; ``below`` of a ratio only
    :ivar labels: {group: its label} in order; ``{None: None}`` without breakdown
    :ivar first, today: the first day of which anything is known, and the last one
    :ivar units: (period, group) → divisor, or None
    :ivar hidden: {period key: groups whose figure is not shown}; the sentence why
    :ivar note: period → sentence or None
    :ivar no_value: "numerator" or "denominator" → what to say of records of which
        none has a value
    """

    formula: Formula
    above: Counted
    below: Counted
    labels: Mapping[Hashable, str | None]
    first: date
    today: date
    official: bool
    units: Callable[[Period, Hashable], float] | None = None
    hidden: Mapping[date, Set] = field(default_factory=dict)
    hidden_note: str | None = None
    note: Callable[[Period], str | None] | None = None
    no_value: Callable[[str], str] | None = None

    def points(self, periods: Iterable[Period]) -> list[dict]:
        """Return one point for each period and group, see ``evaluate``."""
        points = []
        plain = self.formula.of_counts and not (self.units or self.hidden)
        for period in periods:
            known = self.first < period.end and period.start <= self.today
            note = self.note(period) if self.note else None
            if plain and known:
                points += self._counts(period, note)
            else:
                points += self._figures(period, note, known)
        return points

    def _figures(self, period, note, known):
        points = []
        start, end = period.start.isoformat(), period.end.isoformat()
        official = self.official
        figure, units = self.formula.figure, self.units
        hidden = self.hidden.get(period.key, ())
        is_ratio, above, below = self.formula.is_ratio, self.above, self.below
        rows, rows_below = above.rows.get(period.key), below.rows.get(period.key)
        total = records = total_below = records_below = divisor = None
        for group, label in self.labels.items():
            if rows:
                row = rows.get(group)
                total = row and row[above.total]
                records = row and row[above.records]
            if rows_below:
                row = rows_below.get(group)
                total_below = row and row[below.total]
                records_below = row and row[below.records]
            found, said = NOTHING, note
            population = (records_below if is_ratio else records) or 0
            if group in hidden:
                found, said, population = NOT_SHOWN, self.hidden_note, 0
            elif known:
                if units:
                    divisor = units(period, group)
                found = figure(total, records, total_below, records_below, divisor)
                if found is NOTHING and self.no_value:
                    if records and total is None:
                        said = self.no_value("numerator")
                    elif records_below and total_below is None:
                        said = self.no_value("denominator")
            numerator, denominator, value, status = found
            points.append(
                {
                    "period_start": start,
                    "period_end": end,
                    "breakdown": group,
                    "label": label,
                    "numerator": numerator,
                    "denominator": denominator,
                    "value": value,
                    "population": population,
                    "status": status,
                    "official": official,
                    "note": said,
                }
            )
        return points

    def _counts(self, period, note):
        """The same where figures are mere counts, as most are that are broken down.

        There are thousands of them, and this takes two thirds of the time.
        """
        points = []
        start, end = period.start.isoformat(), period.end.isoformat()
        official, is_ratio = self.official, self.formula.is_ratio
        place, below = self.above.total, self.below.total
        rows = self.above.rows.get(period.key, {})
        rows_below = self.below.rows.get(period.key, {})
        for group, label in self.labels.items():
            row = rows.get(group)
            numerator, denominator = float(row[place] if row else 0), None
            if not is_ratio:
                value, population, status = numerator, int(numerator), "ok"
            else:
                row = rows_below.get(group)
                population = row[below] if row else 0
                if population:
                    denominator = float(population)
                    value, status = numerator / denominator, "ok"
                else:
                    numerator, value, status = None, None, "no_data"
            points.append(
                {
                    "period_start": start,
                    "period_end": end,
                    "breakdown": group,
                    "label": label,
                    "numerator": numerator,
                    "denominator": denominator,
                    "value": value,
                    "population": population,
                    "status": status,
                    "official": official,
                    "note": note,
                }
            )
        return points


def empty_point(period: Period, official: bool = False) -> dict:
    """Return a point that says nothing.

    >>> empty_point(Period(date(2026, 1, 1), date(2026, 1, 1), date(2026, 2, 1)))[
    ...     "status"]
    'no_data'
    """
    nothing, average = Counted(), Formula(average=True)
    series = (average, nothing, nothing, {None: None}, date.min, date.max, official)
    return Series(*series).points([period])[0]


def elapsed_units(
    period: Period, tomorrow: date, per: str, person_days: float | None = None
) -> float:
    """Return how many weeks (person-weeks, …) the elapsed part of a period holds.

    :param per: a unit of ``UNIT_DAYS``, or "none": then persons of the period
    :param person_days: days of membership of all the people; None: not per person

    >>> elapsed_units(Period(*[date(2026, 1, 5)] * 2, date(2026, 1, 19)),
    ...               date(2027, 1, 1), "week")
    2.0
    """
    days = max((min(period.end, tomorrow) - period.start).days, 0)
    if person_days is None:
        return days / UNIT_DAYS[per]
    unit = UNIT_DAYS.get(per) or days
    return person_days / unit if unit else 0.0
