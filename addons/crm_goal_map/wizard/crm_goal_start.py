from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_metric_definitions.public import arguments

from ..models.crm_goal_position.crm_goal_position import EXISTENCE

STEPS = [
    ("segments", "Segments"),
    ("position", "Position"),
    ("figures", "Figures"),
    ("goals", "Goals"),
]
ORDER = [step for step, _label in STEPS]


class CrmGoalStart(models.TransientModel):
    """The first map in four steps.

    No figure is prefilled and nothing is approved: the wizard writes down what people
    state, and goals begin without a target.
    """

    _name = "crm.goal.start"
    _description = "First Goal Map, Guided"

    step = fields.Selection(STEPS, required=True, default="segments")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    name = fields.Char(string="Name of the map")
    date_from = fields.Date(
        string="From",
        default=lambda self: self.env["crm.goal.map"]._default_date_from(),
    )
    date_to = fields.Date(
        string="To", default=lambda self: self.env["crm.goal.map"]._default_date_to()
    )
    segment_ids = fields.Many2many(
        "crm.goal.segment",
        string="Process segments",
        default=lambda self: self.env["crm.goal.map"]._default_segment_ids(),
    )
    line_ids = fields.One2many("crm.goal.start.segment", "start_id", string="Position")
    value_ids = fields.One2many("crm.goal.start.value", "start_id", string="Figures")
    goal_ids = fields.One2many("crm.goal.start.goal", "start_id", string="Goals")

    # -- steps -------------------------------------------------------------

    def action_next(self):
        """Check this step, prepare the next one and show it."""
        arguments.one(self)
        self._check(self.step)
        self.step = ORDER[min(ORDER.index(self.step) + 1, len(ORDER) - 1)]
        if self.step == "position":
            self._prepare_position()
        elif self.step == "goals":
            self._prepare_goals()
        return self._reopen()

    def action_back(self):
        """Show the step before; all entries stay."""
        arguments.one(self)
        self.step = ORDER[max(ORDER.index(self.step) - 1, 0)]
        return self._reopen()

    def _reopen(self):
        xml_id = "crm_goal_map.crm_goal_start_action"
        action = self.env["ir.actions.actions"]._for_xml_id(xml_id)
        return {**action, "res_id": self.id}

    def _check(self, step):
        """Refuse what is missing or not understood at a step."""
        if step == "segments":
            if not (self.name or "").strip():
                raise UserError(self.env._("Give the map a name."))
            if not self.segment_ids:
                raise UserError(self.env._("Choose at least one process segment."))
            if not self.date_from or not self.date_to or self.date_from >= self.date_to:
                raise UserError(self.env._("A goal map must end after it begins."))
        elif step == "position":
            described = self.line_ids.filtered(lambda r: (r.finding or "").strip())
            self._check_existence(described.segment_id)
        elif step == "figures":
            for value in self.value_ids:
                value._check_stated()
            self._check_existence(self.value_ids.segment_id)

    def _check_existence(self, segments):
        for segment in segments - self.line_ids.filtered("existence").segment_id:
            raise UserError(
                self.env._(
                    "Say whether “%s” exists, and how well, under “Position”.",
                    segment.name,
                )
            )

    def _prepare_position(self):
        """Add a line for each chosen segment that has none."""
        for rows in (self.line_ids, self.value_ids, self.goal_ids):
            rows.filtered(lambda r: r.segment_id not in self.segment_ids).unlink()
        missing = self.segment_ids - self.line_ids.segment_id
        self.line_ids = [
            Command.create({"segment_id": segment.id, "sequence": segment.sequence})
            for segment in missing
        ]

    def _prepare_goals(self):
        """Add a line for each metric with a stated figure; none is chosen yet."""
        offered = {(goal.segment_id, goal.metric_id) for goal in self.goal_ids}
        for value in self.value_ids.filtered("metric_id"):
            segment, metric = value.segment_id, value.metric_id
            if (segment, metric) not in offered:
                offered.add((segment, metric))
                vals = {"segment_id": segment.id, "metric_id": metric.id}
                self.goal_ids = [Command.create({**vals, "wanted": False})]

    # -- the end -----------------------------------------------------------

    def action_finish(self):
        """Create the map with positions and goals, and open its goals by segment."""
        arguments.one(self)
        for step in ORDER:
            self._check(step)
        goal_map = self.env["crm.goal.map"].create(
            {
                "name": self.name.strip(),
                "company_id": self.company_id.id,
                "date_from": self.date_from,
                "date_to": self.date_to,
                "segment_ids": [Command.set(self.segment_ids.ids)],
                "position_ids": [
                    Command.create(self._position_vals(line))
                    for line in self.line_ids.filtered("existence")
                ],
            }
        )
        self.env["crm.goal"].create(
            [
                {
                    "map_id": goal_map.id,
                    "segment_id": goal.segment_id.id,
                    "metric_id": goal.metric_id.id,
                }
                for goal in self.goal_ids.filtered("wanted")
            ]
        )
        return goal_map.action_open_goals()

    def _position_vals(self, line):
        return {
            "segment_id": line.segment_id.id,
            "existence": line.existence,
            "finding": line.finding,
            "value_ids": [
                Command.create(
                    {
                        "metric_id": value.metric_id.id,
                        "name": value.name,
                        "display": value.stated,
                    }
                )
                for value in self.value_ids
                if value.segment_id == line.segment_id
            ],
        }

    def action_load_sample(self):
        """Open the sample map instead."""
        return self.env["crm.goal.map"].action_load_sample()


class CrmGoalStartRow(models.AbstractModel):
    """Common fields of the rows of all steps."""

    _name = "crm.goal.start.row"
    _description = "Row of the Guided Start"

    start_id = fields.Many2one(
        "crm.goal.start", required=True, index=True, ondelete="cascade"
    )
    segment_id = fields.Many2one(
        "crm.goal.segment",
        string="Process segment",
        required=True,
        ondelete="cascade",
    )


class CrmGoalStartSegment(models.TransientModel):
    _name = "crm.goal.start.segment"
    _description = "Position in the Guided Start"
    _inherit = ["crm.goal.start.row"]
    _order = "sequence, id"

    sequence = fields.Integer()
    existence = fields.Selection(EXISTENCE)
    finding = fields.Text()


class CrmGoalStartValue(models.TransientModel):
    _name = "crm.goal.start.value"
    _description = "Figure in the Guided Start"
    _inherit = ["crm.goal.start.row"]
    _order = "id"

    metric_id = fields.Many2one("crm.metric.definition", ondelete="cascade")
    name = fields.Char(string="Other figure")
    stated = fields.Char(string="Value as stated", required=True)

    @api.onchange("stated")
    def _onchange_stated(self):
        if self.stated:
            self._check_stated()

    def _check_stated(self):
        """Refuse a statement that the position assessment cannot read."""
        value = self.env["crm.goal.position.value"].new(
            {"metric_id": self.metric_id.id}
        )
        value._said_vals(self.stated or "")
        if self.stated and self._origin and not (self.metric_id or self.name):
            raise UserError(
                self.env._(
                    "Say what “%s” counts: a metric or another figure.", self.stated
                )
            )


class CrmGoalStartGoal(models.TransientModel):
    _name = "crm.goal.start.goal"
    _description = "Goal in the Guided Start"
    _inherit = ["crm.goal.start.row"]
    _order = "id"

    metric_id = fields.Many2one(
        "crm.metric.definition", required=True, ondelete="cascade"
    )
    wanted = fields.Boolean(string="Set a goal", default=True)
    stated = fields.Char(string="Value as stated", compute="_compute_stated")

    @api.depends("segment_id", "metric_id", "start_id.value_ids.stated")
    def _compute_stated(self):
        for goal in self:
            values = goal.start_id.value_ids.filtered(
                lambda v, goal=goal: (
                    v.segment_id == goal.segment_id and v.metric_id == goal.metric_id
                )
            )
            goal.stated = ", ".join(filter(None, values.mapped("stated")))
