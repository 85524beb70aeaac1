from dataclasses import dataclass
from functools import cached_property

from ...lib.gate import Decided, Finding, open_segments
from .context import GateContext


@dataclass(frozen=True)
class Gate:
    """One gate at this moment: what its criteria found and what was decided."""

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
        wanted = self.context.segments.ids if segments is None else segments.ids
        if not wanted:
            return [
                f for f in self.findings if f.level == "must" and f.state != "waived"
            ]
        return [f for f in self.findings if any(f.blocks(s) for s in wanted)]
