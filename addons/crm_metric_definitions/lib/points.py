"""From what was counted to the points of a metric."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date

from .measure_counts import MeasureCounts
from .periods import Period

#: greatest number of points of one metric; more would be an export of data
MAX_POINTS = 100_000

#: numerator, denominator, value (each may be unknown) and status of a point
Figure = tuple[float | None, float | None, float | None, str]
NO_DATA: Figure = (None, None, None, "no_data")
NOT_MEASURABLE: Figure = (None, None, None, "not_measurable")


@dataclass(frozen=True)
class Formula:
    """How a metric's figure is made of what its measures count."""

    is_ratio: bool = False  # numerator by denominator; else the numerator alone counts
    numerator_average: bool = False  # its total is divided by its number of records
    denominator_average: bool = False

    def figure(self, total, records, below=None, records_below=0, units=None) -> Figure:
        """Return the figure of one point.

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
                return NO_DATA
            divisor = float(below)
            if self.denominator_average:
                divisor /= records_below
            if units is not None:
                divisor *= units
        if not records:
            if self.numerator_average:
                return NO_DATA
            total = 0.0
        elif total is None:
            return NO_DATA
        else:
            total = float(total)
            if self.numerator_average:
                total /= records
        if divisor is None:
            return total, None, total, "ok"
        if divisor:
            return total, divisor, total / divisor, "ok"
        return total, divisor, None, "zero_denominator"


@dataclass(frozen=True)
class Series:
    """Everything that the points of one metric have in common.

    :ivar labels: {group: its label} in order; ``{None: None}`` without breakdown
    :ivar units: (period, group) → divisor
    :ivar suppressed: {period key: groups not shown}; ``suppressed_note`` says why
    :ivar no_value_note: name of an operand none of whose records has a value → sentence
    """

    formula: Formula
    numerator: MeasureCounts
    denominator: MeasureCounts
    labels: Mapping[Hashable, str | None]
    first: date  # the first day of which anything is known
    today: date  # the last one, which is not over
    official: bool  # figures of periods that are over are
    units: Callable[[Period, Hashable], float] | None = None
    suppressed: Mapping[date, Set] = field(default_factory=dict)
    suppressed_note: str | None = None
    period_note: Callable[[Period], str | None] | None = None
    no_value_note: Callable[[str], str] | None = None

    def points(self, periods: Iterable[Period]) -> list[dict]:
        """Return one point for each period and group, see ``evaluate``."""
        points = []
        for period in periods:
            points += self._points_of(period)
        return points

    def _points_of(self, period):
        points = []
        above, below, units = self.numerator, self.denominator, None
        rows, rows_below = above.rows.get(period.key), below.rows.get(period.key)
        is_known = self.first < period.end and period.start <= self.today
        suppressed = self.suppressed.get(period.key, ())
        period_note = self.period_note and self.period_note(period)
        days = period.iso
        figure_of, is_ratio = self.formula.figure, self.formula.is_ratio
        official, units_of = self.official, self.units
        running = period.end > self.today
        total = records = total_below = records_below = None
        for group, label in self.labels.items():
            if rows:
                row = rows.get(group)
                total = row and row[above.total]
                records = row and row[above.records]
            if rows_below:
                row = rows_below.get(group)
                total_below = row and row[below.total]
                records_below = row and row[below.records]
            population = (records_below if is_ratio else records) or 0
            figure, note = NO_DATA, period_note
            if group in suppressed:
                figure, note, population = NOT_MEASURABLE, self.suppressed_note, 0
            elif is_known:
                if units_of:
                    units = units_of(period, group)
                figure = figure_of(total, records, total_below, records_below, units)
                if figure is NO_DATA and self.no_value_note:
                    if records and total is None:
                        note = self.no_value_note("numerator")
                    elif records_below and total_below is None:
                        note = self.no_value_note("denominator")
            points.append(
                make_point(
                    days, figure, official, group, label, population, note, running
                )
            )
        return points


def make_point(
    days: tuple[str, str],
    figure: Figure = NO_DATA,
    official: bool = False,
    group: Hashable = None,
    label: str | None = None,
    population: int = 0,
    note: str | None = None,
    running: bool = False,
) -> dict:
    """Return a point in the shape of ``evaluate``; by default one without data.

    :param running: the last day of the period is not over where the metric is measured:
        its figure is never official
    """
    numerator, denominator, value, status = figure
    return {
        "period_start": days[0],
        "period_end": days[1],
        "breakdown": group,
        "label": label,
        "numerator": numerator,
        "denominator": denominator,
        "value": value,
        "population": population,
        "status": status,
        "official": official and not running,
        "running": running,
        "note": note,
    }
