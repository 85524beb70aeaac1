from markupsafe import Markup

from odoo import api, fields, models

from odoo.addons.crm_metric_definitions.public import arguments

from ..models.gate import GateContext


class CrmReadinessConfirmationWizard(models.TransientModel):
    """Shows the advisor what he confirms. `action_confirm_evidence` checks the rest."""

    _name = "crm.readiness.confirmation.wizard"
    _description = "Confirm the Evidence"

    project_id = fields.Many2one("crm.readiness.project", required=True)
    evidence = fields.Html(string="What you confirm", compute="_compute_evidence")
    fingerprint = fields.Char(
        compute="_compute_fingerprint",
        store=True,
        readonly=False,
        help="Of the evidence that the advisor has seen.",
    )
    comment = fields.Text(
        help="What you have looked at, and what you have been told about it."
    )

    @api.depends("project_id")
    def _compute_evidence(self):
        for wizard in self:
            project = wizard.project_id._origin
            if project.is_my_advice:
                wizard.evidence = self._as_html(GateContext(project._as_system()))
            else:
                wizard.evidence = False

    @api.depends("project_id")
    def _compute_fingerprint(self):
        for wizard in self.filtered("project_id"):
            report = wizard.project_id._origin.gate_report("software")
            wizard.fingerprint = report["fingerprint"]

    def _as_html(self, context):
        """Return positions, goals and metrics by segment, as an HTML list."""
        html = Markup()
        for segment in context.segments:
            lines = [
                line
                for position in context.positions
                if position.segment_id == segment
                for line in self._position_lines(position)
            ]
            for goal in context.goals.filtered(lambda g, s=segment: g.segment_id == s):
                metric = goal.metric_id.name or self.env._("no metric")
                lines.append(
                    self.env._(
                        "Goal: %(goal)s (%(metric)s)", goal=goal.name, metric=metric
                    )
                )
            items = Markup().join(Markup("<li>%s</li>") % line for line in lines)
            nothing = self.env._("Nothing is stated yet.")
            html += Markup("<h4>%s</h4>") % segment.name
            html += Markup("<ul>%s</ul>") % (items or Markup("<li>%s</li>") % nothing)
        return html

    def _position_lines(self, position):
        existence = position._fields["existence"].convert_to_export(
            position.existence, position
        )
        line = self.env._(
            "Position of %(date)s: %(existence)s",
            date=fields.Date.to_string(position.date),
            existence=existence,
        )
        if position.finding:
            line = f"{line}. {position.finding}"
        values = [
            f"{value.metric_id.name or ''}: {value.display}"
            for value in position.value_ids
        ]
        return [line, *values]

    def action_confirm(self):
        arguments.one(self)
        self.project_id.action_confirm_evidence(self.comment, self.fingerprint)
        return {"type": "ir.actions.act_window_close"}
