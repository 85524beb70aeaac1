from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from odoo.addons.crm_metric_definitions.lib import diff

EXISTENCE = [
    ("absent", "Does not exist"),
    ("weak", "Weak"),
    ("adequate", "Adequate"),
    ("strong", "Strong"),
]


class CrmGoalPosition(models.Model):
    """Where one process segment of a map stands on a day.

    "Does not exist" is a finding. A later assessment does not replace this one: the
    newest of a segment is the current one, the earlier ones stay readable.
    """

    _name = "crm.goal.position"
    _description = "Position Assessment"
    _inherit = ["crm.goal.version.mixin", "crm.approval.part.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    map_id = fields.Many2one(
        "crm.goal.map", string="Goal map", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="map_id.company_id", store=True)
    segment_id = fields.Many2one(
        "crm.goal.segment",
        string="Process segment",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    existence = fields.Selection(EXISTENCE, required=True)
    finding = fields.Text(help="What was found, in the words of those who were asked.")
    no_goal_reason = fields.Text(
        string="Why no goal",
        help="A reasoned “no goal”: why nothing is to change in this segment now.",
    )
    value_ids = fields.One2many(
        "crm.goal.position.value", "position_id", string="Values", copy=True
    )
    is_current = fields.Boolean(
        string="Current", compute="_compute_is_current", search="_search_is_current"
    )
    summary = fields.Char(compute="_compute_summary")
    comparison = fields.Html(
        compute="_compute_comparison", string="Since the assessment before"
    )

    _once_a_day = models.UniqueIndex(
        "(map_id, segment_id, date)",
        "This segment has an assessment of that day in this map already.",
    )

    @api.depends("segment_id", "existence", "date")
    def _compute_display_name(self):
        labels = dict(self._fields["existence"]._description_selection(self.env))
        for position in self:
            position.display_name = self.env._(
                "%(segment)s: %(existence)s (%(date)s)",
                segment=position.segment_id.name or "",
                existence=labels.get(position.existence, ""),
                date=format_date(self.env, position.date) or "",
            )

    @api.depends("map_id.position_ids.date", "segment_id")
    def _compute_is_current(self):
        newest = self._newest(self.map_id.ids)
        for position in self:
            position.is_current = position._origin.id in newest

    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        newest = self._newest()
        wanted = [("id", "in", newest)], [("id", "not in", newest)]
        chosen = [wanted[0 if flag else 1] for flag in value]
        return chosen[0] if len(chosen) == 1 else [(1, "=", 1)]

    def _newest(self, map_ids=None):
        """Return the ids of the newest assessment of each map and segment."""
        domain = [("map_id", "in", map_ids)] if map_ids is not None else []
        newest = {}
        for position in self.sudo().search(domain, order="date desc, id desc"):
            newest.setdefault((position.map_id.id, position.segment_id.id), position.id)
        return list(newest.values())

    @api.depends("existence", "finding", "value_ids.display")
    def _compute_summary(self):
        for position in self:
            stated = "; ".join(
                f"{value.label}: {value.display}" for value in position.value_ids
            )
            position.summary = stated or position.finding or ""

    @api.depends("value_ids", "finding", "existence", "date", "map_id.position_ids")
    def _compute_comparison(self):
        for position in self:
            earlier = position._previous()
            if not earlier:
                position.comparison = False
                continue
            revision = self.env["crm.goal.map.revision"]
            position.comparison = revision._changes_table(position.compare(earlier))

    def _previous(self):
        self.ensure_one()
        id_ = self._origin.id or 0
        siblings = self.map_id._origin.position_ids.filtered(
            lambda p: p.segment_id == self.segment_id and p.id != id_
        )
        earlier = siblings.filtered(
            lambda p: p.date and self.date and (p.date, p.id) < (self.date, id_)
        )
        return earlier.sorted(lambda p: (p.date, p.id))[-1:]

    def compare(self, other):
        """Return what differs between an earlier assessment and this one.

        :param other: the earlier ``crm.goal.position``
        :return: list of {"path", "label", "old", "new"}
        """
        self.ensure_one()
        other.ensure_one()
        labels = {
            "existence": self.env._("Existence"),
            "finding": self.env._("Finding"),
            "no_goal_reason": self.env._("Why no goal"),
        }
        return [
            {
                "path": ".".join(change.path),
                "label": labels.get(change.path[-1], change.path[-1]),
                "old": change.old,
                "new": change.new,
            }
            for change in diff.diff(other._readable(), self._readable())
        ]

    def _readable(self):
        labels = dict(self._fields["existence"]._description_selection(self.env))
        return {
            "existence": labels.get(self.existence),
            "finding": self.finding or "",
            "no_goal_reason": self.no_goal_reason or "",
            "values": {value.label: value.display for value in self.value_ids},
        }

    @api.constrains("segment_id", "map_id")
    def _check_segment(self):
        for position in self:
            if position.segment_id not in position.map_id.segment_ids:
                raise ValidationError(
                    self.env._(
                        "“%(segment)s” is no segment of the map “%(map)s”.",
                        segment=position.segment_id.name,
                        map=position.map_id.name,
                    )
                )

    # -- substance of the map ----------------------------------------------

    def _approval_owners(self):
        return self.map_id

    def _map_content(self):
        return {
            "key": self.segment_id.code,
            "date": str(self.date),
            "existence": self.existence,
            "finding": self.finding or "",
            "no_goal_reason": self.no_goal_reason or "",
            "values": [
                {"key": key, **value._map_content()}
                for key, value in self._keyed_values().items()
            ],
        }

    def _keyed_values(self):
        """Values by what they count; a second one of the same is numbered."""
        keyed = {}
        for value in self.value_ids.sorted("id"):
            key = first = value.metric_id.code or value.name
            number = 1
            while key in keyed:
                number += 1
                key = f"{first} ({number})"
            keyed[key] = value
        return keyed
