"""What the rules of one gate report look at: fetched once, shared by all of them."""

import copy
from functools import cached_property

# computed, not stored, and bound to content of other records
TRUST = (
    "approval_state",
    "approval_id",
    "is_approved",
    "known_state",
    "is_known",
    "valid_until",
    "is_valid",
)


class GateScope:
    """The segments of a project that are in question, and what lies in them.

    Everything is read with one identity (``sudo``, fixed context), so that two
    viewers never see two reports.

    :param project: one `crm.readiness.project`
    :param segments: `crm.goal.segment` in question
    :param phase: the `crm.readiness.phase` whose gate it is
    """

    def __init__(self, project, segments, phase):
        self.project = project
        self.segments = segments
        self.phase = phase
        self.map = project.map_id
        self.env = project.env
        self.answers = {}  # criterion: what its rule has said

    def for_phase(self, phase):
        """Return the same for another gate, with the answers that do not differ."""
        other = copy.copy(self)
        other.phase = phase
        rules = {c: self.env.get(f"crm.readiness.rule.{c.rule}") for c in self.answers}
        other.answers = {
            criterion: answer
            for criterion, answer in self.answers.items()
            if rules[criterion] is None or not rules[criterion]._by_phase
        }
        return other

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
        """Active goals in these segments, approval and all read anew."""
        goals = self.env["crm.goal"].search(
            [
                ("map_id", "=", self.map.id),
                ("segment_id", "in", self.segments.ids),
                ("active", "=", True),
            ]
        )
        return self._fresh(goals)

    @cached_property
    def metrics(self):
        """Metrics used by these goals."""
        return self._fresh(self.goals.metric_id.with_company(self.project.company_id))

    @cached_property
    def deliverables(self):
        return self.env["crm.readiness.deliverable"].search(
            [("project_id", "=", self.project.id), ("state", "!=", "cancelled")]
        )

    @cached_property
    def waivers(self):
        """Waivers of criteria, running and expired."""
        waivers = self.project.waiver_ids.filtered(lambda w: w.kind == "criterion")
        return self._fresh(waivers)

    def _fresh(self, records):
        """Forget computed trust: what it rests on may have changed meanwhile."""
        names = [name for name in TRUST if name in records._fields]
        records.invalidate_recordset(names)
        return records

    def segments_of(self, record):
        """Return the ids of the segments that a record concerns; None = every one."""
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
