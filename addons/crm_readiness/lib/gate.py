"""The rule by which a gate is open. Pure data, no odoo import."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

PASSING = ("go", "conditional")


@dataclass(frozen=True)
class Failure:
    """A record that does not meet a criterion.

    :param segments: segments it concerns; None = every one
    """

    model: str
    id: int
    name: str
    segments: frozenset[int] | None = None

    def touches(self, segment: int) -> bool:
        return self.segments is None or segment in self.segments


@dataclass(frozen=True)
class Finding:
    """The result of one criterion.

    :param state: ``met``, ``not_met``, ``waived``, ``unknown``
    :param failures: records that fail; if empty, a criterion that is not met concerns
        every segment
    """

    code: str
    name: str
    level: str
    state: str
    failures: tuple[Failure, ...] = ()
    todo: str = ""
    details_group: str | None = None

    def blocks(self, segment: int) -> bool:
        """Tell whether the finding keeps a segment's gate closed.

        >>> goal = Failure("crm.goal", 4, "Win rate", frozenset({1}))
        >>> finding = Finding("goals", "Goals", "must", "not_met", (goal,))
        >>> finding.blocks(1), finding.blocks(2)
        (True, False)

        A should never blocks, nor does a waived must. An unknown must blocks:

        >>> Finding("x", "X", "should", "not_met").blocks(1)
        False
        >>> Finding("x", "X", "must", "waived").blocks(1)
        False
        >>> Finding("x", "X", "must", "unknown").blocks(1)
        True
        """
        if self.level != "must" or self.state in ("met", "waived"):
            return False
        return not self.failures or any(f.touches(segment) for f in self.failures)


@dataclass(frozen=True)
class Decided:
    """The part of a decision that opens a gate.

    :param segments: segments it speaks about
    :param missed: names of conditions whose date has passed
    """

    id: int
    kind: str
    segments: frozenset[int]
    missed: tuple[str, ...] = ()

    @property
    def kind_passes(self) -> bool:
        return self.kind in PASSING

    @property
    def passes(self) -> bool:
        return self.kind_passes and not self.missed


def newest(decisions: Iterable[Decided], segment: int) -> Decided | None:
    """Return the newest decision about a segment.

    >>> go = Decided(1, "go", frozenset({1, 2}))
    >>> hold = Decided(2, "hold", frozenset({2}))
    >>> newest([go, hold], 1).kind, newest([go, hold], 2).kind, newest([go], 3)
    ('go', 'hold', None)
    """
    about = [d for d in decisions if segment in d.segments]
    return max(about, key=lambda d: d.id, default=None)


def open_segments(
    segments: Collection[int],
    findings: Collection[Finding],
    decisions: Collection[Decided],
) -> frozenset[int]:
    """Return the segments whose gate is open now.

    A segment's gate is open if its newest decision is a (conditional) go without a
    missed condition, *and* no must criterion blocks the segment today.

    >>> go = Decided(1, "go", frozenset({1, 2}))
    >>> goal = Failure("crm.goal", 4, "Win rate", frozenset({1}))
    >>> finding = Finding("goals", "Goals", "must", "not_met", (goal,))
    >>> sorted(open_segments([1, 2, 3], [], [go]))
    [1, 2]
    >>> sorted(open_segments([1, 2, 3], [finding], [go]))
    [2]
    """
    return frozenset(
        segment
        for segment in segments
        if (decision := newest(decisions, segment))
        and decision.passes
        and not any(finding.blocks(segment) for finding in findings)
    )
