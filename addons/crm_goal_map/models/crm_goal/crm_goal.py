from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.crm_metric_definitions.public import SYSTEM, arguments, say

# begin the names of figures that can contradict each other when somebody types one
TYPED = ("metric_id", "target_", "committed_", "stretch_", "interim_")


class CrmGoal(models.Model):
    """A target for one metric of a process segment, with its reasons and people."""

    _name = "crm.goal"
    _description = "Goal"
    _inherit = [
        "crm.goal.version.mixin",
        "crm.goal.sample.mixin",
        "crm.approval.mixin",
        "crm.approval.part.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "sequence, id"
    _check_company_auto = True
    _mail_post_access = "read"
    _approval_group = "crm_goal_map.group_goal_approver"

    name = fields.Char(
        string="Goal",
        compute="_compute_name",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        tracking=True,
    )
    active = fields.Boolean(default=True)
    archived_with_map = fields.Boolean(**SYSTEM)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    map_id = fields.Many2one(
        "crm.goal.map",
        string="Goal map",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self._default_map_id(),
        check_company=True,
    )
    map_hint = fields.Char(
        string="Map, where there are several", compute="_compute_map_hint"
    )
    company_id = fields.Many2one(related="map_id.company_id", store=True, index=True)
    segment_id = fields.Many2one(
        "crm.goal.segment",
        string="Process segment",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        group_expand="_group_expand_segments",
        check_company=True,
    )
    metric_id = fields.Many2one(
        "crm.metric.definition",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        check_company=True,
        help="The metric that measures the goal. For a figure from outside, use a"
        " metric of the kind “manual”.",
    )
    value_format = fields.Selection(related="metric_id.value_format")
    direction = fields.Selection(related="metric_id.direction")
    unit = fields.Char(related="metric_id.unit")
    owner_id = fields.Many2one(
        "res.users", index=True, tracking=True, default=lambda self: self.env.user
    )
    team_ids = fields.Many2many("crm.team", string="Sales teams")

    realism_kind = fields.Selection(
        [
            ("history", "History"),
            ("capacity", "Capacity"),
            ("benchmark", "Benchmark"),
            ("experiment", "Experiment"),
        ],
        string="Realistic because of",
        copy=False,
    )
    realism_evidence = fields.Text(
        string="Evidence", copy=False, help="Why this target can be reached."
    )
    change_what = fields.Text(string="What changes")
    change_why = fields.Text(string="Why")
    change_effects = fields.Text(string="Expected effects")
    change_risks = fields.Text(string="Risks")
    change_failure_signs = fields.Text(string="Failure signals")
    explanation_ids = fields.One2many(
        "crm.goal.explanation", "goal_id", string="Explanations"
    )
    opponents_asked = fields.Boolean(
        copy=False, help="Somebody has asked who is against it, and what it costs them."
    )
    opponents_none_reason = fields.Text(string="Reason for no opponents", copy=False)
    stakeholder_ids = fields.One2many(
        "crm.goal.stakeholder",
        "goal_id",
        string="Stakeholders",
        groups="crm_goal_map.group_stakeholders",
    )
    stance_risk = fields.Boolean(
        string="Influential opponent without an action",
        compute="_compute_stance_risk",
        groups="crm_goal_map.group_stakeholders",
    )
    effect_ids = fields.One2many("crm.goal.effect", "goal_id", string="Effects")

    def _default_map_id(self):
        companies = self.env.companies.ids
        domain = [("company_id", "in", companies), ("is_sample", "=", False)]
        return self.env["crm.goal.map"].search(domain, limit=1)

    @api.depends("map_id.name")
    def _compute_map_hint(self):
        """Show the map's name on a card only where there are several maps."""
        several = self.env["crm.goal.map"].search_count([], limit=2) > 1
        for goal in self:
            goal.map_hint = several and goal.map_id.name

    @api.depends("metric_id")
    def _compute_name(self):
        for goal in self:
            goal.name = goal.name or goal.metric_id.name

    @api.depends("stakeholder_ids.needs_action")
    def _compute_stance_risk(self):
        for goal in self:
            goal.stance_risk = any(goal.stakeholder_ids.mapped("needs_action"))

    @api.model
    def _group_expand_segments(self, segments, domain):
        """Show every segment of the maps, also those without goals."""
        chosen = segments._shown_maps(domain).segment_ids.filtered("active")
        if not chosen:
            companies = [False, *self.env.companies.ids]
            chosen = segments.search([("company_id", "in", companies)])
        return (segments | chosen).sorted(lambda s: (s.sequence, s.id))

    @api.model
    def get_empty_list_help(self, help_message):
        first = self.env["crm.goal.map"]._first_map_help()
        return first or super().get_empty_list_help(help_message)

    @api.constrains("segment_id", "map_id")
    def _check_segment(self):
        for goal in self:
            goal.segment_id._check_in(goal.map_id)

    @api.constrains("is_sample", "map_id")
    def _check_sample(self):
        for goal in self:
            if goal.is_sample and not goal.map_id.is_sample:
                message = self.env._(
                    "“%s” belongs to the sample: duplicate it, and move the copy.",
                    goal.name,
                )
                raise ValidationError(message)

    @api.constrains("metric_id")
    def _check_metric(self):
        for goal in self:
            if goal.metric_id and not goal.metric_id.active:
                message = self.env._(
                    "The metric “%(metric)s” of the goal “%(goal)s” is archived:"
                    " choose one in use.",
                    metric=goal.metric_id.name,
                    goal=goal.name,
                )
                raise ValidationError(message)

    # -- writing -----------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_frozen({name: value for name, value in vals.items() if value})
        goals = super().create(vals_list)
        goals._check_contradictions()
        return goals

    def write(self, vals):
        self._check_frozen(vals)
        self._check_map_kept(vals)
        result = super().write(vals)
        if any(name.startswith(TYPED) for name in vals):
            self._check_contradictions()
        if "active" in vals and not vals["active"]:
            # the guards of an archived goal are not checked any more
            self.effect_ids.filtered("breached_since")._guard_close()
        return result

    def _check_map_kept(self, vals):
        """Refuse to move a goal that was decided on: who decided knew its map."""
        for goal in self if "map_id" in vals else ():
            decided = {"approve", "reject"} & set(goal.approval_ids.mapped("event"))
            if decided and goal.map_id.id != vals["map_id"]:
                raise UserError(
                    self.env._(
                        "“%(goal)s” was decided on as a goal of the map “%(map)s”: copy"
                        " it to the other map and archive this one.",
                        goal=goal.name,
                        map=goal.map_id.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        for goal in self:
            if set(goal.approval_ids.mapped("event")) - {"change"}:
                message = self.env._(
                    "“%s” has been requested or decided on: archive it instead, so"
                    " that the history stays.",
                    goal.name,
                )
                raise UserError(message)
            if goal.baseline_id and not goal.is_sample:
                message = self.env._(
                    "“%s” has a frozen baseline: archive it instead, so that it stays.",
                    goal.name,
                )
                raise UserError(message)

    def _responsible(self):
        """Return the user to notify: the active owner, or else the map's owner."""
        return self.owner_id.filtered("active") or self.map_id._responsible()

    def format_figure(self, value):
        """Return a figure in the metric's words; None means not known yet."""
        if value is None:
            return self.env._("not known yet")
        if self.metric_id:
            return self.metric_id.format_value(value)
        return say.digits(self.env, arguments.figure(self.env, "value", value))
