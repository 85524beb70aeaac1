"""Locks and the records that they cover. Pure data, no odoo import."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reach:
    """The teams, company and stage that a configuration record acts upon.

    :param teams: {team id: company id or None}; None = every team
    :param company_id: the only company it acts in; None = all of them
    :param stage_id: set when the record is a pipeline stage
    """

    teams: tuple[tuple[int, int | None], ...] | None = None
    company_id: int | None = None
    stage_id: int | None = None

    @classmethod
    def of_teams(cls, teams, stage_id=None):
        """``teams``: {team id: company id or None}, not empty."""
        return cls(teams=tuple(sorted(teams.items())), stage_id=stage_id)


EVERYWHERE = Reach()


@dataclass(frozen=True)
class Lock:
    """A closed gate and what it holds.

    :param teams: the only teams it holds; None = every team of the company
    :param released_teams: teams whose segments have all passed
    :param released_stages: stages whose segments have all passed
    """

    project_id: int
    company_id: int
    teams: frozenset[int] | None = None
    released_teams: frozenset[int] = frozenset()
    released_stages: frozenset[int] = frozenset()

    def covers(self, reach: Reach) -> bool:
        """Tell whether a record with this reach must not change.

        A record that acts on every team is held as long as anything is held:

        >>> lock = Lock(1, company_id=7, released_teams=frozenset({3}))
        >>> lock.covers(EVERYWHERE)
        True
        >>> lock.covers(Reach.of_teams({3: 7})), lock.covers(Reach.of_teams({4: 7}))
        (False, True)

        A team of all companies acts in ours; one of another company does not:

        >>> lock.covers(Reach.of_teams({4: None})), lock.covers(Reach.of_teams({4: 8}))
        (True, False)

        A stage shared by a held and a released team is held:

        >>> lock.covers(Reach.of_teams({3: 7, 4: 7}, stage_id=1))
        True
        """
        if reach.company_id not in (None, self.company_id):
            return False
        if reach.stage_id is not None and reach.stage_id in self.released_stages:
            return False
        if reach.teams is None:
            return True
        return any(
            company in (None, self.company_id)
            and (self.teams is None or team in self.teams)
            and team not in self.released_teams
            for team, company in reach.teams
        )


@dataclass(frozen=True)
class LockSnapshot:
    """A project's lock and what has to be met before it opens, at one moment."""

    lock: Lock
    map_id: int
    segments: frozenset[int]
    musts: frozenset[int]


def loosened(before: LockSnapshot, after: LockSnapshot | None) -> set[str]:
    """Return the respects in which ``after`` holds less than ``before``.

    >>> wide = LockSnapshot(Lock(1, 7), 5, frozenset({1, 2}), frozenset({9}))
    >>> loosened(wide, None)
    {'lock'}
    >>> lock = Lock(1, 7, teams=frozenset({3}))
    >>> narrow = LockSnapshot(lock, 5, frozenset({1}), frozenset())
    >>> sorted(loosened(wide, narrow))
    ['criteria', 'segments', 'teams']

    Holding more is not a loosening:

    >>> loosened(narrow, wide)
    set()
    """
    if after is None:
        return {"lock"}
    old, new = before.lock, after.lock
    checks = {
        "company": old.company_id == new.company_id,
        "map": before.map_id == after.map_id,
        "teams": (
            new.teams is None or (old.teams is not None and old.teams <= new.teams)
        )
        and new.released_teams <= old.released_teams,
        "stages": new.released_stages <= old.released_stages,
        "segments": before.segments <= after.segments,
        "criteria": before.musts <= after.musts,
    }
    return {name for name, kept in checks.items() if not kept}
