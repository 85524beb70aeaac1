from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class CrmGoalSegment(models.Model):
    """One process segment of the goal map; not a stage of the pipeline."""

    _name = "crm.goal.segment"
    _inherit = ["crm.shared.mixin"]
    _description = "Process Segment"
    _shared_free_fields = frozenset({"fold"})
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short stable name, e.g. “inbound”.")
    sequence = fields.Integer(default=10)
    description = fields.Text(translate=True)
    company_id = fields.Many2one(
        "res.company",
        help="Empty: for all companies.",
        default=lambda self: self._default_shared_company(),
    )
    active = fields.Boolean(default=True)
    fold = fields.Boolean(string="Folded in kanban")

    _code_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0), code)", "A process segment has this code already."
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        refusals = {
            "crm.goal": self.env._(
                "“%s” has goals, which would be lost. Archive the segment instead."
            ),
            "crm.goal.position": self.env._(
                "“%s” has position assessments, which would be lost. Archive the"
                " segment instead."
            ),
        }
        for name, refusal in refusals.items():
            records = self.env[name].sudo().with_context(active_test=False)
            user = records.search([("segment_id", "in", self.ids)], limit=1)
            if user:
                raise UserError(refusal % user.segment_id.name)

    def _check_in(self, goal_map):
        """Refuse a segment that the map does not have."""
        if self not in goal_map.sudo().segment_ids:
            message = self.env._(
                "“%(segment)s” is not a segment of the map “%(map)s”. Add it to the"
                " map first.",
                segment=self.name,
                map=goal_map.name,
            )
            raise ValidationError(message)

    @api.model
    @api.readonly
    def kanban_hints(self, domain):
        """What to say at the head of each segment's column.

        :param domain: domain of the goals shown
        :return: {segment id: {"existence", "label", "text", "todo"}}; where several
            maps share the segment, the texts name them, and ``existence`` is False
            unless all of them say the same; ``todo`` is empty where goals exist
        """
        maps, Position = self._shown_maps(domain), self.env["crm.goal.position"]
        of_maps = [("map_id", "in", maps.ids)]
        current = Position.search([*of_maps, ("is_current", "=", True)])
        positions = current.grouped(lambda p: (p.segment_id, p.map_id))
        with_goals = self.env["crm.goal"]._read_group(of_maps, ["segment_id", "map_id"])
        return {
            segment.id: self._hint(
                [
                    (
                        goal_map,
                        positions.get((segment, goal_map), Position),
                        (segment, goal_map) in with_goals,
                    )
                    for goal_map in maps
                    if segment in goal_map.segment_ids
                ]
            )
            for segment in maps.segment_ids
        }

    def _hint(self, rows):
        """Return what to show at the head of one segment.

        :param rows: [(map, its position or none, whether it has goals)]
        """
        field = self.env["crm.goal.position"]._fields["existence"]
        first, missing = rows[0][1], self.env._("not assessed yet")
        states = [
            (goal_map, field.convert_to_export(position.existence, first) or missing)
            for goal_map, position, _goals in rows
        ]
        agreed = len({row[1].existence for row in rows}) == 1 and first.existence
        text = "" if agreed else self._by_map(states)
        if len(rows) == 1:
            text = first.summary or ""
        todo = [
            (goal_map, self._todo(position, goals))
            for goal_map, position, goals in rows
        ]
        return {
            "existence": agreed,
            "label": field.convert_to_export(agreed, first),
            "text": text,
            "todo": self._by_map(todo),
        }

    def _by_map(self, texts):
        """Join [(map, text)]; a text that all share stands without a name."""
        if len({text for _map, text in texts}) == 1:
            return texts[0][1]
        return "; ".join(
            self.env._("%(map)s: %(text)s", map=goal_map.name, text=text)
            for goal_map, text in texts
            if text
        )

    def _todo(self, position, goals):
        if not position:
            return self.env._("State where this segment stands.")
        if goals:
            return ""
        if reason := position.no_goal_reason:
            return self.env._("No goal: %s", reason)
        return self.env._("Set a goal, or say in the position why there is none.")

    def _shown_maps(self, domain):
        """Return the maps that a domain of goals names, or all maps."""
        try:
            conditions = list(Domain(domain or []).iter_conditions())
        except (TypeError, ValueError, AttributeError, RecursionError):
            problem = self.env._("“domain” is not a condition on goals.")
            raise UserError(problem) from None
        ids = [
            id_
            for leaf in conditions
            if leaf.field_expr == "map_id" and leaf.operator in ("=", "in")
            for id_ in ([leaf.value] if leaf.operator == "=" else leaf.value)
            if isinstance(id_, int)
        ]
        maps = self.env["crm.goal.map"]
        return maps.browse(ids).exists() if ids else maps.search([])

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        codes = set(self.with_context(active_test=False).search([]).mapped("code"))
        for segment, vals in zip(self, vals_list, strict=True):
            if "code" not in (default or {}):
                number = 2
                while f"{segment.code}_{number}" in codes:
                    number += 1
                vals["code"] = f"{segment.code}_{number}"
                codes.add(vals["code"])
        return vals_list
