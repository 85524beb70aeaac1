from dataclasses import dataclass, field

from odoo import api, fields, models
from odoo.tools.misc import format_date

from odoo.addons.crm_metric_definitions.public import arguments

from ...lib import effects


@dataclass(frozen=True)
class EffectEdge(effects.Edge):
    """An edge with its record; edges of several effects on one goal are equal."""

    effect: models.Model = field(compare=False)


class CrmGoalMap(models.Model):
    """The goal map as plain data, from which the drawn map and the reports are made."""

    _inherit = "crm.goal.map"

    conflict_text = fields.Text(string="Goal conflicts", compute="_compute_conflicts")
    loop_text = fields.Text(string="Loops", compute="_compute_conflicts")

    @api.depends("goal_ids.conflict_text", "goal_ids.loop_text")
    @api.depends_context("lang")
    def _compute_conflicts(self):
        for record in self:
            for name in ("conflict_text", "loop_text"):
                lines = "\n".join(filter(None, record.goal_ids.mapped(name)))
                # both goals of a conflict have its line
                record[name] = "\n".join(dict.fromkeys(lines.splitlines()))

    @api.readonly
    def map_data(self):
        """Return today's map as plain data; a screen has nothing to compute.

        No name and no stance of a stakeholder is in it. The number of queries does
        not depend on the number of goals.

        :return: dict with ``id``, ``name``, ``period``, ``approval`` (state, label),
            ``segments`` in their chain (id, name, position or None, no_goal_reason),
            ``goals`` in reading order (id, segment_id, name, figures and states as
            words), ``effects`` (source, target, kind, why, label) and ``conflicts``
            (pairs of goal ids)
        """
        arguments.one(self)
        self.check_access("read")
        goals = self.goal_ids if self.active else self._goals()
        drawn = self._drawn_effects(goals)
        conflicts = effects.conflicts(drawn)
        in_conflict = {id_ for pair in conflicts for id_ in pair}
        positions = self.position_ids.filtered("is_current").grouped("segment_id")
        # an archived segment only if it still has goals
        segments = self.segment_ids.filtered(
            lambda s: s.active or s in goals.segment_id
        ).sorted(lambda s: (s.sequence, s.id))
        return {
            "id": self.id,
            "name": self.name,
            "period": f"{format_date(self.env, self.date_from)} – "
            f"{format_date(self.env, self.date_to)}",
            "approval": self._state_of(self, "approval_state"),
            "segments": [
                self._segment_data(segment, positions.get(segment))
                for segment in segments
            ],
            "goals": [self._goal_data(goal, goal.id in in_conflict) for goal in goals],
            "effects": list(drawn.values()),
            "conflicts": [list(pair) for pair in conflicts],
        }

    def _segment_data(self, segment, position):
        data = {
            "id": segment.id,
            "name": segment.name,
            "position": None,
            "no_goal_reason": position and position.no_goal_reason or "",
        }
        if position:
            data["position"] = {
                "id": position.id,
                **self._state_of(position, "existence"),
                "date": format_date(self.env, position.date),
                "finding": position.finding or "",
                "values": [
                    {
                        "label": value.label,
                        "display": value.display or "",
                        "measured": value.measured_display or "",
                        "text": value.text,
                        "verdict": self._state_of(value, "verdict"),
                    }
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
        for part in filter(lambda part: part.data, goal._goal_parts()):
            is_state = goal._fields[part.field_name].type == "selection"
            data[part.data] = (
                self._state_of(goal, part.field_name) if is_state else part.words(goal)
            )
        return data

    def _drawn_effects(self, goals):
        """Return {Edge: arrow}, one arrow for each pair of goals and sign."""
        names = {goal.id: goal.name for goal in goals}
        merged = {}
        for edge in self._effect_edges():
            if edge.source in names and edge.target in names:
                merged.setdefault(edge, []).append(edge.effect)
        drawn = {}
        for edge, same in merged.items():
            kind, why = same[0].kind, " · ".join(effect.why or "" for effect in same)
            drawn[edge] = {
                "source": edge.source,
                "target": edge.target,
                "kind": kind,
                "why": why,
                "label": self._effect_words(kind, edge, names, why),
            }
        return drawn

    def _effect_edges(self):
        """Return the effects as edges; an affected metric means all of its goals."""
        goals = self.goal_ids
        by_metric = goals.grouped("metric_id")
        edges = []
        for effect in self.env["crm.goal.effect"].search(
            [("map_id", "in", self.ids), ("goal_id.active", "=", True)]
        ):
            targets = effect.affected_goal_id
            if effect.affected_metric_id:
                targets |= by_metric.get(effect.affected_metric_id, targets.browse())
            sign = 1 if effect.kind == "reinforces" else -1
            # an effect on the goal's own metric is no effect on another goal
            for target in targets - effect.goal_id:
                edges.append(EffectEdge(effect.goal_id.id, target.id, sign, effect))
        return edges

    def _effect_words(self, kind, edge, names, why):
        words = {
            "first": names.get(edge.source, "?"),
            "second": names.get(edge.target, "?"),
            "why": why,
        }
        if kind == "weakens":
            return self.env._("“%(first)s” weakens “%(second)s”: %(why)s", **words)
        return self.env._("“%(first)s” reinforces “%(second)s”: %(why)s", **words)

    @api.model
    def _state_of(self, record, name):
        """Return a selection's value with its label in the reader's language."""
        state = record[name]
        label = record._fields[name].convert_to_export(state, record)
        return {"state": state or "", "label": label}
