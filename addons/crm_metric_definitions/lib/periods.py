"""Calendar periods: how a span of days is cut into the periods of a figure."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

GRANULARITIES = ("day", "week", "month", "quarter", "year", "total")
#: how long calendar periods are
DAYS = {"day": 1, "week": 7}
MONTHS = {"month": 1, "quarter": 3, "year": 12}
#: mean length in days
MONTH = 365.25 / 12


@dataclass(frozen=True)
class Period:
    """Days from ``start`` (included) to ``end`` (excluded).

    ``key`` is the first day of the whole calendar period, which may lie before
    ``start`` where the span asked for begins in its middle.
    """

    key: date
    start: date
    end: date

    @property
    def iso(self) -> tuple[str, str]:
        return self.start.isoformat(), self.end.isoformat()


def months_between(start: date, end: date) -> float:
    """Return the days from ``start`` to ``end`` in months of mean length.

    >>> round(months_between(date(2026, 1, 1), date(2027, 1, 1)), 2)
    11.99
    """
    return (end - start).days / MONTH


def floor(day: date, granularity: str, week_start: int = 1) -> date:
    """Return the first day of the calendar period that holds ``day``.

    :param week_start: ISO number of the day a week begins with, 1 = Monday

    >>> floor(date(2026, 11, 23), "quarter")
    datetime.date(2026, 10, 1)
    >>> floor(date(2026, 11, 23), "week", week_start=7)
    datetime.date(2026, 11, 22)
    """
    if granularity == "day":
        return day
    if granularity == "week":
        return day - timedelta(days=(day.isoweekday() - week_start) % 7)
    if granularity in MONTHS:
        months = MONTHS[granularity]
        return day.replace(month=(day.month - 1) // months * months + 1, day=1)
    raise ValueError(f"granularity {granularity!r} is none of {GRANULARITIES}")


def shifted(day: date, granularity: str, count: int = 1) -> date:
    """Return the day that is ``count`` calendar periods later; the last of its month
    where that month has no such day.

    >>> shifted(date(2026, 12, 1), "month")
    datetime.date(2027, 1, 1)
    >>> shifted(date(2026, 5, 31), "quarter", -1)
    datetime.date(2026, 2, 28)
    """
    if granularity in DAYS:
        return day + timedelta(days=count * DAYS[granularity])
    months = day.year * 12 + day.month - 1 + count * MONTHS[granularity]
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@lru_cache(maxsize=256)
def periods(
    start: date, end: date, granularity: str, week_start: int = 1
) -> tuple[Period, ...]:
    """Cut ``[start, end)`` into calendar periods, the first and last clipped.

    >>> [p.start.isoformat() for p in periods(date(2026, 1, 15), date(2026, 3, 1),
    ...                                       "month")]
    ['2026-01-15', '2026-02-01']
    """
    if granularity not in GRANULARITIES:
        raise ValueError(f"granularity {granularity!r} is none of {GRANULARITIES}")
    if start >= end:
        return ()
    if granularity == "total":
        return (Period(start, start, end),)
    pieces = []
    key = floor(start, granularity, week_start)
    while key < end:
        after = shifted(key, granularity)
        pieces.append(Period(key, max(key, start), min(after, end)))
        key = after
    return tuple(pieces)


@lru_cache(maxsize=4096)
def pieces(start: date, end: date, unit: str) -> tuple[tuple[Period, int], ...]:
    """Cut ``[start, end)`` by whole months or years, to count how many of them it is:
    a whole one counts as one, a part of one by its share of days.

    :param unit: week, month, year or "none": the span itself is one
    :return: (piece, days of the whole unit that it is of); a week has seven days
        wherever it begins, so weeks are not cut

    >>> [(piece.start.day, days) for piece, days in
    ...  pieces(date(2026, 1, 15), date(2026, 3, 1), "month")]
    [(15, 31), (1, 28)]
    """
    if start >= end:
        return ()
    if unit in DAYS:
        return ((Period(start, start, end), DAYS[unit]),)
    if unit not in MONTHS:
        return ((Period(start, start, end), (end - start).days),)
    return tuple(
        (replace(piece, key=piece.start), (shifted(piece.key, unit) - piece.key).days)
        for piece in periods(start, end, unit)
    )


def units(start: date, end: date, unit: str) -> float:
    """Return how many weeks, months or years a span of days is.

    >>> units(date(2026, 2, 1), date(2026, 3, 1), "month")
    1.0
    >>> units(date(2024, 1, 1), date(2026, 1, 1), "year")
    2.0
    """
    shares = (
        (piece.end - piece.start).days / days
        for piece, days in pieces(start, end, unit)
    )
    return sum(shares, 0.0)


@lru_cache(maxsize=4096)
def utc_midnight(day: date, tz: str) -> datetime:
    """Return the naive UTC moment at which ``day`` begins in a time zone.

    >>> utc_midnight(date(2026, 7, 1), "Europe/Berlin")
    datetime.datetime(2026, 6, 30, 22, 0)
    """
    local = datetime.combine(day, time.min, tzinfo=ZoneInfo(tz))
    return local.astimezone(timezone.utc).replace(tzinfo=None)


def local_day(moment: date, tz: str) -> date:
    """Return the day of a naive UTC moment in a time zone; a day as it is."""
    if not isinstance(moment, datetime):
        return moment
    return moment.replace(tzinfo=timezone.utc).astimezone(ZoneInfo(tz)).date()


def today_in(tz: str) -> date:
    """Return the day that it is now in a time zone."""
    return datetime.now(timezone.utc).astimezone(ZoneInfo(tz)).date()
