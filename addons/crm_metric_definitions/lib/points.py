"""From what was counted to the points of a metric."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from .periods import UNIT_DAYS, Period

#: total (None: records there are, but none has a value), number of records
Cell = tuple[float | None, int]
Cells = Mapping[date, Mapping[Hashable, Cell]]  # by period key and group


@dataclass(frozen=True)
class Formula:
    """How a metric's figure is made of its counted sides.

    :ivar is_ratio: numerator by denominator; else the numerator alone counts
    :ivar average, average_below: the side's total is divided by its records
    """

    is_ratio: bool = False
    average: bool = False
    average_below: bool = False

    def figure(self, above: Cell | None, below: Cell | None, units: float | None):
        """Return (numerator, denominator, value, status) of one point.

        :param units: what the figure is divided by besides (weeks, person-weeks)

        >>> Formula(is_ratio=True).figure((3.0, 3), (4.0, 4), None)
        (3.0, 4.0, 0.75, 'ok')
        >>> Formula().figure(None, None, None)
        (0.0, None, 0.0, 'ok')
        >>> Formula().figure((3.0, 3), None, 0.0)
        (3.0, 0.0, None, 'zero_denominator')
        >>> Formula().figure((None, 3), None, None)
        (None, None, None, 'no_data')
        """
        if no_value(above) or self.is_ratio and no_value(below):
            return NOTHING
        divisor = units
        if self.is_ratio:
            if below is None:
                return NOTHING
            divisor = below[0] / below[1] if self.average_below else below[0]
            if units is not None:
                divisor *= units
        if above is not None:
            total = above[0] / above[1] if self.average else above[0]
        elif self.average:
            return NOTHING
        else:
            total = 0.0
        if divisor is None:
            return total, None, total, "ok"
        if divisor:
            return total, divisor, total / divisor, "ok"
        return total, divisor, None, "zero_denominator"


NOTHING = (None, None, None, "no_data")


def no_value(cell: Cell | None) -> bool:
    """Tell whether there are records of which none has a value: unknown, not 0."""
    return cell is not None and cell[0] is None


@dataclass(frozen=True)
class Series:
    """Everything that the points of one metric have in common.

    :ivar above, below: counted cells; ``below`` of a ratio only
    :ivar labels: {group: its label} in order; ``{None: None}`` without breakdown
    :ivar first, today: before the first day and after today nothing is known
    :ivar units: (period, group) → divisor, or None
    :ivar hidden: groups whose figure is not shown, and the sentence why
    :ivar note: period → sentence or None
    :ivar no_value: "numerator" or "denominator" → what to say of records of which
        none has a value
    """

    formula: Formula
    above: Cells
    below: Cells
    labels: Mapping[Hashable, str | None]
    first: date
    today: date
    official: bool
    units: Callable[[Period, Hashable], float] | None = None
    hidden: frozenset = frozenset()
    hidden_note: str | None = None
    note: Callable[[Period], str | None] | None = None
    no_value: Callable[[str], str] | None = None

    def points(self, periods: Iterable[Period]) -> list[dict]:
        """Return one point for each period and group, see ``evaluate``."""
        points = []
        figure, units, hidden = self.formula.figure, self.units, self.hidden
        labels = list(self.labels.items())
        for period in periods:
            start, end = period.start.isoformat(), period.end.isoformat()
            above = self.above.get(period.key, {})
            below = self.below.get(period.key, {})
            counted = below if self.formula.is_ratio else above
            known = self.first <= period.start <= self.today
            note = self.note(period) if self.note else None
            divisor = None
            for group, label in labels:
                population = 0
                if group in hidden:
                    found, said = NOT_SHOWN, self.hidden_note
                else:
                    said = note
                    if group in counted:
                        population = counted[group][1]
                    if known:
                        if units:
                            divisor = units(period, group)
                        sides = above.get(group), below.get(group)
                        found = figure(*sides, divisor)
                        if found is NOTHING:
                            said = self._without_value(*sides) or note
                    else:
                        found = NOTHING
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
                        "official": self.official,
                        "note": said,
                    }
                )
        return points

    def _without_value(self, above: Cell | None, below: Cell | None) -> str | None:
        """Say whose records have no value, if that is why nothing is known."""
        if self.no_value and no_value(above):
            return self.no_value("numerator")
        if self.no_value and no_value(below):
            return self.no_value("denominator")
        return None


NOT_SHOWN = (None, None, None, "not_measurable")


def empty_point(period: Period, official: bool = False) -> dict:
    """Return a point that says nothing.

    >>> empty_point(Period(date(2026, 1, 1), date(2026, 1, 1), date(2026, 2, 1)))[
    ...     "status"]
    'no_data'
    """
    none = Series(
        Formula(average=True), {}, {}, {None: None}, date.min, date.max, official
    )
    return none.points([period])[0]


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
