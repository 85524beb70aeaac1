from odoo import api, fields, models


class CrmReadinessDecision(models.Model):
    """What a gate keeper has decided, with the gate report of that moment.

    `crm.readiness.project.decide` makes the rows; nothing changes them.
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
        for decision in self:
            decision.display_name = self.env._(
                "%(phase)s: %(decision)s on %(date)s",
                phase=decision.phase_id.name,
                decision=decision._kind_name(),
                date=fields.Date.to_string(decision.date) or "",
            )

    def _kind_name(self):
        """Return the decision in the reader's language, as in “Conditional go”."""
        return self._fields["kind"].convert_to_export(self.kind, self)
