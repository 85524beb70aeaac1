from odoo import api, fields, models


class CrmReadinessScope(models.Model):
    """A line of a project's scope: a process segment, and what it holds locked.

    A line may name teams and stages. They are released as soon as the segment of each
    line that names them has passed, all others when the last segment has passed.
    """

    _name = "crm.readiness.scope"
    _description = "Segment in a CRM Project's Scope"
    _order = "project_id, segment_sequence, id"
    _rec_name = "segment_id"

    project_id = fields.Many2one(
        "crm.readiness.project", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="project_id.company_id", store=True)
    segment_id = fields.Many2one(
        "crm.goal.segment",
        string="Process segment",
        required=True,
        ondelete="restrict",
        index=True,
    )
    segment_sequence = fields.Integer(related="segment_id.sequence", store=True)
    team_ids = fields.Many2many(
        "crm.team", "crm_readiness_scope_team_rel", string="Sales teams"
    )
    stage_ids = fields.Many2many(
        "crm.stage", "crm_readiness_scope_stage_rel", string="Pipeline stages"
    )

    _segment_uniq = models.Constraint(
        "UNIQUE (project_id, segment_id)",
        "A process segment is in a project's scope only once.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        default = self.env.context.get("default_project_id")
        projects = self.env["crm.readiness.project"].browse(
            {vals.get("project_id") or default for vals in vals_list} - {None, False}
        )
        with projects._held_as_before():
            return super().create(vals_list)

    def write(self, vals):
        projects = self.project_id
        if vals.get("project_id"):
            projects |= projects.browse(vals["project_id"])
        with projects._held_as_before():
            return super().write(vals)

    def unlink(self):
        with self.project_id._held_as_before():
            return super().unlink()
