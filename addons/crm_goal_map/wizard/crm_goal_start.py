from odoo import Command, fields, models
from odoo.exceptions import UserError

STEPS = ["segments", "position", "figures", "goals"]


class CrmGoalStart(models.TransientModel):
    """The first map in four steps.

    No figure is prefilled and nothing is approved: the wizard writes down what people
    state, and goals begin without a target.
    """

    _name = "crm.goal.start"
    _description = "First Goal Map, Guided"

    step = fields.Selection(
        [
            ("segments", "Segments"),
            ("position", "Position"),
            ("figures", "Figures"),
            ("goals", "Goals"),
        ],
        required=True,
        default="segments",
    )
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
        self.ensure_one()
        self._check(self.step)
        self.step = STEPS[min(STEPS.index(self.step) + 1, len(STEPS) - 1)]
        if self.step == "position":
            self._prepare_position()
        elif self.step == "goals":
            self._prepare_goals()
        return self._reopen()

    def action_back(self):
        """Show the step before; all entries stay."""
        self.ensure_one()
        self.step = STEPS[max(STEPS.index(self.step) - 1, 0)]
        return self._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New goal map, guided"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def _check(self, step):
        checks = {
            "segments": self._check_segments,
            "position": self._check_position,
            "figures": self._check_figures,
        }
        if step in checks:
            checks[step]()

    def _check_segments(self):
        if not (self.name or "").strip():
            raise UserError(self.env._("Give the map a name."))
        if not self.segment_ids:
            raise UserError(self.env._("Choose at least one process segment."))
        if not self.date_from or not self.date_to or self.date_from >= self.date_to:
            raise UserError(self.env._("A goal map ends after it begins."))

    def _prepare_position(self):
        """Make a line for each chosen segment; lines that exist stay."""
        for rows in (self.line_ids, self.value_ids, self.goal_ids):
            rows.filtered(lambda r: r.segment_id not in self.segment_ids).unlink()
        missing = self.segment_ids - self.line_ids.segment_id
        self.line_ids = [
            Command.create({"segment_id": segment.id, "sequence": segment.sequence})
            for segment in missing
        ]

    def _check_position(self):
        for line in self.line_ids:
            if (line.finding or "").strip() and not line.existence:
                raise self._existence_missing(line.segment_id)

    def _check_figures(self):
        for value in self.value_ids:
            value._check_stated()
        assessed = self.line_ids.filtered("existence").segment_id
        for value in self.value_ids:
            if value.segment_id not in assessed:
                raise self._existence_missing(value.segment_id)

    def _existence_missing(self, segment):
        return UserError(
            self.env._(
                "Say whether “%s” exists, and how well, under “Position”.", segment.name
            )
        )

    def _prepare_goals(self):
        """Offer the metrics that a figure was stated for, none of them chosen."""
        offered = {(goal.segment_id, goal.metric_id) for goal in self.goal_ids}
        stated = {
            (value.segment_id, value.metric_id): None
            for value in self.value_ids.filtered("metric_id")
        }
        self.goal_ids = [
            Command.create(
                {"segment_id": segment.id, "metric_id": metric.id, "wanted": False}
            )
            for segment, metric in stated
            if (segment, metric) not in offered
        ]

    # -- the end -----------------------------------------------------------

    def action_finish(self):
        """Create the map with positions and goals, and open its goals by segment."""
        self.ensure_one()
        for step in STEPS:
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
        values = self.value_ids.filtered(lambda v: v.segment_id == line.segment_id)
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
                for value in values
            ],
        }

    def action_load_sample(self):
        """Open the sample map instead."""
        return self.env["crm.goal.map"].action_load_sample()
