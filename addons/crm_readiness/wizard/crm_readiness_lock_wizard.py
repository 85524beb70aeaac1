from markupsafe import Markup

from odoo import api, fields, models

from odoo.addons.crm_metric_definitions.public import arguments


class CrmReadinessLockWizard(models.TransientModel):
    """Says what a project is about to lock, and who can open it again."""

    _name = "crm.readiness.lock.wizard"
    _description = "Lock Now"

    project_id = fields.Many2one("crm.readiness.project", required=True)
    keepers = fields.Char(string="Who can open it", compute="_compute_words")
    company = fields.Char(compute="_compute_words")
    segments = fields.Char(string="Process segments", compute="_compute_words")
    teams = fields.Char(string="Sales teams", compute="_compute_words")
    what = fields.Html(string="What will be locked", compute="_compute_words")
    shared = fields.Selection(
        [
            ("held", "Held: somebody with access to all companies has agreed."),
            ("agree", "Held: by locking, you agree for all companies."),
            (
                "own",
                "Not held until somebody with access to all companies agrees on the"
                " project.",
            ),
        ],
        string="What companies share",
        compute="_compute_words",
    )
    problems = fields.Text(string="First", compute="_compute_words")

    @api.depends("project_id")
    def _compute_words(self):
        everything = self.env._("All teams of the company")
        for wizard in self:
            project = wizard.project_id._origin
            wizard.keepers = project._keeper_names() if project else False
            wizard.company = project.company_id.name
            wizard.segments = ", ".join(project.segment_ids.mapped("name"))
            wizard.teams = ", ".join(project.team_ids.mapped("name")) or everything
            wizard.what = wizard._what()
            wizard.problems = project and "\n".join(project._lock_problems())
            if project.holds_shared:
                wizard.shared = "held"
            else:
                wizard.shared = "agree" if project._agrees_for_all() else "own"

    def _what(self):
        """Return the names of what can be locked, as an HTML list."""
        names = self.env["crm.readiness.lock.mixin"]._readiness_models()
        lines = []
        for name in names:
            label = self.env["ir.model"]._get(name).name
            if not self.env[name]._readiness_all_records:
                label = self.env._("%s, where it concerns the CRM", label)
            lines.append(label)
        lines.append(self.env._("CRM settings, and who has the features they switch"))
        items = Markup().join(Markup("<li>%s</li>") % line for line in sorted(lines))
        return Markup("<ul>%s</ul>") % items

    def action_lock(self):
        arguments.one(self)
        self.project_id.action_lock()
        return {"type": "ir.actions.act_window_close"}
