from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.crm_metric_definitions.public import (
    ContentWords,
    Part,
    arguments,
    content,
    say,
)

EXISTENCE = [
    ("absent", "Does not exist"),
    ("weak", "Weak"),
    ("adequate", "Adequate"),
    ("strong", "Strong"),
]
PARTS = (
    Part("date"),
    Part("existence"),
    Part("finding"),
    Part("no_goal_reason"),
    Part(
        "values",
        "value_ids",
        label=None,
        read=lambda position: [
            {"key": key, **value._map_content()}
            for key, value in position._keyed_values().items()
        ],
        nested=True,
        item=say.metric,
    ),
)


class CrmGoalPosition(models.Model):
    """Where one process segment of a map stands on a day.

    "Does not exist" is a finding. A later assessment does not replace this one: the
    newest of a segment is the current one, the earlier ones stay readable.
    """

    _name = "crm.goal.position"
    _description = "Position Assessment"
    _inherit = [
        "crm.goal.version.mixin",
        "crm.goal.sample.mixin",
        "crm.approval.part.mixin",
    ]
    _order = "date desc, id desc"
    _check_company_auto = True
    _approval_owner = "map_id"
    _approval_table = PARTS

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
        help="Why nothing is to change in this segment now.",
    )
    value_ids = fields.One2many(
        "crm.goal.position.value", "position_id", string="Values", copy=True
    )
    is_current = fields.Boolean(
        string="Current", compute="_compute_is_current", search="_search_is_current"
    )
    summary = fields.Char(compute="_compute_summary")
    comparison = fields.Html(compute="_compute_comparison", string="What changed")

    _once_a_day = models.UniqueIndex(
        "(map_id, segment_id, date)",
        "This segment has an assessment of that day in this map already.",
    )

    @api.depends("segment_id", "existence", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        label = self._fields["existence"].convert_to_export
        for position in self:
            position.display_name = self.env._(
                "%(segment)s: %(existence)s (%(date)s)",
                segment=position.segment_id.name or "",
                existence=label(position.existence, position),
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
        return [("id", "in" if True in value else "not in", self._newest())]

    def _newest(self, map_ids=None):
        """Return the ids of the newest assessment of each map and segment."""
        domain = [("map_id", "in", map_ids)] if map_ids is not None else []
        newest = {}
        for position in self.sudo().search(domain):
            newest.setdefault((position.map_id.id, position.segment_id.id), position.id)
        return list(newest.values())

    @api.depends("existence", "finding", "value_ids.text", "value_ids.label")
    @api.depends_context("lang")
    def _compute_summary(self):
        for position in self:
            statements = "; ".join(
                f"{value.label}: {value.text}" for value in position.value_ids
            )
            position.summary = statements or position.finding or ""

    @api.depends("value_ids", "finding", "existence", "date", "map_id.position_ids")
    @api.depends_context("lang", "compare_with")
    def _compute_comparison(self):
        """Compare with the assessment before, or with the one chosen in the list."""
        chosen = self.env.context.get("compare_with")
        words = ContentWords(self)
        for position in self:
            siblings = position._siblings()
            earlier = siblings.filtered(lambda p: p.id == chosen) or siblings.filtered(
                lambda p, day=position.date: day and p.date < day
            )
            earlier = earlier.sorted("date")[-1:]
            position.comparison = bool(earlier) and (
                Markup("<p>%s</p>")
                % self.env._("Since %s", format_date(self.env, earlier.date))
                + words.as_table(position.compare(earlier))
            )

    def _siblings(self):
        """Return the other assessments of this segment in this map."""
        return self.map_id._origin.position_ids.filtered(
            lambda p: p.segment_id == self.segment_id and p.id != self._origin.id
        )

    def action_compare(self):
        """Open the later of two assessments, compared with the earlier one.

        :raise UserError: these are not two of the same segment and map
        """
        earlier, later = self[:1], self[-1:]
        if len(self) == 2:
            earlier, later = self.sorted("date")
        if len(self) != 2 or later not in earlier._siblings():
            message = self.env._(
                "Choose two position assessments of the same segment and map."
            )
            raise UserError(message)
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": later.id,
            "views": [(False, "form")],
            "context": {"compare_with": earlier.id},
        }

    def compare(self, other):
        """Return what differs between an earlier assessment and this one.

        :param other: the earlier ``crm.goal.position``, or its id
        :return: list of {"path", "label", "old", "new"}
        """
        arguments.one(self)
        if not isinstance(other, models.BaseModel):
            other = self.browse(arguments.id(self.env, "other", other))
        other.check_access("read")
        words = ContentWords(self, company=self.company_id)
        return [
            {**row, "old": row["old_text"], "new": row["new_text"]}
            for row in words.changes(other._compared(), self._compared())
        ]

    def _compared(self):
        """Return the content without the date and the ids, which always differ."""
        compared = self._map_content()
        del compared["date"]
        compared["values"] = [
            {
                "key": label,
                "stated": value._map_content()["stated"],
                "measured": value._measured_content(),
            }
            for label, value in self._keyed_values(lambda value: value.label).items()
        ]
        return compared

    @api.constrains("segment_id", "map_id")
    def _check_segment(self):
        for position in self:
            position.segment_id._check_in(position.map_id)

    def copy_data(self, default=None):
        """Date a copy today, or on the next day that has no assessment yet."""
        vals_list = super().copy_data(default)
        dates = {}
        for position, vals in zip(self, vals_list, strict=True):
            if "date" not in (default or {}):
                key = position.map_id, position.segment_id
                assessed_on = (position | position._siblings()).mapped("date")
                days = dates.setdefault(key, set(assessed_on))
                vals["date"] = fields.Date.context_today(self)
                while vals["date"] in days:
                    vals["date"] += timedelta(days=1)
                days.add(vals["date"])
        return vals_list

    def _map_content(self):
        """Return what of an assessment is substance of its map."""
        return {"key": self.segment_id.code, **content(self, PARTS)}

    def _keyed_values(self, key_of=lambda value: value.metric_id.code or value.name):
        """Return {code or name: value}; a second value of the same one is numbered."""
        keyed = {}
        for value in self.value_ids.sorted(lambda v: v._origin.id or 0):
            key = first = key_of(value)
            number = 1
            while key in keyed:
                number += 1
                key = f"{first} ({number})"
            keyed[key] = value
        return keyed
