from odoo import api, fields, models

from odoo.addons.crm_metric_definitions.public import arguments


class CrmReadinessDecisionWizard(models.TransientModel):
    """The dialog in which a gate keeper decides. `decide` makes all checks."""

    _name = "crm.readiness.decision.wizard"
    _description = "Decide a Gate"

    project_id = fields.Many2one("crm.readiness.project", required=True)
    phase_id = fields.Many2one("crm.readiness.phase", required=True)
    kind = fields.Selection(
        lambda self: (
            self.env["crm.readiness.decision"]
            ._fields["kind"]
            ._description_selection(self.env)
        ),
        string="Decision",
        required=True,
        default="go",
    )
    scope_segment_ids = fields.Many2many(
        string="Scope", related="project_id.segment_ids"
    )
    segment_ids = fields.Many2many(
        "crm.goal.segment",
        string="Process segments",
        compute="_compute_segment_ids",
        store=True,
        readonly=False,
        domain="[('id', 'in', scope_segment_ids)]",
    )
    minutes = fields.Text()
    condition_ids = fields.One2many(
        "crm.readiness.decision.wizard.condition", "wizard_id", string="Conditions"
    )
    missing = fields.Text(string="Not met today", compute="_compute_missing")
    fingerprint = fields.Char(
        compute="_compute_fingerprint",
        store=True,
        readonly=False,
        help="Of the gate report that the gate keeper has seen.",
    )

    @api.depends("project_id")
    def _compute_segment_ids(self):
        for wizard in self:
            wizard.segment_ids = wizard.project_id.segment_ids

    @api.depends("project_id", "phase_id")
    def _compute_missing(self):
        for wizard in self:
            wizard.missing = False
            if wizard.project_id and wizard.phase_id:
                report = wizard.project_id._origin.gate_report(wizard.phase_id.code)
                wizard.missing = "\n".join(
                    f"• {c['name']}: {c['todo']}"
                    for c in report["criteria"]
                    if c["level"] == "must" and c["state"] in ("not_met", "unknown")
                )

    @api.depends("project_id", "phase_id")
    def _compute_fingerprint(self):
        for wizard in self.filtered(lambda w: w.project_id and w.phase_id):
            report = wizard.project_id._origin.gate_report(wizard.phase_id.code)
            wizard.fingerprint = report["fingerprint"]

    def action_decide(self):
        arguments.one(self)
        conditional = self.kind == "conditional"
        self.project_id.decide(
            self.phase_id.code,
            self.kind,
            minutes=self.minutes,
            conditions=[
                {"name": line.name, "due_date": line.due_date}
                for line in (self.condition_ids if conditional else [])
            ],
            segment_ids=self.segment_ids.ids,
            fingerprint=self.fingerprint,
        )
        return {"type": "ir.actions.act_window_close"}


class CrmReadinessDecisionWizardCondition(models.TransientModel):
    """A condition as typed in, before it is part of a decision."""

    _name = "crm.readiness.decision.wizard.condition"
    _description = "Condition in the Dialog"

    wizard_id = fields.Many2one(
        "crm.readiness.decision.wizard", required=True, ondelete="cascade", index=True
    )
    name = fields.Char(string="Condition", required=True)
    due_date = fields.Date(required=True)
