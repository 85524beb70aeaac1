from dataclasses import dataclass
from functools import cached_property

from ...lib.gate import Decided, Finding, open_segments
from .context import GateContext


@dataclass(frozen=True)
class Gate:
    """One gate at this moment: the findings of its criteria and the decisions on it."""

    context: GateContext
    findings: list[Finding]
    decisions: list[Decided]

    @cached_property
    def open_segments(self):
        segments = self.context.segments.ids
        return open_segments(segments, self.findings, self.decisions)

    @property
    def is_open(self):
        segments = self.context.segments.ids
        return bool(segments) and self.open_segments.issuperset(segments)

    def blocking(self, segments=None):
        """Return the findings that keep these segments (all in scope) closed."""
        ids = (self.context.segments if segments is None else segments).ids
        if ids:
            return [f for f in self.findings if any(f.blocks(id_) for id_ in ids)]
        return [f for f in self.findings if f.level == "must" and f.state != "waived"]
