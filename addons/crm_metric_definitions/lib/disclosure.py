"""Suppresses figures of teams that would reveal the figure of one person.

A team of one person is suppressed (*primary suppression*). Where only one team would be
suppressed, the smallest other team is suppressed as well (*complementary suppression*):
else the suppressed figure would be the total less all the others.

Source: Hundepool et al., *Statistical Disclosure Control*, 2012, on tabular data.

What is suppressed follows the days and the sizes of teams, never a figure. Figures of
overlapping spans can be subtracted, so a team that is suppressed on one day is
suppressed in every span that holds this day.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Hashable, Set
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Member:
    """``person`` belonged to ``team`` from ``start`` until ``end`` (excluded)."""

    team: Hashable
    person: Hashable
    start: date
    end: date


@dataclass(frozen=True)
class Interval:
    """Days on which the size of no team changes."""

    singletons: frozenset  # teams of one person
    empty: frozenset  # teams of nobody
    smallest: Hashable  # the smallest team of several people; None: there is none

    @property
    def suppressed(self) -> frozenset:
        if len(self.singletons) == 1:
            return self.singletons | {self.smallest}
        return self.singletons


@dataclass
class Teams:
    """The teams that have records, and who was in them when.

    :ivar present: teams that have any record, whatever was asked for; None: all

    >>> day = date(2026, 1, 1)
    >>> people = [("Solo", "Ann"), ("North", "Ben"), ("North", "Cem"), ("South", "Ben"),
    ...           ("South", "Cem"), ("South", "Dan")]
    >>> teams = Teams([Member(*member, day, date.max) for member in people])
    >>> sorted(teams.suppressed(date(2026, 3, 1), date(2026, 4, 1)))
    ['North', 'Solo']
    """

    members: Collection[Member]
    present: Set | None = None
    _days: list = field(default_factory=list, init=False)
    _intervals: list = field(default_factory=list, init=False)

    def __post_init__(self):
        members_of = {}
        self.known = frozenset(member.team for member in self.members)
        for member in self.members:
            if self.present is None or member.team in self.present:
                members_of.setdefault(member.team, []).append(member)
        changes = {date.min: {}}
        for team, members in members_of.items():
            for day, size in _sizes(members).items():
                changes.setdefault(day, {})[team] = size
        sizes = {}
        for day in sorted(changes):
            sizes.update(changes[day])
            self._days.append(day)
            self._intervals.append(_interval(sizes))

    def suppressed(self, start, end, groups=frozenset()):
        """Return the teams that are not shown of ``[start, end)``.

        :param groups: teams that have a figure; of empty teams, only these are hidden
        """
        intervals = self._within(start, end)
        suppressed = frozenset().union(*(each.suppressed for each in intervals))
        empty = frozenset().union(*(each.empty for each in intervals))
        unknown = frozenset(groups) - self.known - {None}
        empty = (empty | unknown).intersection(groups)
        if len(empty) == 1 and not suppressed:
            suppressed = frozenset(each.smallest for each in intervals)
        return suppressed | empty

    def small(self, start, end):
        """Return (teams of at most one person, teams of one) of ``[start, end)``."""
        intervals = self._within(start, end)
        empty = frozenset().union(*(each.empty for each in intervals))
        singletons = frozenset().union(*(each.singletons for each in intervals))
        return singletons | empty, singletons

    def _within(self, start, end):
        first = bisect_right(self._days, start) - 1
        return self._intervals[first : bisect_left(self._days, end)]


def _sizes(members):
    """Return {day of a change: number of people} of one team.

    Before the first membership the size of its first day is used, because records may
    be older than the recorded memberships.
    """
    days = sorted({day for member in members for day in (member.start, member.end)})
    sizes = {
        day: len({m.person for m in members if m.start <= day < m.end} - {None})
        for day in days
    }
    return {date.min: sizes[days[0]], **sizes}


def _interval(sizes):
    several = [(size, team) for team, size in sizes.items() if size > 1]
    return Interval(
        singletons=frozenset(team for team, size in sizes.items() if size == 1),
        empty=frozenset(team for team, size in sizes.items() if not size),
        smallest=min(several)[1] if several else None,
    )
