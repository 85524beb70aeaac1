"""Teams whose figure would be one person's, day by day.

Day by day, because figures of overlapping spans can be subtracted: what is not shown of
one day is shown of no span that holds this day. And by the sizes of teams alone: a
choice that followed the figures would change with the span, and tell them.
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
class Stretch:
    """Days on which no team changes.

    :ivar single: teams of one, and where there is one only, the smallest other team:
        its figure would be the total less all the others
    :ivar empty: teams of nobody
    :ivar smallest: the smallest team of several people; None: there is none
    """

    single: frozenset
    empty: frozenset
    smallest: Hashable = None


@dataclass
class Teams:
    """The teams that have records, and who was in them when.

    :ivar present: teams that have any record, whatever was asked for; None: all

    >>> day = date(2026, 1, 1)
    >>> people = [("Solo", "Ann"), ("North", "Ben"), ("North", "Cem"), ("South", "Ben"),
    ...           ("South", "Cem"), ("South", "Dan")]
    >>> teams = Teams([Member(*one, day, date.max) for one in people])
    >>> sorted(teams.hidden(date(2026, 3, 1), date(2026, 4, 1)))
    ['North', 'Solo']
    """

    members: Collection[Member]
    present: Set | None = None
    _days: list = field(default_factory=list, init=False)
    _stretches: list = field(default_factory=list, init=False)

    def __post_init__(self):
        of_team = {}
        self.known = frozenset(one.team for one in self.members)
        for one in self.members:
            if self.present is None or one.team in self.present:
                of_team.setdefault(one.team, []).append(one)
        changes = {date.min: {}}
        for team, members in of_team.items():
            for day, size in _sizes(members).items():
                changes.setdefault(day, {})[team] = size
        sizes = {}
        for day in sorted(changes):
            sizes.update(changes[day])
            self._days.append(day)
            self._stretches.append(_stretch(sizes))

    def hidden(self, start, end, parts=frozenset()):
        """Return the teams that are not shown of ``[start, end)``.

        :param parts: teams that have a figure; those of nobody are hidden only then
        """
        found = self._within(start, end)
        hidden = frozenset().union(*(one.single for one in found))
        empty = frozenset().union(*(one.empty for one in found))
        empty = (empty | (frozenset(parts) - self.known - {None})).intersection(parts)
        if len(empty) == 1 and not hidden:
            hidden = frozenset(one.smallest for one in found)
        return hidden | empty

    def are_small(self, start, end):
        """Return (teams of at most one person, teams of one) of ``[start, end)``."""
        found = self._within(start, end)
        empty = frozenset().union(*(one.empty for one in found))
        lone = frozenset().union(
            *(one.single - {one.smallest} for one in found if one.single)
        )
        return lone | empty, lone

    def _within(self, start, end):
        first = bisect_right(self._days, start) - 1
        return self._stretches[first : bisect_left(self._days, end)]


def _sizes(members):
    """Return {day of a change: number of people} of one team.

    Before its first day, a team counts as what it was on that day: its records may be
    older than the record of who belongs to it.
    """
    days = sorted({day for one in members for day in (one.start, one.end)})
    sizes = {
        day: len({m.person for m in members if m.start <= day < m.end} - {None})
        for day in days
    }
    return {date.min: sizes[days[0]], **sizes}


def _stretch(sizes):
    lone = [team for team, size in sizes.items() if size == 1]
    several = [(size, team) for team, size in sizes.items() if size > 1]
    smallest = min(several)[1] if several else None
    if len(lone) == 1:
        lone.append(smallest)
    empty = frozenset(team for team, size in sizes.items() if not size)
    return Stretch(frozenset(lone), empty, smallest)
