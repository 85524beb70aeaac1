"""What one query counted, period by period and group by group."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

Rows = Mapping[date, Mapping[Hashable, Sequence]]  # by period key and group


@dataclass(frozen=True)
class MeasureCounts:
    """What was counted of one measure: indexes in rows that measures share."""

    rows: Rows = field(default_factory=dict)
    total: int = 0  # there None where no record has a value
    records: int = 1  # the number of records
    values: int | None = None  # the number of values, of sums of a state

    @cached_property
    def groups(self) -> frozenset:
        """Groups of which this measure counts any record.

        >>> rows = {date(2026, 1, 1): {1: (3.0, 3), 2: (None, 0)}}
        >>> sorted(MeasureCounts(rows).groups)
        [1]
        """
        return frozenset(
            group
            for groups in self.rows.values()
            for group, row in groups.items()
            if row[self.records]
        )

    def first(self) -> date | None:
        """Return the key of the first period with any record, or None."""
        for key in sorted(self.rows):
            if any(row[self.records] for row in self.rows[key].values()):
                return key
        return None


def by_period(rows: Iterable[Sequence], keys: Sequence[date]) -> Rows:
    """Sort rows of (number of the period from 1, group, numbers…).

    >>> by_period([(1, "Ann", 3)], [date(2026, 1, 1)])
    {datetime.date(2026, 1, 1): {'Ann': (1, 'Ann', 3)}}
    """
    sorted_rows = {}
    for row in rows:
        sorted_rows.setdefault(keys[row[0] - 1], {})[row[1]] = row
    return sorted_rows


def running(steps: MeasureCounts, keys: Iterable[date]) -> MeasureCounts:
    """Turn entries and exits into the state at the end of each period.

    Added up in decimals, so that cents come out as if each state were counted anew.
    """
    state, sums = {}, {}
    for key in keys:
        for group, row in steps.rows.get(key, {}).items():
            total, records = row[steps.total], row[steps.records]
            values = total is not None if steps.values is None else row[steps.values]
            step = (_exact(total), records or 0, int(values or 0))
            before = sums.get(group, (0, 0, 0))
            sums[group] = tuple(map(sum, zip(before, step, strict=True)))
        state[key] = {
            group: (float(total) if values else None, records)
            for group, (total, records, values) in sums.items()
            if records
        }
    return MeasureCounts(state)


def _exact(total) -> int | Decimal:
    total = float(total or 0.0)
    return int(total) if total.is_integer() else Decimal(repr(total))
