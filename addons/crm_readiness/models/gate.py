import copy
from dataclasses import dataclass
from functools import cached_property

from ..lib.gate import Decided, Finding, open_segments

# computed fields, not stored, that depend on the content of other records
TRUST = (
    "approval_state",
    "approval_id",
    "is_approved",
    "known_state",
    "is_known",
    "valid_until",
    "is_valid",
)


def reread_trust(records):
    """Forget the trust of records: the records behind it may have changed."""
    records.invalidate_recordset([n for n in TRUST if n in records._fields])
    return records


class GateContext:
    """The segments that a gate report is about, and the records in them.

    The system user reads all records with a fixed context, so that all viewers get the
    same report.

    :param project: one `crm.readiness.project`, from `_as_system`
    :param phase: the `crm.readiness.phase` that the gate belongs to, if any
    """

    def __init__(self, project, phase=None):
        self.project = project
        self.segments = project.scope_ids.segment_id
        self.phase = phase
        self.map = project.map_id
        self.env = project.env
        self.rule_results = {}  # by criterion

    def for_phase(self, phase):
        """Return the context of another gate, with the results that all gates share."""
        context = copy.copy(self)
        context.phase = phase
        context.rule_results = {
            criterion: result
            for criterion, result in self.rule_results.items()
            if (rule := criterion._rule_model()) is None or not rule._by_phase
        }
        return context

    @cached_property
    def positions(self):
        """The current assessment of each segment."""
        positions = self.env["crm.goal.position"].search(
            [("map_id", "=", self.map.id), ("segment_id", "in", self.segments.ids)]
        )
        positions.invalidate_recordset(["is_current"])
        return positions.filtered("is_current")

    @cached_property
    def goals(self):
        """Active goals in these segments. Their approval is computed anew."""
        goals = self.env["crm.goal"].search(
            [
                ("map_id", "=", self.map.id),
                ("segment_id", "in", self.segments.ids),
                ("active", "=", True),
            ]
        )
        return reread_trust(goals)

    @cached_property
    def metrics(self):
        """Metrics used by these goals."""
        return reread_trust(self.goals.metric_id.with_company(self.project.company_id))

    @cached_property
    def evidence(self):
        """What positions, goals and metrics say: see `_evidence`."""
        return self.project._evidence(self)

    @cached_property
    def deliverables(self):
        return self.env["crm.readiness.deliverable"].search(
            [("project_id", "=", self.project.id), ("state", "!=", "cancelled")]
        )

    @cached_property
    def waivers(self):
        """Waivers of criteria, valid and expired ones."""
        waivers = self.project.waiver_ids.filtered(lambda w: w.kind == "criterion")
        return reread_trust(waivers)

    def segments_of(self, record):
        """Return the ids of the segments that a record concerns; None = all."""
        if record._name == "crm.goal.segment":
            return frozenset(record.ids)
        if record._name == "crm.metric.definition":
            using = self.goals.filtered(lambda goal: goal.metric_id.id == record.id)
            return frozenset(using.segment_id.ids)
        if "segment_id" in record._fields:
            return frozenset(record.segment_id.ids)
        if "goal_ids" in record._fields and record._name != "crm.goal.map":
            goals = record.goal_ids.filtered("active")
            return frozenset(goals.segment_id.ids) or None
        return None


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
        """Return the findings that keep these segments closed; None: all in scope."""
        ids = (self.context.segments if segments is None else segments).ids
        if ids:
            return [f for f in self.findings if any(f.blocks(id_) for id_ in ids)]
        return [f for f in self.findings if f.level == "must" and f.state != "waived"]
