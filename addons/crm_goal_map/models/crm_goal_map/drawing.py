from odoo import api, models
from odoo.tools.misc import format_date

from ...lib import effects


class CrmGoalMap(models.Model):
    """A goal map as plain data, for those who draw or print it."""

    _inherit = "crm.goal.map"

    @api.readonly
    def map_data(self):
        """Return the map as it stands, ready to be drawn: nothing is left to compute.

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
        edges = self._drawn_effects(goals)
        conflicts = effects.conflicts(edge for edge, _texts in edges)
        against = {id_ for pair in conflicts for id_ in pair}
        positions = self._current_positions()
        return {
            "id": self.id,
            "name": self.name,
            "period": f"{format_date(self.env, self.date_from)} – "
            f"{format_date(self.env, self.date_to)}",
            "approval": self._state_of(self, "approval_state"),
            "segments": [
                self._segment_data(segment, positions.get(segment.id))
                for segment in self._shown_segments(goals)
            ],
            "goals": [self._goal_data(goal, goal.id in against) for goal in goals],
            "effects": [self._effect_data(edge, texts) for edge, texts in edges],
            "conflicts": [list(pair) for pair in conflicts],
        }

    def _shown_segments(self, goals):
        """The map's chain: archived segments only as far as they still have goals."""
        shown = self.segment_ids.filtered(lambda s: s.active or s in goals.segment_id)
        return shown.sorted(lambda s: (s.sequence, s.id))

    def _current_positions(self):
        """Return {segment id: its newest assessment}."""
        newest = {}
        for position in self.position_ids.sorted(lambda p: (p.date, p.id)):
            newest[position.segment_id.id] = position
        return newest

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
        return {
            "id": goal.id,
            "segment_id": goal.segment_id.id,
            "name": goal.name,
            "owner": goal.owner_id.name or "",
            "baseline": goal.baseline_display,
            "target": goal.target_display,
            "target_date": format_date(self.env, goal.target_date) or "",
            "change": goal.change_display or "",
            "current": goal.current_display,
            "current_known": goal.current_value is not None,
            "status": self._state_of(goal, "status"),
            "level": self._state_of(goal, "level"),
            "status_hint": goal.status_hint or "",
            "trust": self._state_of(goal, "trust"),
            "approval": self._state_of(goal, "approval_state"),
            "conflict": in_conflict,
        }

    def _effect_data(self, edge, texts):
        source, target, kind, why = texts
        if kind == "weakens":
            label = self.env._(
                "“%(first)s” weakens “%(second)s”: %(why)s",
                first=source,
                second=target,
                why=why,
            )
        else:
            label = self.env._(
                "“%(first)s” reinforces “%(second)s”: %(why)s",
                first=source,
                second=target,
                why=why,
            )
        return {
            "source": edge.source,
            "target": edge.target,
            "kind": kind,
            "why": why,
            "label": label,
        }

    def _drawn_effects(self, goals):
        """Return [(lib Edge, (name, name, kind, why))]: one for each pair and sign.

        A goal's effect on the very metric that it is measured by is no arrow.
        """
        names = {goal.id: goal.name for goal in goals}
        merged = {}
        for edge, effect in self._effect_edges():
            if edge.source == edge.target or not {edge.source, edge.target} <= set(
                names
            ):
                continue
            merged.setdefault(edge, []).append(effect)
        return [
            (
                edge,
                (
                    names[edge.source],
                    names[edge.target],
                    found[0].kind,
                    " · ".join(effect.why or "" for effect in found),
                ),
            )
            for edge, found in merged.items()
        ]

    @api.model
    def _state_of(self, record, name):
        """Return a selection's value with its label in the reader's language."""
        state = record[name]
        labels = dict(record._fields[name]._description_selection(self.env))
        return {"state": state or "", "label": labels.get(state, "")}
