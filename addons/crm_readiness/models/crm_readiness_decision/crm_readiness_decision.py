from odoo import api, fields, models


class CrmReadinessDecision(models.Model):
    """What a gate keeper has decided, with the gate report of that moment.

    Rows are made by `crm.readiness.project.decide` and stay as they are.
    """

    _name = "crm.readiness.decision"
    _inherit = ["crm.append.only.mixin"]
    _description = "Gate Decision"
    _order = "id desc"

    project_id = fields.Many2one(
        "crm.readiness.project", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="project_id.company_id", store=True)
    phase_id = fields.Many2one(
        "crm.readiness.phase", required=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(
        [
            ("go", "Go"),
            ("conditional", "Conditional go"),
            ("hold", "Hold"),
            ("recycle", "Recycle"),
        ],
        string="Decision",
        required=True,
    )
    segment_ids = fields.Many2many(
        "crm.goal.segment",
        "crm_readiness_decision_segment_rel",
        string="Process segments",
        help="The segments in scope that this decision speaks about.",
    )
    user_id = fields.Many2one(
        "res.users", string="Decided by", required=True, ondelete="restrict"
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    minutes = fields.Text()
    condition_ids = fields.One2many(
        "crm.readiness.condition", "decision_id", string="Conditions"
    )
    report = fields.Json(string="Gate report at that moment")

    @api.depends("kind", "phase_id", "date")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for decision in self:
            decision.display_name = self.env._(
                "%(phase)s: %(decision)s on %(date)s",
                phase=decision.phase_id.name,
                decision=labels.get(decision.kind, ""),
                date=fields.Date.to_string(decision.date) or "",
            )
