from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CrmGoalSegment(models.Model):
    """One process segment of the goal map; not a stage of the pipeline."""

    _name = "crm.goal.segment"
    _description = "Process Segment"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short stable name, e.g. “inbound”.")
    sequence = fields.Integer(default=10)
    description = fields.Text(translate=True)
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")
    active = fields.Boolean(default=True)
    fold = fields.Boolean(string="Folded in kanban")

    _code_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0), code)", "A process segment has this code already."
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        hidden = {"active_test": False}
        for name, label in (
            ("crm.goal", self.env._("goals")),
            ("crm.goal.position", self.env._("position assessments")),
        ):
            found = self.env[name].sudo().with_context(**hidden)
            found = found.search([("segment_id", "in", self.ids)], limit=1)
            if found:
                raise UserError(
                    self.env._(
                        "“%(segment)s” has %(records)s, which would be lost."
                        " Archive the segment instead.",
                        segment=found.segment_id.name,
                        records=label,
                    )
                )

    @api.model
    @api.readonly
    def kanban_hints(self, domain):
        """What to say at the head of each segment's column.

        :param domain: domain of the goals shown
        :return: {segment id: {"existence", "label", "text", "todo"}}; where the maps
            shown do not agree on ``existence`` it is False and the text names them,
            ``todo`` is empty where goals exist
        """
        maps = self._shown_maps(domain)
        positions = self.env["crm.goal.position"].search(
            [("map_id", "in", maps.ids), ("is_current", "=", True)],
            order="date desc, id desc",
        )
        counts = dict(
            self.env["crm.goal"]._read_group(
                [("map_id", "in", maps.ids)], ["segment_id"], ["__count"]
            )
        )
        labels = dict(positions._fields["existence"]._description_selection(self.env))
        newest = {}
        for position in positions:
            newest.setdefault((position.segment_id, position.map_id), position)
        found = {}
        for (segment, _map), position in newest.items():
            found[segment] = found.get(segment, positions.browse()) | position
        return {
            segment.id: {
                **self._hint(found.get(segment, positions.browse()), labels),
                "todo": self._todo(found.get(segment), counts.get(segment, 0)),
            }
            for segment in maps.segment_ids
        }

    def _hint(self, positions, labels):
        """What the positions of a segment say, one for each map, newest first."""
        if len(set(positions.mapped("existence"))) > 1:
            said = (f"{p.map_id.name}: {labels[p.existence]}" for p in positions)
            return {"existence": False, "label": "", "text": "; ".join(said)}
        newest = positions[:1]
        return {
            "existence": newest.existence,
            "label": labels.get(newest.existence, ""),
            "text": newest.summary or "",
        }

    def _todo(self, positions, goals):
        if not positions:
            return self.env._("State where this segment stands.")
        if goals:
            return ""
        if reason := positions[:1].no_goal_reason:
            return self.env._("No goal: %s", reason)
        return self.env._("Set a goal, or say in the position why there is none.")

    def _shown_maps(self, domain):
        """The maps that a domain of goals names; all of them where it names none."""
        ids = [
            id_
            for leaf in Domain(domain or []).iter_conditions()
            if leaf.field_expr == "map_id" and leaf.operator in ("=", "in")
            for id_ in ([leaf.value] if leaf.operator == "=" else leaf.value)
            if isinstance(id_, int)
        ]
        maps = self.env["crm.goal.map"]
        return maps.browse(ids).exists() if ids else maps.search([])

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for segment, vals in zip(self, vals_list, strict=True):
            if "code" not in (default or {}):
                vals["code"] = self.env._("%s_copy", segment.code)
        return vals_list
