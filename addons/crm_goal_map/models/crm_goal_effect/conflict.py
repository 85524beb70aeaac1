from odoo import api, fields, models

from ...lib import effects


class CrmGoal(models.Model):
    """Finds goal conflicts and loops of effects.

    A goal can change its map only if no effect links it to a goal of that map.
    """

    _inherit = "crm.goal"

    conflict_count = fields.Integer(string="Conflicts", compute="_compute_conflicts")
    conflict_text = fields.Text(string="Goal conflicts", compute="_compute_conflicts")
    loop_text = fields.Text(string="Loops", compute="_compute_conflicts")

    @api.constrains("map_id")
    def _check_effects_within_map(self):
        """Refuse another map while an effect links the goal to one of the old map."""
        self.env["crm.goal.effect"].search(
            ["|", ("goal_id", "in", self.ids), ("affected_goal_id", "in", self.ids)]
        )._check_affected_goal()

    @api.depends("effect_ids.kind", "effect_ids.affected_goal_id", "metric_id")
    @api.depends_context("lang")
    def _compute_conflicts(self):
        edges = self.map_id._effect_edges()
        pairs = effects.conflicts(edges)
        names = {
            goal.id: goal.name
            for goal in self.map_id.with_context(active_test=False).goal_ids
        }
        weakened = [
            (edge, self.map_id._effect_words("weakens", edge, names, edge.effect.why))
            for edge in edges
            if edge.sign < 0
        ]
        titles = {
            1: self.env._("Reinforcing loop: %s"),
            -1: self.env._("Balancing loop: %s"),
        }
        loops = []
        for path, sign in effects.cycles(edges):
            goals = [
                self.env._("“%(goal)s”", goal=names.get(id_, "?"))
                for id_ in (*path, path[0])
            ]
            loops.append((path, titles[sign] % " → ".join(goals)))
        for goal in self:
            id_ = goal._origin.id
            goal.conflict_count = sum(id_ in pair for pair in pairs)
            goal.conflict_text = "\n".join(
                words for edge, words in weakened if id_ in (edge.source, edge.target)
            )
            goal.loop_text = "\n".join(line for path, line in loops if id_ in path)
