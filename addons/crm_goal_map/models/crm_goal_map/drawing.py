from dataclasses import dataclass

from odoo import api, models
from odoo.tools.misc import format_date

from ...lib import effects


@dataclass(frozen=True)
class DrawnEffect:
    """An arrow of the map: the names of both goals, and why."""

    edge: effects.Edge
    source: str
    target: str
    kind: str
    why: str


class CrmGoalMap(models.Model):
    """A goal map as plain data: the drawn map and the reports are made of it."""

    _inherit = "crm.goal.map"

    @api.readonly
    def map_data(self):
        """Return the map of today, ready to be drawn: nothing is left to compute.

        No name and no stance of a stakeholder is in it. The number of queries does
        not depend on the number of goals.

        :return: dict with ``id``, ``name``, ``period``, ``approval`` (state, label),
            ``segments`` in their chain (id, name, position or None, no_goal_reason),
            ``goals`` in reading order (id, segment_id, name, figures and states as
            words), ``effects`` (source, target, kind, why, label) and ``conflicts``
            (pairs of goal ids)
        """
        self.ensure_one()
        self.check_access("read")
        goals = self.goal_ids if self.active else self._goals()
        drawn = self._drawn_effects(goals)
        conflicts = effects.conflicts(effect.edge for effect in drawn)
        in_conflict = {id_ for pair in conflicts for id_ in pair}
        current = self.position_ids.filtered("is_current")
        positions = {position.segment_id: position for position in current}
        return {
            "id": self.id,
            "name": self.name,
            "period": f"{format_date(self.env, self.date_from)} – "
            f"{format_date(self.env, self.date_to)}",
            "approval": self._state_of(self, "approval_state"),
            "segments": [
                self._segment_data(segment, positions.get(segment))
                for segment in self._shown_segments(goals)
            ],
            "goals": [self._goal_data(goal, goal.id in in_conflict) for goal in goals],
            "effects": [self._effect_data(effect) for effect in drawn],
            "conflicts": [list(pair) for pair in conflicts],
        }

    def _shown_segments(self, goals):
        """Return the map's chain; an archived segment only if it still has goals."""
        shown = self.segment_ids.filtered(lambda s: s.active or s in goals.segment_id)
        return shown.sorted(lambda s: (s.sequence, s.id))

    def _segment_data(self, segment, position):
        data = {"id": segment.id, "name": segment.name, "position": None}
        data["no_goal_reason"] = position.no_goal_reason or "" if position else ""
        if position:
            data["position"] = {
                "id": position.id,
                **self._state_of(position, "existence"),
                "date": format_date(self.env, position.date),
                "finding": position.finding or "",
                "values": [
                    {"label": value.label, "display": value.display or ""}
                    for value in position.value_ids
                ],
            }
        return data

    def _goal_data(self, goal, in_conflict):
        data = {
            "id": goal.id,
            "segment_id": goal.segment_id.id,
            "current_known": goal.current_value is not None,
            "conflict": in_conflict,
        }
        for part in goal._goal_parts():
            if part.data:
                is_state = goal._fields[part.field_name].type == "selection"
                data[part.data] = (
                    self._state_of(goal, part.field_name)
                    if is_state
                    else part.words(goal)
                )
        return data

    def _effect_data(self, drawn):
        words = {"first": drawn.source, "second": drawn.target, "why": drawn.why}
        if drawn.kind == "weakens":
            label = self.env._("“%(first)s” weakens “%(second)s”: %(why)s", **words)
        else:
            label = self.env._("“%(first)s” reinforces “%(second)s”: %(why)s", **words)
        return {
            "source": drawn.edge.source,
            "target": drawn.edge.target,
            "kind": drawn.kind,
            "why": drawn.why,
            "label": label,
        }

    def _drawn_effects(self, goals):
        """Return one ``DrawnEffect`` for each pair of goals and sign.

        A goal's effect on the very metric that it is measured by is no arrow.
        """
        names = {goal.id: goal.name for goal in goals}
        merged = {}
        for edge, effect in self._effect_edges():
            if edge.source != edge.target and {edge.source, edge.target} <= set(names):
                merged.setdefault(edge, []).append(effect)
        return [
            DrawnEffect(
                edge=edge,
                source=names[edge.source],
                target=names[edge.target],
                kind=same[0].kind,
                why=" · ".join(effect.why or "" for effect in same),
            )
            for edge, same in merged.items()
        ]

    @api.model
    def _state_of(self, record, name):
        """Return a selection's value with its label in the reader's language."""
        state = record[name]
        label = record._fields[name].convert_to_export(state, record)
        return {"state": state or "", "label": label}
