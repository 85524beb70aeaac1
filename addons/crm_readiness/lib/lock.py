"""Locks and the records that they cover. Pure data, no odoo import."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reach:
    """The teams, company and stage that a configuration record acts upon.

    :param teams: {team id: company id or None}; None = every team
    :param company_id: the only company it acts in; None = all of them
    :param stage_id: set when the record is a pipeline stage
    :param guards: set when every lock depends on the record, whatever it holds
    """

    teams: tuple[tuple[int, int | None], ...] | None = None
    company_id: int | None = None
    stage_id: int | None = None
    guards: bool = False

    @classmethod
    def of_teams(cls, teams, stage_id=None):
        """``teams``: {team id: company id or None}, not empty."""
        return cls(teams=tuple(sorted(teams.items())), stage_id=stage_id)


EVERYWHERE = Reach()
GUARDING = Reach(guards=True)


@dataclass(frozen=True)
class Lock:
    """A closed gate and what it holds.

    :param teams: the only teams it holds; None = every team of the company
    :param released_teams: teams whose segments have all passed
    :param released_stages: stages whose segments have all passed
    :param shared: whether it also holds what all companies share
    """

    project_id: int
    company_id: int
    teams: frozenset[int] | None = None
    released_teams: frozenset[int] = frozenset()
    released_stages: frozenset[int] = frozenset()
    shared: bool = True

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

        Until the other companies have agreed, only what is the company's own is held:

        >>> own = Lock(1, company_id=7, shared=False)
        >>> own.covers(EVERYWHERE), own.covers(Reach.of_teams({4: None}))
        (False, False)
        >>> own.covers(Reach(company_id=7)), own.covers(Reach.of_teams({4: 7}))
        (True, True)
        >>> own.covers(GUARDING)
        True
        """
        if reach.guards:
            return True
        if reach.company_id not in (None, self.company_id):
            return False
        if reach.stage_id is not None and reach.stage_id in self.released_stages:
            return False
        if reach.teams is None:
            return self.shared or reach.company_id is not None
        return any(
            (company == self.company_id or (company is None and self.shared))
            and (self.teams is None or team in self.teams)
            and team not in self.released_teams
            for team, company in reach.teams
        )


@dataclass(frozen=True)
class LockSnapshot:
    """A project's lock and what has to be met before it opens, at one moment.

    :param held_teams: teams named for a segment that has not passed
    :param held_stages: stages named for such a segment
    """

    lock: Lock
    map_id: int
    segments: frozenset[int]
    musts: frozenset[int]
    held_teams: frozenset[int] = frozenset()
    held_stages: frozenset[int] = frozenset()


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

    A segment that has passed releases what is named for it, also later; but not what
    was named for a segment that has not passed:

    >>> named = Lock(1, 7, released_teams=frozenset({4}))
    >>> after = LockSnapshot(named, 5, frozenset({1, 2}), frozenset({9}))
    >>> loosened(wide, after)
    set()
    >>> held = LockSnapshot(Lock(1, 7), 5, wide.segments, wide.musts, frozenset({4}))
    >>> loosened(held, after)
    {'teams'}
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
        and not new.released_teams & before.held_teams,
        "stages": not new.released_stages & before.held_stages,
        "segments": before.segments <= after.segments,
        "criteria": before.musts <= after.musts,
        "shared": new.shared or not old.shared,
    }
    return {name for name, kept in checks.items() if not kept}


#: how the names of this suite's modules begin, and of models that it extends
SUITE = ("crm_metric", "crm_goal", "crm_readiness")


def is_of_crm(model: str, module: str | None) -> bool:
    """Tell whether a model is the CRM's: not this suite's, nor another app's.

    :param module: the module that brings the model, maybe one that extends this suite

    >>> is_of_crm("crm.lead", "crm"), is_of_crm("crm.team", "sales_team")
    (True, True)
    >>> is_of_crm("crm.goal", "crm_goal_map"), is_of_crm("res.partner", "base")
    (False, False)
    """
    names = (model.replace(".", "_"), module or "")
    return model.startswith("crm.") and not any(n.startswith(SUITE) for n in names)
