"""The main job on a real pipeline, from the import to a gate that closes by itself.

Every step is taken by the person who would take it, through public methods and with
that person's rights; every figure stands beside one counted from the files.
"""

from . import oracle
from .ledger import Ledger
from .story_gate import GateChapters
from .story_goals import GoalChapters
from .story_metrics import MetricChapters


class Story(MetricChapters, GoalChapters, GateChapters):
    """``env`` is the implementation partner's (the administrator, no superuser)."""

    def __init__(self, env, source, say=print):
        self.env = env
        self.source = source
        self.ledger = Ledger(say)
        self.span = oracle.period(source)

    def run(self) -> Ledger:
        for chapter in self.chapters():
            chapter()
        return self.ledger

    def chapters(self):
        """The chapters in their order; each builds on the ones before."""
        return (
            self.bring_in_history,
            self.look_at_previews,
            self.approve_procedures,
            self.check_consistency,
            self.state_positions,
            self.set_goals,
            self.find_gate_closed,
            self.approve_and_decide,
            self.change_stage,
            self.change_definition,
        )
