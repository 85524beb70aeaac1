from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain

from odoo.addons.crm_metric_definitions.public import SYSTEM, write_system

GATE_KEEPER = "crm_readiness.group_gate_keeper"


class CrmReadinessProject(models.Model):
    """A CRM project: its goal map, its process segments, its people and its lock."""

    _name = "crm.readiness.project"
    _inherit = ["crm.system.fields.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "CRM Project"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    map_id = fields.Many2one(
        "crm.goal.map",
        string="Goal map",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        tracking=True,
    )
    owner_id = fields.Many2one(
        "res.users",
        required=True,
        default=lambda self: self.env.user,
        tracking=True,
        ondelete="restrict",
    )
    former_owner_ids = fields.Many2many(
        "res.users",
        "crm_readiness_project_former_owner_rel",
        string="Former owners",
        **SYSTEM,
        help="Former owners cannot decide on gates of this project, either.",
    )
    advisor_id = fields.Many2one(
        "res.partner",
        tracking=True,
        help="Business engineer or external advisor, not the owner. Confirms the"
        " evidence: the position, the goals and their metrics.",
    )
    scope_ids = fields.One2many("crm.readiness.scope", "project_id", copy=True)
    segment_ids = fields.Many2many(
        "crm.goal.segment",
        string="Process segments",
        compute="_compute_segment_ids",
        inverse="_inverse_segment_ids",
    )
    team_ids = fields.Many2many(
        "crm.team",
        "crm_readiness_project_team_rel",
        string="Sales teams",
        check_company=True,
        help="Teams whose configuration is locked. Empty: all teams of the company.",
    )
    raised_criterion_ids = fields.Many2many(
        "crm.readiness.criterion",
        "crm_readiness_project_raised_rel",
        string="Raised to must",
        help="Should criteria that this project treats as musts.",
    )
    lock_enabled = fields.Boolean(
        string="Lock CRM configuration",
        copy=False,
        tracking=True,
        help="Stages, teams and the other configuration of the CRM cannot be changed"
        " while the gate “Configure software” is closed. While it is, the lock"
        " cannot be turned off, and its scope cannot be narrowed.",
    )
    decision_ids = fields.One2many("crm.readiness.decision", "project_id")
    decision_count = fields.Integer(**SYSTEM)
    waiver_ids = fields.One2many("crm.readiness.waiver", "project_id")
    confirmation_ids = fields.One2many("crm.readiness.confirmation", "project_id")
    lapse_ids = fields.One2many("crm.readiness.lapse", "project_id")
    has_lapse = fields.Boolean(
        string="Lapsed", compute="_compute_has_lapse", search="_search_has_lapse"
    )

    _lock_idx = models.Index(
        "(id) WHERE active AND lock_enabled OR kept_lock IS NOT NULL"
    )

    @api.depends("scope_ids.segment_id")
    def _compute_segment_ids(self):
        for project in self:
            project.segment_ids = project.scope_ids.segment_id

    def _inverse_segment_ids(self):
        for project in self:
            project.scope_ids.filtered(
                lambda line, kept=project.segment_ids: line.segment_id not in kept
            ).unlink()
            missing = project.segment_ids - project.scope_ids.segment_id
            self.env["crm.readiness.scope"].create(
                [
                    {"project_id": project.id, "segment_id": segment.id}
                    for segment in missing._origin
                ]
            )

    @api.depends("lapse_ids.date_end")
    def _compute_has_lapse(self):
        lapsed = self.lapse_ids.filtered(lambda lapse: not lapse.date_end).project_id
        for project in self:
            project.has_lapse = project in lapsed

    def _search_has_lapse(self, operator, value):
        if operator != "in":
            return NotImplemented
        lapsed = Domain("lapse_ids", "any", [("date_end", "=", False)])
        return Domain.OR(lapsed if is_lapsed else ~lapsed for is_lapsed in value)

    @api.onchange("map_id")
    def _onchange_map_id(self):
        if not self.advisor_id:
            self.advisor_id = self.map_id.advisor_id
        if not self.scope_ids:
            self.segment_ids = self.map_id.segment_ids

    @api.constrains("owner_id", "advisor_id")
    def _check_advisor(self):
        for project in self:
            if project.advisor_id and project.advisor_id == project.owner_id.partner_id:
                raise ValidationError(
                    self.env._("The advisor of “%s” cannot be its owner.", project.name)
                )

    # -- guards ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Propose the segments of the map as scope where none is given."""
        with self._beginning_lock(any(v.get("lock_enabled") for v in vals_list)) as on:
            projects = super().create(vals_list)
            for project, vals in zip(projects, vals_list, strict=True):
                if not vals.keys() & {"scope_ids", "segment_ids"}:
                    project.segment_ids = project.map_id.segment_ids
            on.append(projects)
        return projects

    def write(self, vals):
        off = self.filtered(lambda project: not project._is_on())
        begins = off and (vals.get("lock_enabled") or vals.get("active"))
        with self._held_as_before(), self._beginning_lock(begins) as on:
            owners = {project: project.owner_id for project in self}
            result = super().write(vals)
            for project, owner in owners.items():
                if project.owner_id != owner:
                    former = {"former_owner_ids": [Command.link(owner.id)]}
                    write_system(project, former)
            on.append(off)
        return result

    def unlink(self):
        with self._held_as_before():
            return super().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if self.sudo().decision_ids:
            raise UserError(
                self.env._("A project with decisions is archived, not deleted.")
            )

    # -- people ------------------------------------------------------------

    def _check_gate_keeper(self):
        """Raise unless the acting user may decide, with ``sudo`` or without."""
        self.ensure_one()
        user = self.env.user
        if user._is_superuser() or not user.has_group(GATE_KEEPER):
            raise AccessError(
                self.env._(
                    "Only members of the group “%(group)s” can decide on"
                    " “%(project)s”.",
                    project=self.name,
                    group=self.env.ref(GATE_KEEPER).sudo().name,
                )
            )
        self.check_access("read")
        if user in self.sudo().owner_id | self.sudo().former_owner_ids:
            raise UserError(
                self.env._(
                    "You own or owned “%s”: another person has to decide.", self.name
                )
            )
