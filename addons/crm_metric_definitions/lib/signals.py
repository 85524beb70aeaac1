"""Signals of careless data: who shows them in how many of his or her records."""

from collections import defaultdict
from dataclasses import dataclass, field

from .consistency import share, stands_out


@dataclass
class Signals:
    """How often each signal was seen, per person.

    ``producers``: those with records in a longer span, ``recent``: in the period;
    ``cells``: {(person, signal): [hits, records in which the signal can be seen]}; a
    person is None where it is not known. ``anonymous``: a source does not tell who is
    behind its records.

    >>> signals = Signals()
    >>> signals.add("Ann", "late", 1, 4)
    >>> signals.add("Ben", "late", 2, 2)
    >>> signals.share("late"), signals.share("late", "Ann"), signals.share("missing")
    (0.5, 0.25, None)
    >>> signals.count("late"), signals.persons("late"), signals.persons("missing")
    (6, 2, 0)
    """

    producers: set[int] = field(default_factory=set)
    recent: set[int] = field(default_factory=set)
    anonymous: bool = False
    cells: dict[tuple[int, str], list[int]] = field(
        default_factory=lambda: defaultdict(lambda: [0, 0])
    )

    @property
    def producer_count(self) -> int | None:
        """Number of people who produce the data; None where a source does not tell."""
        return None if self.anonymous else len(self.producers)

    @property
    def people(self) -> list[int]:
        """Those who have records, in the order in which they were added."""
        return list(dict.fromkeys(person for person, _name in self.cells))

    def add(self, person, name: str, hits: int, total: int) -> None:
        cell = self.cells[person, name]
        cell[0] += hits
        cell[1] += total

    def _sums(self, name: str, person=None) -> tuple[int, int]:
        cells = [
            cell
            for (who, what), cell in self.cells.items()
            if what == name and person in (None, who)
        ]
        return sum(hits for hits, _n in cells), sum(total for _hits, total in cells)

    def count(self, name: str, person=None) -> int:
        """Number of records in which the signal can be seen, of one person or all."""
        return self._sums(name, person)[1]

    def share(self, name: str, person=None) -> float | None:
        """Share of the records in which the signal was seen; None without such."""
        return share(*self._sums(name, person))

    def persons(self, name: str) -> int | None:
        """Number of people behind a share; None where a source does not tell."""
        if self.anonymous:
            return None
        seen = [
            who for (who, what), cell in self.cells.items() if what == name and cell[1]
        ]
        return sum(map(bool, seen))

    def outstanding(self, name: str) -> frozenset[int]:
        """Return the people who show the signal by more than chance explains."""
        return stands_out(
            {
                person: tuple(cell)
                for (person, what), cell in self.cells.items()
                if person and what == name
            }
        )
