from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.crm_metric_definitions.public import SYSTEM

# kind of deliverable: phase whose gate must be open before work can start
PHASES = {"tactic": "tactics", "process": "processes", "configuration": "software"}
# kind of deliverable: kind of the items that it is based on
BASES = {"tactic": None, "process": "tactic", "configuration": "process"}
STARTED = ("started", "done")
# fields that decide whether work may start
CHECKED = {"state", "kind", "goal_ids", "based_on_ids", "project_id"}


class CrmReadinessDeliverable(models.Model):
    """A tactic, process or configuration item, tied to the goals that it serves."""

    _name = "crm.readiness.deliverable"
    _inherit = [
        "crm.system.fields.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Deliverable"
    _order = "project_id, kind_sequence, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    sequence = fields.Integer(default=10)
    project_id = fields.Many2one(
        "crm.readiness.project", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="project_id.company_id", store=True)
    map_id = fields.Many2one(related="project_id.map_id")
    kind = fields.Selection(
        [
            ("tactic", "Tactic"),
            ("process", "Process"),
            ("configuration", "Configuration item"),
        ],
        required=True,
        default="tactic",
    )
    kind_sequence = fields.Integer(
        compute="_compute_kind_sequence", store=True, **SYSTEM
    )
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("started", "Started"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="planned",
        tracking=True,
        copy=False,
    )
    goal_ids = fields.Many2many(
        "crm.goal",
        "crm_readiness_deliverable_goal_rel",
        string="Goals",
        domain="[('map_id', '=', map_id)]",
    )
    based_on_ids = fields.Many2many(
        "crm.readiness.deliverable",
        "crm_readiness_deliverable_base_rel",
        "deliverable_id",
        "base_id",
        string="Based on",
        domain="[('project_id', '=', project_id), ('id', '!=', id)]",
        help="The tactics that a process carries, the processes that a configuration"
        " item serves.",
    )
    user_id = fields.Many2one("res.users", string="Responsible", tracking=True)
    due_date = fields.Date()
    description = fields.Html()

    @api.depends("kind")
    def _compute_kind_sequence(self):
        order = list(PHASES)
        for item in self:
            item.kind_sequence = order.index(item.kind) if item.kind in order else 9

    @api.constrains("based_on_ids", "kind", "project_id")
    def _check_based_on(self):
        # if an item changes its kind, the items based on it are checked, too
        for item in self | self.search([("based_on_ids", "in", self.ids)]):
            wrong = item.based_on_ids.filtered(
                lambda base, item=item: (
                    base.kind != BASES[item.kind] or base.project_id != item.project_id
                )
            )
            if wrong:
                raise ValidationError(
                    self.env._(
                        "“%(item)s” cannot be based on “%(base)s”: a process is"
                        " based on tactics, a configuration item on processes of its"
                        " project.",
                        item=item.name,
                        base=wrong[0].name,
                    )
                )

    @api.constrains("goal_ids", "project_id")
    def _check_goals(self):
        for item in self:
            foreign = item.goal_ids.filtered(
                lambda goal, item=item: goal.map_id != item.project_id.map_id
            )
            if foreign:
                raise ValidationError(
                    self.env._(
                        "“%(goal)s” is not a goal of the map of “%(project)s”.",
                        goal=foreign[0].name,
                        project=item.project_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        # The check comes after creating, because the state may come from a default.
        # If a caller catches the refusal, the savepoint has removed the items.
        with self.env.cr.savepoint():
            items = super().create(vals_list)
            items.filtered(lambda item: item.state in STARTED)._check_may_start()
        return items

    def write(self, vals):
        if CHECKED.isdisjoint(vals):
            return super().write(vals)
        before = {item: item._started_as() for item in self}
        with self.env.cr.savepoint():
            result = super().write(vals)
            changed = self.filtered(
                lambda item: item._started_as() not in (False, before[item])
            )
            fewer = changed.filtered(lambda item: item._only_serves_less(before[item]))
            fewer._check_serves_approved_goal()
            (changed - fewer)._check_may_start()
        return result

    def _started_as(self):
        """Return the values that the start depends on; False if it has not started."""
        self.ensure_one()
        serves = self.project_id, self.kind, self.goal_ids, self.based_on_ids
        return self.state in STARTED and serves

    def _only_serves_less(self, before):
        """Tell whether a started item has only dropped goals or bases."""
        if not before:
            return False
        project, kind, goals, bases = before
        return (
            (self.project_id, self.kind) == (project, kind)
            and self.goal_ids <= goals
            and self.based_on_ids <= bases
        )

    def action_start(self):
        """Start work. This needs an approved goal and an open gate."""
        return self.write({"state": "started"})

    def action_done(self):
        return self.write({"state": "done"})

    def action_plan(self):
        return self.write({"state": "planned"})

    def action_cancel(self):
        return self.write({"state": "cancelled"})

    def _all_goals(self):
        """Return the goals of the item and of all items that it is based on."""
        items = bases = self
        while bases := bases.based_on_ids - items:
            items |= bases
        return items.goal_ids

    def _approved_goals(self):
        self.ensure_one()
        goals = self._all_goals()
        goals.invalidate_recordset(["is_approved"])
        return goals.filtered(lambda goal: goal.active and goal.is_approved)

    def _check_serves_approved_goal(self):
        for item in self.sudo():
            if not item._approved_goals():
                raise UserError(
                    self.env._(
                        "“%s” cannot start: it serves no approved goal.", item.name
                    )
                )

    def _check_may_start(self):
        self._check_serves_approved_goal()
        by_gate = self.sudo().grouped(lambda item: (item.project_id, item.kind))
        for (project, kind), items in by_gate.items():
            project = project._as_system()
            gate = project._gate(PHASES[kind])
            for item in items:
                goals = item._approved_goals()
                outside = goals.filtered(
                    lambda goal, scope=gate.context.segments: (
                        goal.segment_id not in scope
                    )
                )
                if outside:
                    raise UserError(
                        self.env._(
                            "“%(item)s” cannot start: its goal “%(goal)s” lies outside"
                            " the scope of “%(project)s”.",
                            item=item.name,
                            goal=outside[0].name,
                            project=project.name,
                        )
                    )
                if not gate.open_segments.issuperset(goals.segment_id.ids):
                    raise UserError(
                        self.env._(
                            "“%(item)s” cannot start: the gate “%(phase)s” is closed."
                            "\n%(missing)s",
                            item=item.name,
                            phase=gate.context.phase.name,
                            missing=project._as_list(project._missing(gate)),
                        )
                    )
